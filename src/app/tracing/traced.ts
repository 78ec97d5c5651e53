import { type AnyActorLogic, type AnyStateMachine, StateMachine } from 'xstate';
import { isStep } from '../step.ts';
import type { ActorTracer } from './tracer.ts';

/** The steps of promise logic, as xstate tells them to it. */
const RESOLVED = 'xstate.promise.resolve';
const REJECTED = 'xstate.promise.reject';

const isMachine = (logic: unknown): logic is AnyStateMachine => logic instanceof StateMachine;

/**
 * The same machine, whose steps, and those of the machines it runs, are each done in a turn. What a
 * step ends with reaches the machine in that turn, and so do the facts that come of it.
 */
export function traced<T extends AnyActorLogic>(logic: T, owner: string, tracer: ActorTracer): T {
  if (!isMachine(logic)) return logic;
  const actors = Object.entries(logic.implementations.actors as Record<string, AnyActorLogic>).map(
    ([name, one]) => [name, tracedActor(one, name, owner, tracer)] as const,
  );
  // The same actors under the same names, and a machine of the same kind.
  return logic.provide({ actors: Object.fromEntries(actors) }) as unknown as T;
}

function tracedActor(
  logic: AnyActorLogic,
  name: string,
  owner: string,
  tracer: ActorTracer,
): AnyActorLogic {
  if (isMachine(logic)) return traced(logic, owner, tracer);
  if (!isStep(logic)) return logic;
  const { start, transition } = logic;
  return {
    ...logic,
    start: (snapshot, scope) => tracer.step(owner, name, () => start?.(snapshot, scope)),
    transition: (snapshot, event: { readonly type: string }, scope) => {
      if (event.type === RESOLVED) tracer.ended(false);
      if (event.type === REJECTED) tracer.ended(true);
      return transition(snapshot, event, scope);
    },
  };
}
