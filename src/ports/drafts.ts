/** Unpublished drafts: how they are looked for, and where they are kept. Types only. */

import type { FailureRecord } from '../domain/health/failure.ts';
import type { ProbeAnswer, ReadAnswer } from '../domain/papers/probe/answer.ts';
import type { CycleFacts } from '../domain/papers/probe/cycle/facts.ts';
import type { ProbeMemory } from '../domain/papers/probe/cycle/memory.ts';
import type {
  Draft,
  DraftWrite,
  FileWrite,
  KnownFile,
  LatestEntry,
} from '../domain/papers/probe/draft/rows.ts';
import type { ProbeRow } from '../domain/papers/probe/plan/rows.ts';
import type { Committed, Epoch } from './leadership.ts';
import type { StagePart } from './papers.ts';

/** How gently to ask. One pace and one count hold for all that a `DraftProbe` sends. */
export interface ProbeLimits {
  /** Requests in flight, those of `look` and `read` together. */
  readonly concurrency: number;
  /**
   * Requests per second, redirects and `read` included; 0: no pacing. They go in bursts of up to
   * `concurrency`, or of ten where more than that is due.
   */
  readonly ratePerSecond: number;
  /** One request, from sending to the end of its headers; for `read` to the end of its body. */
  readonly timeoutMs: number;
}

/** Many URLs to look at in one call: no promise, no event and no timer for each. */
export interface Look extends ProbeLimits {
  /** All below the address that the adapter was made with; asked in this order. */
  readonly urls: readonly string[];
  /** `GET` asks for the first byte only (`Range: bytes=0-0`), for servers that refuse HEAD. */
  readonly method: 'HEAD' | 'GET';
  /** Asked before each request. False: nothing more is sent, what is in flight is still answered. */
  readonly mayGoOn: () => boolean;
  /** Once for each URL that was asked for, in the order of the answers. */
  readonly onAnswer: (index: number, answer: ProbeAnswer) => void;
}

/** A file to read the beginning of. */
export interface ReadFile extends ProbeLimits {
  readonly url: string;
  /** Asked for by `Range`, and no more is read, whatever comes. */
  readonly maxBytes: number;
}

/**
 * Where drafts may lie. What servers and networks do is an answer, never thrown; an abort rejects
 * with the reason of the signal, and no answer comes after that. Redirects are followed as
 * `redirected` of the domain says.
 */
export interface DraftProbe {
  /** Ends when everything sent is answered and nothing more is to be sent. */
  look(look: Look, signal: AbortSignal): Promise<void>;
  /** GET of the beginning of one file; goes before the looks that wait. */
  read(file: ReadFile, signal: AbortSignal): Promise<ReadAnswer>;
}

/** What the store remembers of the prober. Moments in ms since the epoch. */
export interface ProbeState {
  /** An index was committed: there is something to make a plan from. */
  readonly seeded: boolean;
  /** The number of the last cycle that began; 0 before the first. */
  readonly cycle: number;
  /** The last cycle was written down as begun, and never as ended. */
  readonly interrupted: boolean;
  /** How long ago the last cycle began, by the clock of the database; null: there was none. */
  readonly sinceLastMs: number | null;
  readonly lastSuccessAt: number | null;
  readonly consecutiveFailures: number;
  /** Requests per second, as slowed down; null: as configured. */
  readonly rate: number | null;
  readonly memory: ProbeMemory;
  /** A and F are looked at more often until then; null: nobody has ordered that. */
  readonly boostUntil: number | null;
  /** What was sent in the last 24 hours, interrupted cycles included. */
  readonly sentLastDay: number;
  /** The last cycle that ended; null before the first. */
  readonly last: CycleFacts | null;
}

/** All that a plan is made of. */
export interface PlanRows {
  /** Pages of lines as `numberLine` writes them. */
  readonly numbers: readonly string[];
  /** Pages of lines as `probeLine` writes them, those no longer planned too. */
  readonly rows: readonly string[];
  readonly drafts: readonly Draft[];
  readonly files: readonly KnownFile[];
  /** Numbers of which people watch exactly that one, most watched first. */
  readonly watched: readonly number[];
}

/** A cycle under way, written down before its requests are sent. */
export interface CycleMark {
  /** uuid of the cycle. */
  readonly id: string;
  readonly cycle: number;
  readonly startedAt: number;
  /** Sent so far and about to be sent. */
  readonly requests: number;
  /** Written whole. */
  readonly rows: readonly ProbeRow[];
}

/** A cycle at its end, good or not. */
export interface CycleEnd extends CycleMark {
  readonly facts: CycleFacts;
  /** Null unless the result is `FAILED`. */
  readonly failure: FailureRecord | null;
  readonly rate: number;
  readonly memory: ProbeMemory;
  readonly drafts: readonly DraftWrite[];
  readonly files: readonly FileWrite[];
  /** Rows of events and messages, as a poll stages them. */
  readonly parts: readonly StagePart[];
}

/** Plans, drafts and cycles. Throws DB failures only. */
export interface DraftStore {
  state(): Promise<ProbeState>;
  inputs(): Promise<PlanRows>;
  /** The latest entries of these numbers, as far as the index has them. */
  latest(numbers: readonly number[]): Promise<readonly LatestEntry[]>;
  /** Which of these dedupes of events are written already: those are not told again. */
  told(dedupes: readonly string[]): Promise<readonly string[]>;
  /** Has A and F looked at more often, from the next cycle on until `until` (ms since the epoch). */
  boost(until: number): Promise<void>;
  /** Writes a cycle down as begun, or as gone on: what it is about to ask, and what came of the rest. */
  mark(epoch: Epoch, mark: CycleMark): Promise<Committed<null>>;
  /** Rows, drafts, events, messages and state: all or nothing. Repeatable by the id of the cycle. */
  commit(
    epoch: Epoch,
    end: CycleEnd,
  ): Promise<Committed<{ readonly events: number; readonly messages: number }>>;
}
