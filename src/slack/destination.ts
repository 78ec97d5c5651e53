/** Asks whether a conversation that could not be used can be used again. */

import { isPerson } from '../domain/delivery/outbox.ts';
import { verdictOfCode } from '../domain/delivery/slackCode.ts';
import type { Verdict } from '../domain/delivery/verdict.ts';
import { type CallMethod, harmless } from './call.ts';

const usable: Verdict = { type: 'sent', channel: null, ts: null };

/** `sent`: usable as far as Slack says. A refusal names why it is not. Changes nothing. */
export async function probeDestination(call: CallMethod, dest: string): Promise<Verdict> {
  const [method, args, name] = isPerson(dest)
    ? (['users.info', { user: dest }, 'user'] as const)
    : (['conversations.info', { channel: dest }, 'channel'] as const);
  const answer = await call(method, args, 'post');
  if (answer.type === 'failed') return harmless(answer.verdict);
  const code = reasonIn(answer.data[name]);
  if (code === null) return usable;
  return verdictOfCode(code, 'post', { operation: `slack.${method}`, message: code });
}

/** Slack's word for what is wrong with a person or a conversation; null when nothing is. */
function reasonIn(found: unknown): string | null {
  if (property(found, 'deleted') === true) return 'user_disabled';
  if (property(found, 'is_archived') === true) return 'is_archived';
  return property(found, 'is_member') === false ? 'not_in_channel' : null;
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : null;
