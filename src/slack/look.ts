/** Finds out whether messages of which nobody knows are there. */

import type { Chat, Doubt, Sight } from '../ports/chat.ts';
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

/** Where to look, and from when on. */
interface Place extends Pick<Doubt, 'channel' | 'threadTs'> {
  readonly since: number;
}

/**
 * Looks through the history since the earliest of the first attempts, 300 messages at most. Where
 * there are more, what was not found is `unreadable`: a message that was not looked at must not be
 * called absent. The channel of the first doubt is a conversation here, never a person.
 */
export async function look(call: CallMethod, doubts: readonly Doubt[]): Promise<Looked> {
  const [first] = doubts;
  if (first === undefined) return { type: 'read', sights: [] };
  const since = Math.min(...doubts.map(({ firstAttemptAt }) => firstAttemptAt));
  const place = { channel: first.channel, threadTs: first.threadTs, since };
  const seen = new Map<unknown, string>();
  const sights = (missing: 'absent' | 'unreadable'): readonly Sight[] =>
    doubts.map(({ nonce }) => {
      const ts = seen.get(nonce);
      return ts === undefined ? { type: missing } : { type: 'found', ts };
    });
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await call(methodFor(place), argsFor(place, cursor), 'post');
    if (answer.type === 'failed') return refused(harmless(answer.verdict));
    const messages: unknown = answer.data['messages'];
    if (!Array.isArray(messages)) return { type: 'unreadable' };
    note(messages, seen);
    cursor = nextCursor(answer.data['response_metadata']);
    const isWhole = cursor === '' || doubts.every(({ nonce }) => seen.has(nonce));
    if (isWhole) return { type: 'read', sights: sights('absent') };
  }
  return { type: 'read', sights: sights('unreadable') };
}

const methodFor = ({ threadTs }: Place): string =>
  threadTs === null ? 'conversations.history' : 'conversations.replies';

const argsFor = ({ channel, threadTs, since }: Place, cursor: string) => ({
  channel,
  ...(threadTs !== null && { ts: threadTs }),
  ...(cursor !== '' && { cursor }),
  oldest: ((since - SKEW_MS) / 1_000).toFixed(6),
  limit: PAGE,
  include_all_metadata: true,
});

function refused(verdict: Exclude<Looked, { type: 'read' | 'unreadable' }>): Looked {
  if (verdict.type !== 'refused' || !closed.has(verdict.failure.reason)) return verdict;
  return { type: 'unreadable' };
}

/** The nonces that these messages carry, and the `ts` of each. */
function note(messages: readonly unknown[], seen: Map<unknown, string>): void {
  for (const message of messages) {
    const ts = property(message, 'ts');
    if (typeof ts === 'string') seen.set(nonceOf(message), ts);
  }
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
