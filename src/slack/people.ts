/** From a person's id to the conversation with that person. */

import { isPerson } from '../domain/delivery/outbox.ts';
import type { Verdict } from '../domain/delivery/verdict.ts';
import { Failure } from '../domain/health/failure.ts';
import { type CallMethod, harmless } from './call.ts';

/** A conversation that can be posted to. `fresh`: Slack named it just now. */
export type Opened =
  | { readonly type: 'opened'; readonly channel: string; readonly fresh: boolean }
  | { readonly type: 'failed'; readonly verdict: Verdict };

/** The conversations with people, each opened once. */
export interface People {
  /** The id itself for a channel; for a person the kept conversation, or a newly opened one. */
  channelOf(id: string): Promise<Opened>;
  /** Asks Slack, whatever is kept. Opening twice gives the same conversation. */
  open(person: string): Promise<Opened>;
}

const MOST_KEPT = 10_000;

/** Opens with `call` and keeps what it learns for its own life; the store keeps it for longer. */
export function peopleOf(call: CallMethod): People {
  const kept = new Map<string, string>();
  const open = async (person: string): Promise<Opened> => {
    const answer = await call('conversations.open', { users: person }, 'post');
    if (answer.type === 'failed') return { ...answer, verdict: harmless(answer.verdict) };
    const channel = idOf(answer.data['channel']);
    if (channel === null) return { type: 'failed', verdict: unnamed() };
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(person, channel);
    return { type: 'opened', channel, fresh: true };
  };
  return {
    open,
    channelOf: async (id) => {
      const channel = isPerson(id) ? kept.get(id) : id;
      return channel === undefined ? open(id) : { type: 'opened', channel, fresh: false };
    },
  };
}

const idOf = (channel: unknown): string | null =>
  typeof channel === 'object' &&
  channel !== null &&
  'id' in channel &&
  typeof channel.id === 'string'
    ? channel.id
    : null;

const unnamed = (): Verdict => ({
  type: 'refused',
  kind: 'transient',
  failure: new Failure({
    category: 'NETWORK',
    reason: 'bad_body',
    operation: 'slack.conversations.open',
    message: 'ok, but no conversation',
  }),
});
