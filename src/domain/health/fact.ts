/** What actors report. Past tense: nobody gives orders here. Log, health and alerts are made from it. */

import type { OutboxState } from '../delivery/outbox.ts';
import type { GateName, GateNumbers } from '../papers/gates.ts';
import type { Exit } from '../supervision/exit.ts';
import type { Component, FailureRecord } from './failure.ts';
import type { ProbeFact } from './probeFact.ts';
import type { SocketFact } from './socketFact.ts';

/** How a good poll ended: `not_modified` is HTTP 304, `unchanged` the same bytes again. */
export type PollOutcome = 'seeded' | 'changed' | 'unchanged' | 'not_modified';

/** Which waiting rows made the queue enter backpressure. */
export type PressureCause = 'depth' | 'ops_age' | 'age';

/** What the queue knows of its rows; ages in ms, null where nothing is due. */
export interface QueueState {
  readonly depth: number;
  readonly byLane: Readonly<Record<LaneName, number>>;
  /** Rows that were ever written, by whichever process; pruning takes nothing away. */
  readonly enqueued: Readonly<Record<LaneName, number>>;
  /** Rows whose `not_before` lies ahead. */
  readonly scheduled: number;
  readonly oldestAgeMs: number | null;
  readonly oldestAgeByLane: Readonly<Record<LaneName, number | null>>;
  readonly parked: number;
  readonly dead: number;
  readonly ambiguous: number;
  readonly suspended: number;
  /** Conversations with a row that waits, is in flight or in doubt. */
  readonly destinations: number;
  /** How long the longest closed gate stays closed; 0 when all are open. */
  readonly gateMs: number;
}

/** The four lanes by name. */
export type LaneName = 'ops' | 'answers' | 'news' | 'bulk';

interface Told {
  readonly row: string;
  readonly lane: LaneName;
  readonly dest: string;
  readonly attempt: number;
}

/** The facts that hold a failure: logged and counted each time, never only the first. */
export type FailureFact =
  | {
      readonly type: 'poll.failed';
      readonly failure: FailureRecord;
      readonly cycle: string;
      readonly durationMs: number;
      readonly retries: number;
    }
  | {
      readonly type: 'probe.failed';
      readonly failure: FailureRecord;
      /** The number of the cycle; null where the store was not told of it. */
      readonly cycle: number | null;
    }
  | ({ readonly type: 'delivery.failed'; readonly failure: FailureRecord } & Told)
  /** A turn of the queue that is not about one row: a claim, a measurement, a look, a token test. */
  | { readonly type: 'queue.failed'; readonly failure: FailureRecord }
  | { readonly type: 'db.lost'; readonly failure: FailureRecord }
  | { readonly type: 'store.prune_failed'; readonly failure: FailureRecord }
  | {
      /** A try on a way past Slack. `last`: it is the only way left, so nobody was told. */
      readonly type: 'alert.delivery_failed';
      readonly failure: FailureRecord;
      readonly rule: string;
      readonly channel: string;
      /** What the notice says, such as `firing`. */
      readonly kind: string;
      readonly last: boolean;
    }
  | { readonly type: 'alert.failed'; readonly failure: FailureRecord }
  | { readonly type: 'alert.rule_broken'; readonly failure: FailureRecord; readonly rule: string }
  | { readonly type: 'alert.spool_failed'; readonly failure: FailureRecord }
  | { readonly type: 'deadman.failed'; readonly failure: FailureRecord };

/** What the supervisors say about their children. */
export type ActorFact =
  | {
      readonly type: 'actor.started' | 'actor.restarted';
      readonly id: string;
      readonly incarnation: number;
      /** Started by an API call: logged at `debug`. */
      readonly byCall: boolean;
    }
  | {
      readonly type: 'actor.crashed' | 'actor.start_failed' | 'actor.stop_failed';
      readonly id: string;
      readonly incarnation: number;
      readonly attempt: number;
      readonly exit: Exit;
    }
  | { readonly type: 'supervisor.escalated'; readonly supervisor: string; readonly exit: Exit };

/** What the poller and its watchdog say. Moments in ms since the epoch, or null for never. */
export type PollFact =
  | {
      /** Read from the store at the start of an incarnation, so that a restart forgets nothing. */
      readonly type: 'poll.known';
      readonly lastSuccessAt: number | null;
      readonly lastAttemptAt: number | null;
      readonly lastChangeAt: number | null;
      readonly consecutiveFailures: number;
      readonly entries: number | null;
    }
  | {
      readonly type: 'poll.succeeded';
      readonly cycle: string;
      readonly result: PollOutcome;
      readonly entries: number;
      readonly added: number;
      readonly changed: number;
      readonly missing: number;
      readonly events: number;
      readonly messages: number;
      readonly bytes: number;
      readonly durationMs: number;
      readonly retries: number;
    }
  | {
      readonly type: 'index.rejected';
      readonly gate: GateName;
      /** First 12 hex digits of the body's sha256: what `ops accept-index` wants. */
      readonly hash: string;
      readonly numbers: GateNumbers;
    }
  | { readonly type: 'index.seeded'; readonly entries: number; readonly papers: number }
  | {
      readonly type: 'index.accepted';
      readonly gate: GateName;
      readonly by: string;
      readonly entries: number;
    }
  | {
      readonly type: 'poll.stale';
      readonly staleAfterMs: number;
      /** Since when there was no good poll: the last one, or the start of the process. */
      readonly sinceMs: number;
    }
  | { readonly type: 'poll.recovered' };

/** What the queue says. */
export type QueueFact =
  | ({ readonly type: 'queue.measured' } & QueueState)
  | {
      readonly type: 'queue.backpressure';
      readonly depth: number;
      readonly threshold: number;
      readonly cause: PressureCause;
      readonly oldestAgeMs: number | null;
    }
  | { readonly type: 'queue.relieved'; readonly depth: number; readonly lastedMs: number }
  | {
      readonly type: 'queue.gate_closed';
      readonly method: string;
      readonly dest: string;
      readonly waitMs: number;
    }
  | { readonly type: 'queue.gate_opened'; readonly method: string; readonly dest: string }
  | { readonly type: 'queue.unauthorised' | 'queue.authorised' }
  /** Nothing was sent for a while, and Slack takes the token all the same. */
  | { readonly type: 'queue.proven' }
  | { readonly type: 'queue.breaker_opened' | 'queue.breaker_closed' }
  /** Operators hold back everything but alerts and answers. */
  | { readonly type: 'queue.paused' | 'queue.resumed' }
  /** A conversation cannot be used, and can be again. */
  | { readonly type: 'destination.suspended'; readonly dest: string; readonly reason: string }
  | { readonly type: 'destination.restored'; readonly dest: string }
  /** So many messages were told as one. */
  /** A doubtful message goes again: it was not found, or nobody may look. */
  | ({ readonly type: 'delivery.repeated'; readonly possibleDuplicate: boolean } & Told)
  | ({ readonly type: 'delivery.folded'; readonly count: number } & Told)
  | ({ readonly type: 'delivery.sent'; readonly waitedMs: number } & Told)
  | ({ readonly type: 'delivery.printed'; readonly text: string } & Told)
  | ({ readonly type: 'delivery.ambiguous' | 'delivery.confirmed' } & Told)
  | ({
      readonly type: 'delivery.parked' | 'delivery.dead' | 'delivery.expired';
      readonly reason: string;
    } & Told);

/** What the watchdog says about store and lease, and what alerts say. */
export type OperationFact =
  | { readonly type: 'db.back'; readonly lostMs: number }
  | { readonly type: 'store.checked'; readonly tookMs: number }
  | {
      readonly type: 'store.pruned';
      /** Rows deleted, by table. */
      readonly counts: Readonly<Partial<Record<string, number>>>;
      /** Something is left for the next run. */
      readonly unfinished: boolean;
      readonly durationMs: number;
    }
  | { readonly type: 'leader.acquired'; readonly epoch: string; readonly fresh: boolean }
  | { readonly type: 'leader.lost'; readonly holder: string | null }
  | { readonly type: 'clock.stepped'; readonly byMs: number }
  /** The process was suspended, or its event loop stood still. */
  | { readonly type: 'daemon.paused'; readonly pausedMs: number }
  | {
      readonly type: 'alert.firing' | 'alert.resolved';
      readonly rule: string;
      readonly severity: 'P1' | 'P2' | 'P3';
      /** The rule with the labels that tell this one from its siblings. */
      readonly key: string;
      readonly episode: string;
      readonly text: string;
    }
  /** A notice arrived on a way past Slack. */
  | {
      readonly type: 'alert.delivered';
      readonly rule: string;
      readonly channel: string;
      readonly kind: string;
      /** From its making to the answer, in ms. */
      readonly waitedMs: number;
    }
  | { readonly type: 'deadman.pinged' }
  /** Something of what the ping stands for is not proven: none is sent. */
  | { readonly type: 'deadman.silent'; readonly unproven: string };

/** Every fact. `type` is the name of the log event, where the fact is logged. */
export type FactBody =
  | FailureFact
  | ActorFact
  | PollFact
  | ProbeFact
  | QueueFact
  | OperationFact
  | SocketFact;

/** A fact as the ledger keeps it. */
export type Fact = FactBody & { readonly component: Component; readonly at: number };

/** A fact as a machine reports it: it reads no clock, so the root fills in a null `at`. */
export type FactDraft = FactBody & { readonly component: Component; readonly at: number | null };

/** Each fact by the word under its `type`. */
export type FactOf<T extends Fact['type']> = Extract<Fact, { readonly type: T }>;

/** The row states that a finished delivery can have; named here so that facts and rows agree. */
export type DeliveryEnd = Exclude<OutboxState, 'pending' | 'inflight'>;
