/** How fast Slack lets an app call, and how it punishes haste. */

import type { FaultAnswer } from './faults.ts';

/** Why a call is answered with 429. */
export interface Haste {
  /**
   * `inside_retry_after`; `before_it_was_said`, which nobody can help; or the bucket that ran dry,
   * such as `pace:chat.update`.
   */
  readonly breach: string;
  readonly waitMs: number;
}

/** The limits of one workspace. Times come in from the caller. */
export interface Pacing {
  /** Null when the call may go on. `from`: when it came, if it was held up since. */
  check(method: string, channel: string, at: number, from?: number): Haste | null;
  /** Closes what a 429 closes. */
  close(answer: Extract<FaultAnswer, { type: 'limit' | 'message_limit' }>, call: Called): void;
  /** Silences that are over or not: all are forgotten. */
  reset(): void;
}

interface Called {
  readonly method: string;
  readonly channel: string;
  readonly at: number;
}

interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

/** Per method and workspace. A method that is not named here is not limited. */
const tiers: Readonly<Record<string, Rate>> = {
  'chat.update': { perMinute: 50, burst: 50 },
  'chat.delete': { perMinute: 50, burst: 50 },
  'conversations.open': { perMinute: 50, burst: 50 },
  'conversations.info': { perMinute: 50, burst: 50 },
  'conversations.history': { perMinute: 50, burst: 50 },
  'conversations.replies': { perMinute: 50, burst: 50 },
  'reactions.add': { perMinute: 50, burst: 50 },
  'apps.connections.open': { perMinute: 50, burst: 50 },
  'chat.postEphemeral': { perMinute: 100, burst: 100 },
  'users.info': { perMinute: 100, burst: 100 },
  'views.publish': { perMinute: 100, burst: 100 },
  'auth.test': { perMinute: 300, burst: 300 },
};

const perChannel: Rate = { perMinute: 60, burst: 4 };
const perWorkspace: Rate = { perMinute: 300, burst: 60 };

/** A wait that somebody was told of. */
interface Silence {
  readonly until: number;
  readonly told: readonly Called[];
}

/** A call that left before the answer to another one arrived may come this much later. */
const UNDER_WAY_MS = 250;

const SILENCE_MS = 30_000; // after a 429 that says nothing that can be read
const MESSAGE_LIMIT_MS = 15 * 60_000;

/** All buckets full, nothing closed. Not `paced`: silences after a 429 hold, rates do not. */
export function fullBuckets(paced = true): Pacing {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const closed = new Map<string, Silence>();
  const shut = (key: string, until: number, call: Called): void => {
    const before = closed.get(key) ?? { until: 0, told: [] };
    const told = before.until > call.at ? [...before.told, call] : [call];
    closed.set(key, { until: Math.max(before.until, until), told });
  };
  /** Whether the call broke a silence. Whoever did has been told of it now. */
  const spoke = (call: Called, from: number): Haste | null => {
    const { method, channel, at } = call;
    const key = keysOf(method, channel).find((one) => (closed.get(one)?.until ?? 0) > at);
    const silence = closed.get(key ?? '');
    if (key === undefined || silence === undefined) return null;
    const known = isKnown(silence.told, { ...call, at: from });
    shut(key, silence.until, call);
    const breach = known ? 'inside_retry_after' : 'before_it_was_said';
    return { breach, waitMs: silence.until - at };
  };
  return {
    check: (method, channel, at, from = at) => {
      const call = { method, channel, at };
      const spoken = spoke(call, from);
      if (spoken !== null) return spoken;
      const haste = paced ? dry(ratesOf(method, channel), buckets, at) : null;
      if (haste !== null) shut(keyFor(haste, method, channel), at + wholeSeconds(haste), call);
      return haste;
    },
    close: (answer, call) => {
      const { method, channel, at } = call;
      const isForAll = answer.type === 'message_limit';
      const key = isForAll ? `${method} *` : keyOf(answer.scope, method, channel);
      const until = at + (answer.silenceMs ?? silenceOf(answer));
      shut(key, until, isForAll ? { ...call, channel: '' } : call);
    },
    reset: () => {
      buckets.clear();
      closed.clear();
    },
  };
}

/**
 * Whether the app knew that it had to wait. A 429 does not say for whom it is meant: it holds for its
 * own conversation, and for the whole method when it named none or when a second conversation
 * heard the same.
 */
function isKnown(told: readonly Called[], { method, channel, at }: Called): boolean {
  const same = told.filter((one) => one.method === method);
  if (same.some((one) => one.channel === channel && one.at < at)) return true;
  const channels = new Set(same.flatMap((one) => (one.at <= at - UNDER_WAY_MS ? one.channel : [])));
  return channels.has('') || channels.size > 1;
}

/** How long the answer asks to wait: whole seconds, as the header has no others. */
const wholeSeconds = ({ waitMs }: Haste): number => Math.ceil(waitMs / 1_000) * 1_000;

const keyFor = ({ breach }: Haste, method: string, channel: string): string =>
  keyOf(breach === `pace:${channel}` ? 'channel' : 'method', method, channel);

const keysOf = (method: string, channel: string): readonly string[] => [
  `${method} ${channel}`,
  `${method} *`,
  '*',
];

function keyOf(scope: 'channel' | 'method' | 'workspace', method: string, channel: string): string {
  if (scope === 'workspace') return '*';
  return scope === 'method' ? `${method} *` : `${method} ${channel}`;
}

function silenceOf(answer: Extract<FaultAnswer, { type: 'limit' | 'message_limit' }>): number {
  if (answer.type === 'message_limit') return MESSAGE_LIMIT_MS;
  const { retryAfter } = answer;
  if (retryAfter === null || !/^\d+$/.test(retryAfter)) return SILENCE_MS;
  return Math.max(1, Number(retryAfter)) * 1_000;
}

function ratesOf(method: string, channel: string): readonly (readonly [string, Rate])[] {
  if (method === 'chat.postMessage')
    return [
      [`pace:${channel}`, perChannel],
      ['pace:workspace', perWorkspace],
    ];
  const tier = tiers[method];
  return tier === undefined ? [] : [[`pace:${method}`, tier]];
}

/** Takes one token of each bucket; the first that has none is the reason to refuse. */
function dry(
  rates: readonly (readonly [string, Rate])[],
  buckets: Map<string, { tokens: number; at: number }>,
  at: number,
): Haste | null {
  const filled = rates.map(([name, { perMinute, burst }]) => {
    const bucket = buckets.get(name) ?? { tokens: burst, at };
    const grown = bucket.tokens + ((at - bucket.at) * perMinute) / 60_000;
    return { name, perMinute, tokens: Math.min(burst, grown) };
  });
  const empty = filled.find(({ tokens }) => tokens < 1);
  if (empty !== undefined)
    return { breach: empty.name, waitMs: ((1 - empty.tokens) * 60_000) / empty.perMinute };
  for (const { name, tokens } of filled) buckets.set(name, { tokens: tokens - 1, at });
  return null;
}
