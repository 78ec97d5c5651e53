/** What every supervised machine says to its supervisor (supervision.md 5). */

import { sendParent } from 'xstate';
import type { FactDraft } from '../src/domain/health/fact.ts';
import type { Exit } from '../src/domain/supervision/exit.ts';

/** What a supervisor adds to the input of each child. */
export interface ChildInput {
  readonly id: string;
  /** 1 for the first start, one more for each restart. */
  readonly incarnation: number;
  readonly lastExit: Exit | null;
}

/** What each supervised machine keeps in its context, so that its words can be told from a dead one's. */
export interface ChildContext {
  readonly id: string;
  readonly incarnation: number;
}

/** Orders that a supervisor gives to every child. */
export type ChildOrder = { readonly type: 'sup.stop' };

interface Said {
  readonly context: ChildContext;
}

/** "I run and take events": on entering the first state, never "the outside answered". */
export const ready = sendParent(({ context: { id, incarnation } }: Said) => ({
  type: 'child.ready',
  id,
  incarnation,
}));

/** A sign of life from the work loop: after each step and each slice of waiting. */
export const beat = sendParent(({ context: { id, incarnation } }: Said) => ({
  type: 'child.beat',
  id,
  incarnation,
}));

/** Sends a fact up the tree; `at` may be null, the root fills it in. */
export const report = sendParent((_: unknown, fact: FactDraft) => fact);
