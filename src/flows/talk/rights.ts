/** What Slack lets the bot do. Answers go on without these questions where Slack does not say. */

import { Failure } from '../../domain/health/failure.ts';
import type { TalkNeeds } from './needs.ts';

type RightsNeeds = Pick<TalkNeeds, 'setup' | 'report'>;

/** With these Slack says that the bot has no business there. */
const elsewhere = new Set<string>(['channel_not_found', 'not_in_channel']);

/** Whether the bot is in a channel; null: nobody knows, and the queue finds out when it posts. */
export async function isMember(
  { setup, report }: RightsNeeds,
  channel: string,
): Promise<boolean | null> {
  try {
    return (await setup.channel(channel)).member;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    if (elsewhere.has(thrown.reason)) return false;
    report(thrown);
    return null;
  }
}

/** Which of these scopes were not granted; none where Slack does not say. */
export async function missingOf(
  { setup, report }: RightsNeeds,
  wanted: readonly string[],
): Promise<readonly string[]> {
  try {
    const { scopes } = await setup.authorised();
    return scopes === null ? [] : wanted.filter((scope) => !scopes.includes(scope));
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    report(thrown);
    return [];
  }
}
