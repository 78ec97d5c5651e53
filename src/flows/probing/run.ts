/** A cycle under way: what is known, what was found, and why it stopped. */

import type { Kind } from '../../domain/health/failure.ts';
import type { Candidate } from '../../domain/papers/probe/cycle/canary.ts';
import type { CanaryState } from '../../domain/papers/probe/cycle/facts.ts';
import type { ProbeMemory } from '../../domain/papers/probe/cycle/memory.ts';
import type { Tally } from '../../domain/papers/probe/cycle/tally.ts';
import type { Draft, KnownFile, SeenFile } from '../../domain/papers/probe/draft/rows.ts';
import type { Blocked, Limited } from '../../domain/papers/probe/meaning.ts';
import type { ProbeRow, Target } from '../../domain/papers/probe/plan/rows.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DraftProbe, DraftStore, ProbeLimits, ProbeState } from '../../ports/drafts.ts';
import type { Leadership } from '../../ports/leadership.ts';
import type { People } from '../../ports/people.ts';
import type { Channels } from '../polling/messages.ts';

/** What probing needs, and its limits. */
export interface ProbeNeeds {
  readonly probe: DraftProbe;
  readonly store: DraftStore;
  readonly people: Pick<People, 'followers'>;
  readonly leadership: Pick<Leadership, 'take'>;
  readonly clock: Clock;
  /** A uuid. */
  readonly newId: () => string;
  readonly channels: Channels;
  /** Where drafts lie, with a slash at its end. */
  readonly base: string;
  readonly intervalMs: number;
  readonly concurrency: number;
  /** Requests per second; 0: no pacing. */
  readonly rate: number;
  /** Requests per cycle; 0: neither this limit nor that of a day. */
  readonly budget: number;
  readonly timeoutMs: number;
}

/** Why nothing more is asked in this cycle. */
export type Stopped =
  | Blocked
  | Limited
  | { readonly type: 'suspicious' }
  | { readonly type: 'canary'; readonly kind: Kind };

/** What a cycle knows and finds. */
export interface CycleRun {
  readonly id: string;
  readonly cycle: number;
  readonly epoch: string;
  /** By the wall. */
  readonly startedAt: number;
  /** By the clock that only passes. */
  readonly began: number;
  readonly state: ProbeState;
  readonly limits: ProbeLimits;
  /** How many requests it may send. */
  readonly allowance: number;
  /** How many URLs are planned. */
  readonly targets: number;
  /** What is due, in the order in which it is asked. */
  readonly due: readonly Target[];
  readonly drafts: readonly Draft[];
  readonly files: ReadonlyMap<string, KnownFile>;
  readonly tally: Tally;
  /** Rows to write with the next mark, or with the commit. */
  readonly rows: Map<string, ProbeRow>;
  /** Rows of what was there: due again, unless the cycle comes to a good end. */
  readonly hits: Map<string, ProbeRow>;
  readonly seen: SeenFile[];
  readonly unchanged: string[];
  readonly gone: string[];
  readonly candidates: Candidate[];
  memory: ProbeMemory;
  canary: CanaryState;
  /** The canaries that must be there were given up. */
  forgotten: boolean;
  /** GET once a server has refused HEAD. */
  method: 'HEAD' | 'GET';
  /** Reads that are under way or wait. */
  reading: number;
  /** How many of `due` were dealt with. */
  asked: number;
  stop: Stopped | null;
}

/** The end of a cycle: two thirds of the interval, by the clock that only passes. */
const deadline = ({ intervalMs }: ProbeNeeds, { began }: CycleRun): number =>
  began + Math.round((intervalMs * 2) / 3);

/**
 * Whether another request may be sent. What is in flight is not counted yet: once reads or
 * redirects come on top of looks, as many as can be in flight are kept back.
 */
export function mayGoOn(needs: ProbeNeeds, run: CycleRun): boolean {
  if (run.stop !== null) return false;
  const { requests } = run.tally;
  if (requests + run.reading >= run.allowance) return false;
  return needs.clock.elapsed() < deadline(needs, run);
}

/** How many more requests fit. */
export const roomLeft = ({ allowance, tally, reading }: CycleRun): number =>
  Math.max(0, allowance - tally.requests - reading);
