/** Envelopes on their way: sent, acked, sent again, or lost. */

import { randomUUID } from 'node:crypto';
import { isObject } from '../args.ts';
import type { Payload } from './payloads.ts';

/** One thing that Slack wanted to tell the app. */
export interface Sent {
  readonly type: Payload['type'];
  readonly payload: Payload['payload'];
  readonly at: number;
  /** How often it was put on a connection; 0: there was none. */
  sends: number;
  /** From the last sending to its ack. */
  ackMs: number | null;
  /** What came along with the ack. */
  answer: unknown;
  /** `lost`: a command or click that nobody acked in time, or an event after its last repetition. */
  state: 'waiting' | 'acked' | 'lost';
  /** Resolves when it is acked or lost. */
  readonly done: Promise<Sent>;
}

/** How patient Slack is, in ms. */
export interface Patience {
  readonly ackWithinMs: number;
  /** When an event that was not acked comes again, counted from the end of the patience. */
  readonly repeatsMs: readonly number[];
}

/** Slack's own patience. */
export const slackPatience: Patience = { ackWithinMs: 3_000, repeatsMs: [0, 60_000, 300_000] };

/** The post office of one double. */
export interface Post {
  /** Hands it to a connection, now and again until it is acked. */
  hand(payload: Payload): Sent;
  /** An ack arrived; false when it names no envelope. */
  acked(text: string): boolean;
  readonly sent: readonly Sent[];
}

/** `put` writes to some live connection; false when there is none. */
export function openPost(
  put: (text: string) => boolean,
  patience: Patience,
  now: () => number,
): Post {
  const sent: Sent[] = [];
  const open = new Map<string, { readonly letter: Sent; readonly at: number; end(): void }>();

  const attempt = (letter: Sent, nth: number, finish: () => void): void => {
    const id = randomUUID();
    open.set(id, { letter, at: now(), end: finish });
    const isPut = put(envelopeOf(letter, id, nth));
    if (isPut) letter.sends += 1;
    if (isPut || letter.type === 'events_api')
      later(patience.ackWithinMs, () => unanswered(letter, nth, finish));
    else lose(letter, finish);
  };
  const unanswered = (letter: Sent, nth: number, finish: () => void): void => {
    if (letter.state !== 'waiting') return;
    const inMs = letter.type === 'events_api' ? patience.repeatsMs[nth] : undefined;
    if (inMs === undefined) lose(letter, finish);
    else
      later(inMs, () => {
        if (letter.state === 'waiting') attempt(letter, nth + 1, finish);
      });
  };
  return {
    sent,
    hand: ({ type, payload }) => {
      const { promise, resolve } = Promise.withResolvers<Sent>();
      const letter: Sent = {
        type,
        payload,
        at: now(),
        sends: 0,
        ackMs: null,
        answer: null,
        state: 'waiting',
        done: promise,
      };
      sent.push(letter);
      attempt(letter, 0, () => resolve(letter));
      return letter;
    },
    acked: (text) => {
      const said: unknown = JSON.parse(text);
      const id = isObject(said) ? String(said['envelope_id']) : '';
      const one = open.get(id);
      if (one === undefined) return false;
      const { letter, at, end } = one;
      open.delete(id);
      if (letter.state === 'acked') return true;
      letter.state = 'acked';
      letter.ackMs = now() - at;
      letter.answer = isObject(said) ? said['payload'] : null;
      end();
      return true;
    },
  };
}

function envelopeOf({ type, payload }: Sent, id: string, nth: number): string {
  const again = { retry_attempt: nth, retry_reason: nth === 0 ? '' : 'timeout' };
  return JSON.stringify({
    envelope_id: id,
    type,
    payload,
    accepts_response_payload: type === 'slash_commands',
    ...(type === 'events_api' ? again : {}),
  });
}

function lose(letter: Sent, finish: () => void): void {
  letter.state = 'lost';
  finish();
}

const later = (ms: number, work: () => void): void => void setTimeout(work, ms).unref();
