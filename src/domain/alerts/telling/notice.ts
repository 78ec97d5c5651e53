/** A notice: one thing to tell on one channel. Plain data, as the store keeps it. */

import type { Severity } from '../rule.ts';

/** Where notices go; `log` is for what nobody is to be bothered with. */
export const channels = ['slack', 'ntfy', 'discord', 'webhook', 'log'] as const;

/** One of `channels`. */
export type Channel = (typeof channels)[number];

/** Channels that are used when Slack is the part that fails. */
export type Fallback = Exclude<Channel, 'slack' | 'log'>;

export type NoticeKind =
  | 'firing'
  | 'reopened'
  | 'reminder'
  | 'flapping'
  | 'settled'
  | 'resolved'
  | 'digest';

/** What a notice says. */
export interface NoticeBody {
  /** The key of the instance. */
  readonly key: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly state: 'firing' | 'resolved';
  readonly title: string;
  /** For operators' own channels. */
  readonly text: string;
  /** Without host, id and foreign words: for channels that others can read. */
  readonly publicText: string;
  /** Wall time of the beginning. */
  readonly since: number;
  /** Wall time of the notice. */
  readonly at: number;
  readonly runbook: string;
  readonly traceId: string | null;
}

export interface Notice {
  /** Episode, number of the transition, channel: whoever sends it twice sends the same. */
  readonly key: string;
  readonly episode: string;
  readonly channel: Channel;
  readonly kind: NoticeKind;
  readonly body: NoticeBody;
  readonly state: 'pending' | 'sending' | 'delivered' | 'folded' | 'dead';
  /** Over zero: it may have arrived, although nobody knows. */
  readonly attempts: number;
  /** By the clock that only goes forward. */
  readonly madeAt: number;
  /** Waits for a digest, since its channel has had enough. */
  readonly crowded: boolean;
  /** The digest that it went into. */
  readonly into: string | null;
  /** The row of the queue, for Slack. */
  readonly outbox: string | null;
  readonly deliveredAt: number | null;
}

/** Kinds after which somebody believes that it fires. */
const alarming: ReadonlySet<NoticeKind> = new Set(['firing', 'reopened', 'reminder', 'flapping']);

/** Whether it says that something fires. */
export const isAlarm = ({ kind, body }: Notice): boolean =>
  alarming.has(kind) || (kind === 'settled' && body.state === 'firing');

/** Whether it has arrived, alone or within a digest. */
export function isDelivered(notice: Notice, all: ReadonlyMap<string, Notice>): boolean {
  if (notice.state === 'folded' && notice.into !== null)
    return all.get(notice.into)?.state === 'delivered';
  return notice.state === 'delivered';
}

/** Whether nothing more will become of it. */
export function isSettled(notice: Notice, all: ReadonlyMap<string, Notice>): boolean {
  if (notice.state !== 'folded' || notice.into === null)
    return notice.state === 'delivered' || notice.state === 'dead' || notice.state === 'folded';
  const into = all.get(notice.into);
  return into === undefined || into.state === 'delivered' || into.state === 'dead';
}

/** A notice that nobody has sent yet; a line in the log needs nobody to send it. */
export const waitingOf = (
  channel: Channel,
  { steady, wall }: { readonly steady: number; readonly wall: number },
) =>
  ({
    state: channel === 'log' ? 'delivered' : 'pending',
    attempts: 0,
    madeAt: steady,
    crowded: false,
    into: null,
    outbox: null,
    deliveredAt: channel === 'log' ? wall : null,
  }) as const;
