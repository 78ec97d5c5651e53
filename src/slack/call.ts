import type { WebClient } from '@slack/web-api';
import type { OutboxKind } from '../domain/delivery/outbox.ts';
import type { Verdict } from '../domain/delivery/verdict.ts';
import { verdictOf } from './errors.ts';

/** What came of one call. */
export type Called =
  | { readonly type: 'answer'; readonly data: Readonly<Record<string, unknown>> }
  | { readonly type: 'failed'; readonly verdict: Verdict };

/** Calls a method of Slack once and classifies what went wrong. Never rejects. */
export type CallMethod = (
  method: string,
  args: Readonly<Record<string, unknown>>,
  kind: OutboxKind,
) => Promise<Called>;

/** The calls of one client. */
export const caller =
  (client: WebClient, redact: (text: string) => string): CallMethod =>
  async (method, args, kind) => {
    try {
      return { type: 'answer', data: { ...(await client.apiCall(method, args)) } };
    } catch (thrown) {
      const toChannel = typeof args['channel'] === 'string';
      return { type: 'failed', verdict: verdictOf(thrown, { method, kind, toChannel, redact }) };
    }
  };

/** A doubt about a call that changes nothing is no doubt: it can be made again. */
export const harmless = (verdict: Verdict): Verdict =>
  verdict.type === 'ambiguous'
    ? { type: 'refused', kind: 'transient', failure: verdict.failure }
    : verdict;
