/** What every supervised machine says to its supervisor. */

import { type EventObject, enqueueActions, type MachineContext, sendParent } from 'xstate';
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

/** The context of a supervised machine, as xstate wants it. */
type Said = ChildContext & MachineContext;

/*
 * Functions, because an action belongs to the machine whose context and events it was made for:
 * `setup({ actions: { ready: ready(), beat: beat(), report: report() } })`.
 */

/** "I run and take events": on entering the first state, never "the outside answered". */
export const ready = <TContext extends Said, TEvent extends EventObject>() =>
  sendParent<TContext, TEvent, undefined, EventObject & ChildContext, TEvent>(
    ({ context: { id, incarnation } }) => ({ type: 'child.ready', id, incarnation }),
  );

/** A sign of life from the work loop: after each step and each slice of waiting. */
export const beat = <TContext extends Said, TEvent extends EventObject>() =>
  sendParent<TContext, TEvent, undefined, EventObject & ChildContext, TEvent>(
    ({ context: { id, incarnation } }) => ({ type: 'child.beat', id, incarnation }),
  );

/** Sends a fact up the tree; `at` may be null, the root fills it in. */
export const report = <TContext extends MachineContext, TEvent extends EventObject>() =>
  sendParent<TContext, TEvent, FactDraft, FactDraft, TEvent>((_, fact) => fact);

/** Sends several facts, in order, each through the machine's action `report`. */
export const reportAll = <TContext extends MachineContext, TEvent extends EventObject>() =>
  enqueueActions<
    TContext,
    TEvent,
    readonly FactDraft[],
    TEvent,
    never,
    { readonly type: 'report'; readonly params: FactDraft },
    never
  >(({ enqueue }, facts) => {
    for (const fact of facts) enqueue({ type: 'report', params: fact });
  });
