/** How fast Slack lets an app call, and how it punishes haste. */

import type { FaultAnswer } from './faults.ts';

/** Why a call is answered with 429. */
export interface Haste {
  /** `inside_retry_after`, or the bucket that ran dry, such as `pace:chat.update`. */
  readonly breach: string;
  readonly waitMs: number;
}

/** The limits of one workspace. Times come in from the caller. */
export interface Pacing {
  /** Null when the call may go on. */
  check(method: string, channel: string, at: number): Haste | null;
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

const SILENCE_MS = 30_000; // after a 429 that says nothing that can be read
const MESSAGE_LIMIT_MS = 15 * 60_000;

/** All buckets full, nothing closed. Not `paced`: silences after a 429 hold, rates do not. */
export function fullBuckets(paced = true): Pacing {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const closed = new Map<string, number>();
  return {
    check: (method, channel, at) => {
      const until = Math.max(...keysOf(method, channel).map((key) => closed.get(key) ?? 0));
      if (until > at) return { breach: 'inside_retry_after', waitMs: until - at };
      const haste = paced ? dry(ratesOf(method, channel), buckets, at) : null;
      if (haste !== null) closed.set(keyFor(haste, method, channel), at + wholeSeconds(haste));
      return haste;
    },
    close: (answer, { method, channel, at }) => {
      const key =
        answer.type === 'message_limit' ? `${method} *` : keyOf(answer.scope, method, channel);
      closed.set(key, Math.max(closed.get(key) ?? 0, at + (answer.silenceMs ?? silenceOf(answer))));
    },
    reset: () => {
      buckets.clear();
      closed.clear();
    },
  };
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
