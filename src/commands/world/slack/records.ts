/** What the double saw: every call, and what an app must never do. */

import { type Args, isObject, textOf } from './args.ts';
import type { Message } from './workspace.ts';

/** One call, from its last byte to the end of its answer. */
export interface CallRecord {
  readonly method: string;
  /** Empty where the call names none. */
  readonly channel: string;
  readonly args: Args;
  /** In ms since the epoch. */
  readonly at: number;
  /** Null while it runs, and for ever when it is never answered. */
  endedAt: number | null;
  /** `ok`, Slack's code, or the name of the fault; empty while it runs. */
  outcome: string;
}

/** Something that the app should not have done. */
export interface Breach {
  readonly name: string;
  readonly method: string;
  readonly channel: string;
  readonly at: number;
}

/** The notes of one double. */
export interface Records {
  readonly calls: CallRecord[];
  readonly breaches: Breach[];
  begin(method: string, args: Args, at: number): CallRecord;
  note(name: string, call: Pick<CallRecord, 'method' | 'channel' | 'at'>): void;
  end(call: CallRecord, outcome: string, at: number): void;
}

/** No notes yet. */
export function noRecords(): Records {
  const calls: CallRecord[] = [];
  const breaches: Breach[] = [];
  return {
    calls,
    breaches,
    begin: (method, args, at) => {
      const channel = textOf(args, 'channel');
      const call: CallRecord = { method, channel, args, at, endedAt: null, outcome: '' };
      calls.push(call);
      return call;
    },
    note: (name, { method, channel, at }) => void breaches.push({ name, method, channel, at }),
    end: (call, outcome, at) => {
      call.endedAt = at;
      call.outcome = outcome;
    },
  };
}

/** The most calls that ran at the same time. A call that was never answered runs for ever. */
export function mostInFlight(calls: readonly CallRecord[]): number {
  const ends = (call: CallRecord): number => call.endedAt ?? Number.POSITIVE_INFINITY;
  return Math.max(
    0,
    ...calls.map(({ at }) => calls.filter((other) => other.at <= at && ends(other) > at).length),
  );
}

/** The most calls within any span of this length. */
export function mostWithin(calls: readonly CallRecord[], spanMs: number): number {
  return Math.max(
    0,
    ...calls.map(({ at }) => calls.filter((o) => o.at >= at && o.at < at + spanMs).length),
  );
}

/** The nonces that more than one stored message carries. */
export function storedTwice(messages: readonly Message[]): readonly string[] {
  const nonces = messages.flatMap(({ metadata }) => nonceIn(metadata));
  return [...new Set(nonces.filter((nonce, index) => nonces.indexOf(nonce) !== index))];
}

function nonceIn(metadata: unknown): readonly string[] {
  const payload = isObject(metadata) ? metadata['event_payload'] : null;
  return isObject(payload) && typeof payload['n'] === 'string' ? [payload['n']] : [];
}
