import type { Fallback, Notice } from '../../domain/alerts/telling/notice.ts';
import type { FactDraft } from '../../domain/health/fact.ts';
import { Failure } from '../../domain/health/failure.ts';
import type { NoticeSender } from '../../ports/alerts/ways.ts';
import type { AlertKeeper } from './keeper.ts';

export interface SendNeeds {
  readonly keeper: AlertKeeper;
  readonly senders: readonly NoticeSender[];
}

/** What became of a try. */
export interface SendTurn {
  /** `refused`: trying soon will not help. */
  readonly result: 'sent' | 'nothing' | 'failed' | 'refused';
  /** What the other side asked to wait, at most a minute; null when it did not. */
  readonly waitMs: number | null;
  readonly facts: readonly FactDraft[];
}

const MOST_WAIT_MS = 60_000;

/**
 * Sends the oldest notice that waits for a channel. It counts as delivered after a positive answer
 * only; whatever else happens, it waits on. Never throws for what the other side does.
 */
export async function sendNotice(
  { keeper, senders }: SendNeeds,
  channel: Fallback,
  signal: AbortSignal,
): Promise<SendTurn> {
  const notice = keeper.next(channel);
  const sender = senders.find((one) => one.channel === channel);
  if (notice === null || sender === undefined)
    return { result: 'nothing', waitMs: null, facts: [] };
  keeper.settle({ notice: notice.key, state: 'sending' });
  try {
    await sender.send(notice, signal);
  } catch (thrown) {
    keeper.settle({ notice: notice.key, state: 'pending' });
    return failed(keeper, notice, Failure.from(thrown, `${channel}.send`), senders.length);
  }
  keeper.settle({ notice: notice.key, state: 'delivered' });
  keeper.hear(saysOf(channel, 'taken'));
  const { steady, wall: at } = keeper.times();
  const { kind, body, madeAt } = notice;
  const waitedMs = Math.max(0, steady - madeAt);
  const fact = { type: 'alert.delivered', component: 'alerts', at, rule: body.rule } as const;
  return { result: 'sent', waitMs: null, facts: [{ ...fact, channel, kind, waitedMs }] };
}

/** Two keys of one rule, so that it knows all of what it asks for about this channel. */
const saysOf = (channel: string, value: 'taken' | 'refused') => [
  { key: 'channel.refused', value, labels: { channel } },
  { key: 'notice.waiting', value: 0, labels: { channel } },
];

/** A refusal by status: the address or the right is wrong, and will be so in a second. */
const refusals: ReadonlySet<string> = new Set(['http_401', 'http_403', 'http_404', 'http_4xx']);

function failed(
  keeper: AlertKeeper,
  { channel, kind, body, attempts }: Notice,
  failure: Failure,
  ways: number,
): SendTurn {
  const isRefused = failure.category === 'UPSTREAM_CHANGED' && refusals.has(failure.reason);
  if (isRefused) keeper.hear(saysOf(channel, 'refused'));
  const { wall: at } = keeper.times();
  const record = failure.toRecord(attempts + 1, { component: 'alerts', at });
  const fact = { type: 'alert.delivery_failed', component: 'alerts', at } as const;
  return {
    result: isRefused ? 'refused' : 'failed',
    waitMs: failure.retryAfterMs === null ? null : Math.min(MOST_WAIT_MS, failure.retryAfterMs),
    facts: [{ ...fact, rule: body.rule, channel, kind, last: ways === 1, failure: record }],
  };
}
