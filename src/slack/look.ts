/** Finds out whether a message of which nobody knows is there. */

import type { Chat, Doubt } from '../ports/delivery.ts';
import { type CallMethod, harmless } from './call.ts';
import { eventType } from './request.ts';

type Looked = Awaited<ReturnType<Chat['look']>>;

/** Our clock and Slack's differ; a message may carry an earlier time than its attempt. */
const SKEW_MS = 60_000;
const PAGE = 100;
const MOST_PAGES = 3;

/** What says that this history is closed to us, while posting there may still be allowed. */
const closed = new Set([
  'missing_scope',
  'not_in_channel',
  'method_not_supported_for_channel_type',
]);

/**
 * Looks through the history since the first attempt, 300 messages at most. Where there are more,
 * the answer is `unreadable`: a message that was not looked at must not be called absent.
 * `doubt.channel` is a conversation here, never a person.
 */
export async function look(call: CallMethod, doubt: Doubt): Promise<Looked> {
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await call(methodFor(doubt), argsFor(doubt, cursor), 'post');
    if (answer.type === 'failed') return refused(harmless(answer.verdict));
    const messages: unknown = answer.data['messages'];
    if (!Array.isArray(messages)) return { type: 'unreadable' };
    const ts = found(messages, doubt.nonce);
    if (ts !== null) return { type: 'found', ts };
    cursor = nextCursor(answer.data['response_metadata']);
    if (cursor === '') return { type: 'absent' };
  }
  return { type: 'unreadable' };
}

const methodFor = ({ threadTs }: Doubt): string =>
  threadTs === null ? 'conversations.history' : 'conversations.replies';

const argsFor = ({ channel, threadTs, firstAttemptAt }: Doubt, cursor: string) => ({
  channel,
  ...(threadTs !== null && { ts: threadTs }),
  ...(cursor !== '' && { cursor }),
  oldest: ((firstAttemptAt - SKEW_MS) / 1_000).toFixed(6),
  limit: PAGE,
  include_all_metadata: true,
});

function refused(verdict: Exclude<Looked, { type: 'found' | 'absent' | 'unreadable' }>): Looked {
  if (verdict.type !== 'refused' || !closed.has(verdict.failure.reason)) return verdict;
  return { type: 'unreadable' };
}

/** The `ts` of the message that carries the nonce. */
function found(messages: readonly unknown[], nonce: string): string | null {
  const ours = messages.find((message) => nonceOf(message) === nonce);
  const ts = property(ours, 'ts');
  return typeof ts === 'string' ? ts : null;
}

function nonceOf(message: unknown): unknown {
  const metadata = property(message, 'metadata');
  if (property(metadata, 'event_type') !== eventType) return null;
  return property(property(metadata, 'event_payload'), 'n');
}

function nextCursor(metadata: unknown): string {
  const cursor = property(metadata, 'next_cursor');
  return typeof cursor === 'string' ? cursor : '';
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : null;
