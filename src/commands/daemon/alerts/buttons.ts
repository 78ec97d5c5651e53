/** The buttons of alerts, which come in with everything that people press. */

import { sayReply } from '../../../domain/talk/replies/plain.ts';
import { answerAlertButton, type PressNeeds } from '../../../flows/alerts/answerAlertButton.ts';
import type { TalkNeeds } from '../../../flows/talk/needs.ts';
import type { OnInbound } from '../../../ports/talk.ts';

/**
 * Looks at what arrives before the commands do: buttons of alerts are for operators, and no rate of
 * commands holds for them. The answer is for whoever pressed, alone.
 */
export const withAlertButtons =
  (press: PressNeeds, respond: TalkNeeds['respond'] | null, next: OnInbound): OnInbound =>
  async (inbound) => {
    if (inbound.type !== 'click' || !inbound.actionId.startsWith('alert.')) return next(inbound);
    const answered = await answerAlertButton(press, inbound);
    if (answered === null || respond === null || inbound.responseUrl === null) return;
    const responded = await respond(
      { responseUrl: inbound.responseUrl, at: inbound.at },
      sayReply(answered.text),
      { ephemeral: true, replace: false },
    );
    if (responded.type === 'refused') throw responded.failure;
  };
