/** How much a channel is told: twenty notices in five minutes, then a digest a minute. */

import { harmless } from '../notice.ts';
import type { Channel, Notice, NoticeBody } from './notice.ts';

const MOST = 20;
const WINDOW_MS = 5 * 60_000;
const DIGEST_MS = 60_000;
const MOST_IN_DIGEST = 40;
const LONGEST_DIGEST = 2_500; // a block of Slack takes 3,000 characters

/** What a channel has had. Moments by the clock that only goes forward. */
export interface Crowd {
  readonly sent: readonly number[];
  /** When the next digest is due; null: nothing waits for one. */
  readonly digestAt: number | null;
}

/** By channel. */
export type Crowds = Readonly<Partial<Record<Channel, Crowd>>>;

/** Notices as they may go, and what the channels have had after them. */
export interface Limited {
  readonly crowds: Crowds;
  readonly notices: readonly Notice[];
}

const unused: Crowd = { sent: [], digestAt: null };

/** Marks new notices that are too many for their channel; they wait for a digest. */
export function limited(crowds: Crowds, fresh: readonly Notice[], steady: number): Limited {
  return fresh.reduce<Limited>(
    (so, notice) => {
      const crowd = so.crowds[notice.channel] ?? unused;
      const sent = crowd.sent.filter((at) => at > steady - WINDOW_MS);
      const isCrowded = notice.channel !== 'log' && sent.length >= MOST;
      const after: Crowd = isCrowded
        ? { sent, digestAt: crowd.digestAt ?? steady + DIGEST_MS }
        : { ...crowd, sent: [...sent, steady] };
      return {
        crowds: { ...so.crowds, [notice.channel]: after },
        notices: [...so.notices, { ...notice, crowded: isCrowded }],
      };
    },
    { crowds, notices: [] },
  );
}

/** What the channels have had, as the notices of an earlier process tell it. */
export function crowdsOf(notices: readonly Notice[], steady: number): Crowds {
  const own = notices.filter(({ kind, channel }) => kind !== 'digest' && channel !== 'log');
  return Object.fromEntries(
    [...Map.groupBy(own, ({ channel }) => channel)].map(([channel, all]): [Channel, Crowd] => {
      const waiting = all.filter(waitsForDigest).map(({ madeAt }) => madeAt + DIGEST_MS);
      const sent = all.filter((one) => !one.crowded && one.madeAt > steady - WINDOW_MS);
      return [
        channel,
        {
          sent: sent.map(({ madeAt }) => madeAt),
          digestAt: waiting.length === 0 ? null : Math.min(...waiting),
        },
      ];
    }),
  );
}

/** Whether it waits for a digest. */
export const waitsForDigest = ({ crowded, state }: Notice): boolean =>
  crowded && state === 'pending';

/** What the digests due now fold together. */
export interface Digested {
  readonly crowds: Crowds;
  /** Each digest with those that went into it. */
  readonly digests: readonly { readonly into: Notice; readonly parts: readonly Notice[] }[];
}

/** Makes the digests that are due; each names every key in it, with its present state. */
export function digested(
  crowds: Crowds,
  all: readonly Notice[],
  now: { readonly steady: number; readonly wall: number },
): Digested {
  const due = Object.entries(crowds).filter(
    ([, { digestAt }]) => digestAt !== null && digestAt <= now.steady,
  ) as readonly (readonly [Channel, Crowd])[]; // the keys are channels
  const digests = due.flatMap(([channel]) => {
    const waiting = all.filter((one) => one.channel === channel && waitsForDigest(one));
    return inParts(waiting).map((parts) => ({ into: digestOf(parts, now), parts }));
  });
  const emptied = due.map(([channel, crowd]) => [channel, { ...crowd, digestAt: null }] as const);
  return { crowds: { ...crowds, ...Object.fromEntries(emptied) }, digests };
}

/** No part is so long that a channel would cut it: each name is to be read. */
function inParts(all: readonly Notice[]): readonly (readonly Notice[])[] {
  const parts: Notice[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const notice of all) {
    const more = lineOf(notice.body).length + 1;
    const last = parts.at(-1);
    if (last === undefined || last.length >= MOST_IN_DIGEST || length + more > LONGEST_DIGEST) {
      parts.push([notice]);
      length = more;
    } else {
      last.push(notice);
      length += more;
    }
  }
  return parts;
}

/** The newest of each key counts: what fired and is over by now is over. */
function digestOf(
  parts: readonly Notice[],
  { steady, wall }: { readonly steady: number; readonly wall: number },
): Notice {
  const last = new Map(parts.map(({ body }) => [body.key, body]));
  const lines = [...last.values()].map(lineOf);
  const [first] = parts;
  if (first === undefined) throw new RangeError('a digest of nothing');
  const fires = [...last.values()].filter(({ state }) => state === 'firing');
  const body: NoticeBody = {
    ...first.body,
    key: first.key,
    rule: 'digest',
    state: fires.length > 0 ? 'firing' : 'resolved',
    severity: [...last.values()].some(({ severity }) => severity === 'P1') ? 'P1' : 'P2',
    title: `${last.size} alerts at once, ${fires.length} of them firing`,
    text: lines.join('\n'),
    publicText: publicLines([...last.values()]).join('\n'),
    at: wall,
    traceId: null,
  };
  return {
    ...first,
    key: `digest:${steady}:${first.key}`, // another process may fold the same one with others
    kind: 'digest',
    body,
    state: 'pending',
    attempts: 0,
    madeAt: steady,
    crowded: false,
    into: null,
    outbox: null,
    deliveredAt: null,
  };
}

const lineOf = ({ state, severity, key }: NoticeBody): string =>
  `${state === 'firing' ? 'FIRING' : 'RESOLVED'} ${severity} ${harmless(key)}`;

/** Where others can read along: which rules, and how often, but none of the things that they are about. */
const publicLines = (bodies: readonly NoticeBody[]): readonly string[] =>
  [...Map.groupBy(bodies, (one) => lineOf({ ...one, key: one.rule }))].map(([line, same]) =>
    same.length === 1 ? line : `${line} (${same.length})`,
  );

/** When the next digest is due; null for none. */
export const nextDigestAt = (crowds: Crowds): number | null =>
  Object.values(crowds).reduce<number | null>(
    (first, { digestAt }) =>
      digestAt !== null && (first === null || digestAt < first) ? digestAt : first,
    null,
  );
