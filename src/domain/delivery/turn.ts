/** What the queue asks for in one turn, and what it hears back. Plain data: it crosses an actor border. */

import type { FactDraft, QueueState } from '../health/fact.ts';
import type { Lane } from './outbox.ts';
import type { Outcome } from './result.ts';

/**
 * What a call says about Slack as a whole: it works, it has trouble, it refuses the token, or
 * nothing (the row or its conversation was refused).
 */
export type Signal = 'success' | 'trouble' | 'auth' | 'none';

/** One turn: at most one row. */
export interface TurnOrder {
  /** The fence, as `begin` gave it. */
  readonly epoch: string;
  /** No lane above this one. */
  readonly upTo: Lane;
  /** Conversations whose last result is not stored yet. */
  readonly except: readonly string[];
  /** The first row after the breaker was open: a failure is not its fault. */
  readonly trial: boolean;
}

/** What became of a turn. */
export type TurnResult =
  /** Another incarnation or process has taken over. */
  | { readonly type: 'fenced' }
  /** Nothing was due. */
  | { readonly type: 'idle' }
  | {
      readonly type: 'handled';
      readonly dest: string;
      readonly signal: Signal;
      readonly facts: readonly FactDraft[];
      /** The result that the database did not take; null when it did. */
      readonly unrecorded: Outcome | null;
    };

/** How often each doubtful row was looked for and not found, by row id. */
export type Looked = Readonly<Record<string, number>>;

/** What became of a look at one doubtful row. */
export interface LookResult {
  readonly turn: TurnResult;
  readonly looked: Looked;
}

/** What the queue starts with; `standby`: this process does not lead. */
export type Begun =
  | { readonly type: 'standby' }
  | {
      readonly type: 'begun';
      readonly epoch: string;
      /** Results of an earlier life that are still not stored. */
      readonly unrecorded: readonly Outcome[];
      readonly facts: readonly FactDraft[];
    };

/** Looking after the table between turns. */
export type Tended =
  | { readonly type: 'fenced' }
  | {
      readonly type: 'tended';
      readonly state: QueueState;
      /** When it was measured, in ms since the epoch. */
      readonly at: number;
      /** Rows whose kept results were stored now. */
      readonly recorded: readonly string[];
      readonly facts: readonly FactDraft[];
    };

/** What became of one notice that went past the database. */
export interface Rescued {
  readonly signal: Signal;
  readonly facts: readonly FactDraft[];
  /** When to look again, in ms; null: when the next one is offered. */
  readonly nextInMs: number | null;
}

/** What became of asking after a suspended conversation. */
export type Probed =
  | { readonly type: 'fenced' }
  | { readonly type: 'probed'; readonly signal: Signal; readonly facts: readonly FactDraft[] };

/** The answer to a token test. */
export interface Tested {
  readonly signal: Signal;
  readonly facts: readonly FactDraft[];
}

/** What a look is told. */
export interface LookOrder {
  readonly epoch: string;
  /** Rows whose result is known, and waits for the database. */
  readonly known: readonly string[];
  readonly looked: Looked;
}

/** What looking after the table is told. */
export interface TendOrder {
  readonly epoch: string;
  /** From so many waiting rows on, home tabs are dropped. */
  readonly mostWithHomes: number;
  readonly unrecorded: readonly Outcome[];
}
