/** The buttons of alerts, which come in with everything that people press. */

import { type GivenNeeds, keepOrder, sayOrder } from '../../../app/talk/given.ts';
import { sayReply } from '../../../domain/talk/replies/plain.ts';
import {
  answerAlertButton,
  type Press,
  type PressNeeds,
} from '../../../flows/alerts/answerAlertButton.ts';
import type { TalkNeeds } from '../../../flows/talk/needs.ts';
import type { OnInbound } from '../../../ports/talk/answers.ts';

/** What buttons need beside what a press changes. */
export interface ButtonNeeds extends PressNeeds, GivenNeeds {
  /** Null in a dry run, in which nobody presses. */
  readonly respond: TalkNeeds['respond'] | null;
}

const words: Readonly<Record<string, string>> = {
  'alert.ack': 'ack',
  'alert.mute.1h': 'silence 1h',
  'alert.mute.24h': 'silence 24h',
};

/** What was ordered by a press, as `ops_log` has it. */
const inWords = ({ actionId, value }: Press, { keeper }: ButtonNeeds): string => {
  const key = keeper.book.episodes.get(value ?? '')?.key ?? 'an alert that is over';
  return `${words[actionId] ?? 'an unknown button'} ${key}`;
};

/** Does what was pressed, and keeps that it was, as every other order. */
async function pressed(needs: ButtonNeeds, press: Press): Promise<string | null> {
  const command = inWords(press, needs);
  const answered = await answerAlertButton(needs, press);
  if (answered === null) return null;
  if (needs.users.includes(press.user))
    return (await keepOrder(needs, command, press.user, answered)).text;
  sayOrder(needs, command, press.user, 'not_allowed');
  return answered.text;
}

/**
 * Looks at what arrives before the commands do: buttons of alerts are for operators, and no rate of
 * commands holds for them. The answer is for whoever pressed, alone.
 */
export const withAlertButtons =
  (needs: ButtonNeeds, next: OnInbound): OnInbound =>
  async (inbound) => {
    if (inbound.type !== 'click' || !inbound.actionId.startsWith('alert.')) return next(inbound);
    const text = await pressed(needs, inbound);
    if (text === null || needs.respond === null || inbound.responseUrl === null) return;
    const responded = await needs.respond(
      { responseUrl: inbound.responseUrl, at: inbound.at },
      sayReply(text),
      { ephemeral: true, replace: false },
    );
    if (responded.type === 'refused') throw responded.failure;
  };
