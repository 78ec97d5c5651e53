import type { Streak } from '../../src/domain/delivery/pace/breaker.ts';
import type { Outcome } from '../../src/domain/delivery/result.ts';
import type { Looked, Signal, TurnOrder } from '../../src/domain/delivery/turn.ts';
import type { QueueState } from '../../src/domain/health/fact.ts';
import type { ChildContext, ChildInput, ChildOrder } from '../childActions.ts';

/** What the queue is started with. */
export interface QueueInput extends ChildInput {
  /** Depth above which the queue is under pressure; at least 1. */
  readonly threshold: number;
  /** How long calls in flight may take to end at shutdown, in ms. */
  readonly drainMs: number;
  /** What an earlier incarnation was in and told of: this one goes on from there. */
  readonly startsIn?: 'open' | 'breakerOpen' | 'unauthorised';
  /** Whether an earlier incarnation was paused. */
  readonly paused?: boolean;
  /** Since when that one was under pressure, in ms since the epoch; null when it was not. */
  readonly pressedSince?: number | null;
}

export interface QueueContext extends ChildContext {
  readonly threshold: number;
  readonly drainMs: number;
  /** The fence; empty before the first one was taken. */
  readonly epoch: string;
  /** What the mode lets the turns do; null: claim nothing. */
  readonly grant: Pick<TurnOrder, 'upTo' | 'trial'> | null;
  /** Where to begin; `open` once begun. */
  readonly startsIn: 'open' | 'breakerOpen' | 'unauthorised';
  /** Operators want only alerts and answers to go out. */
  readonly paused: boolean;
  /** Steps at the database that failed in a row. */
  readonly tries: number;
  /** Token tests since the trouble began. */
  readonly tests: number;
  readonly streak: Streak;
  /** Rows that could go but for gate, pace and order, as last measured; at least 1 after a wake. */
  readonly waiting: number;
  /** Claims since the last wake or message that found nothing. */
  readonly empties: number;
  /** Rows in doubt, as last measured; at least 1 after a doubtful turn. */
  readonly doubts: number;
  /** Conversations with rows that wait. */
  readonly destinations: number;
  /** Results that the database did not take yet. */
  readonly unrecorded: readonly Outcome[];
  readonly looked: Looked;
  /** When to look for notices that go past the database, in ms; null: when one is offered. */
  readonly noticeInMs: number | null;
  /** Since when there is pressure (0: there was none) and since when it has eased. */
  readonly pressure: { readonly since: number; readonly calmSince: number; readonly depth: number };
}

/** What the queue hears: orders, facts of others, and what one part of it tells the rest. */
export type QueueEvent =
  | ChildOrder
  /** Facts after which there may be rows. */
  | { readonly type: 'poll.succeeded' | 'probe.cycle' | 'alert.firing' | 'alert.resolved' }
  | { readonly type: 'rows.written' | 'destination.restored' }
  | { readonly type: 'leader.acquired' | 'leader.lost' }
  /** An alert could not be stored; Slack withdrew the token. */
  | { readonly type: 'notice.offered' | 'slack.token_revoked' }
  | { readonly type: 'queue.wake' | 'queue.pause' | 'queue.resume' }
  /** `stored`: the database took the result. */
  | { readonly type: 'turn.ended'; readonly signal: Signal; readonly stored: boolean }
  | { readonly type: 'queue.tended'; readonly state: QueueState; readonly at: number }
  | { readonly type: 'queue.fenced' | 'db.failed' | 'drain.over' };

/** The four turns that run beside each other; the last one is kept for alerts and answers. */
export type SlotNumber = 1 | 2 | 3 | 4;
