/** What the double does instead of answering well, when a test asks for it. */

import { type Args, textOf } from './args.ts';

/** An answer that goes wrong. */
export type FaultAnswer =
  /** 429. `retryAfter` is the header, null for none; `silenceMs` overrides how long calls are then refused. */
  | {
      readonly type: 'limit';
      readonly retryAfter: string | null;
      readonly scope: 'channel' | 'method' | 'workspace';
      readonly silenceMs?: number;
    }
  /** 429 with the body `message_limit_exceeded`, bare or as JSON. */
  | { readonly type: 'message_limit'; readonly form: 'bare' | 'json'; readonly silenceMs?: number }
  | { readonly type: 'status'; readonly status: number; readonly body?: string }
  | { readonly type: 'error'; readonly code: string; readonly fields?: Args }
  /** Well, but late. */
  | { readonly type: 'slow'; readonly byMs: number }
  | {
      readonly type:
        | 'no_answer'
        | 'reset'
        | 'cut_json'
        | 'html'
        | 'empty'
        | 'null'
        | 'array'
        | 'body_cut'
        | 'body_stalled'
        | 'redirect';
    };

/** Which calls go wrong, and how. */
export interface Fault {
  /** Slack's name of the method, or `*`. */
  readonly method: string;
  /** Only calls to this conversation; absent: all. */
  readonly channel?: string;
  /** How many calls; 1. */
  readonly times?: number;
  /** How many calls that fit go well before; 0. */
  readonly after?: number;
  /** The call takes effect although the client sees a failure. */
  readonly effect?: boolean;
  readonly answer: FaultAnswer;
}

/** Faults that wait for their calls. */
export interface Faults {
  add(fault: Fault): void;
  /** The fault of this call; null when it may go well. */
  next(method: string, args: Args): Fault | null;
  clear(): void;
}

interface Waiting {
  readonly fault: Fault;
  skip: number;
  left: number;
}

/** No faults yet. */
export function noFaults(): Faults {
  let waiting: Waiting[] = [];
  return {
    add: (fault) => void waiting.push({ fault, skip: fault.after ?? 0, left: fault.times ?? 1 }),
    next: (method, args) => {
      const fitting = waiting.filter(({ fault }) => fits(fault, method, args));
      const ready = fitting.find(({ skip }) => skip === 0);
      for (const one of fitting) if (one !== ready && one.skip > 0) one.skip -= 1;
      if (ready === undefined) return null;
      ready.left -= 1;
      waiting = waiting.filter(({ left }) => left > 0);
      return ready.fault;
    },
    clear: () => {
      waiting = [];
    },
  };
}

function fits({ method, channel }: Fault, called: string, args: Args): boolean {
  if (method !== '*' && method !== called) return false;
  return channel === undefined || channel === textOf(args, 'channel');
}
