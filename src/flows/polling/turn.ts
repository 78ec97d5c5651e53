import type { GateName } from '../../domain/papers/gates.ts';
import type { Quarantine } from '../../domain/papers/quarantine.ts';
import type { IndexBase, Prepared, Rejection } from '../../domain/papers/reading.ts';
import type { Acceptance, TurnInput } from '../../domain/polling/steps.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IndexBody, IndexState, Turn } from '../../ports/papers.ts';

/** What was found, to be committed. `bytes` and sha256 are those of the decoded body. */
export interface Found {
  readonly prepared: Prepared;
  readonly index: IndexBase;
  readonly sha256: string;
  readonly bytes: number;
  /** Which gate was opened, and by whom; null where all said yes. */
  readonly accepted: { readonly gate: GateName; readonly by: string } | null;
}

/** Why the poll has failed at a gate, for the store. */
export interface Refused {
  readonly rejection: Rejection;
  readonly quarantine: Quarantine;
  /** As sent: names a body whose decoded hash nobody knows. */
  readonly sentSha256: string;
}

/** One poll between its steps; each try inside a poll has one of its own, with the same cycle. */
export interface PollTurn extends Omit<Turn, 'requests'> {
  requests: number;
  readonly epoch: string;
  /** By the clock that only passes. */
  readonly began: number;
  readonly accept: Acceptance | null;
  state: IndexState | null;
  body: IndexBody | null;
  /** Length of the body as sent; the reader takes the bytes away. */
  sentBytes: number;
  found: Found | null;
  refused: Refused | null;
}

/**
 * Keeps the poll under way between its steps. Steps carry the fence of their incarnation: a step
 * that comes late, when a new incarnation polls, finds nothing that it could spoil.
 */
export function turnKeeper(clock: Clock, newId: () => string) {
  let held: PollTurn | null = null;

  /** The first try of a poll, or another of the same. */
  function open({ epoch, retries, accept }: TurnInput): PollTurn {
    const before = retries > 0 && held?.epoch === epoch ? held : null;
    held = {
      cycle: before?.cycle ?? newId(),
      startedAt: before?.startedAt ?? clock.now(),
      began: before?.began ?? clock.elapsed(),
      requests: before?.requests ?? 0,
      epoch,
      accept,
      state: null,
      body: null,
      sentBytes: 0,
      found: null,
      refused: null,
    };
    return held;
  }

  /** The turn that the steps before have prepared. */
  function underWay({ epoch }: TurnInput): PollTurn {
    if (held?.epoch !== epoch) throw new Error('no poll is under way behind this fence');
    return held;
  }

  return {
    open,
    underWay,
    /** That turn, or a fresh one where the poll did not come so far. */
    lastOrNew: (input: TurnInput): PollTurn => (held?.epoch === input.epoch ? held : open(input)),
    tookMs: ({ began }: PollTurn): number => Math.round(clock.elapsed() - began),
    close: () => {
      held = null;
    },
  };
}
