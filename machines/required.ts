import {
  type AnyActorLogic,
  type AnyStateMachine,
  type CallbackActorLogic,
  type EventObject,
  fromCallback,
  fromPromise,
  type PromiseActorLogic,
} from 'xstate';

const placeholders = new WeakSet<object>();

/** A step that a machine needs but does not own: `src/app` provides it, a test fakes it. */
export function required<TOutput, TInput = undefined>(): PromiseActorLogic<TOutput, TInput> {
  const logic = fromPromise<TOutput, TInput>(() => Promise.reject(new Error('not provided')));
  placeholders.add(logic);
  return logic;
}

/** As `required`, for what goes on beside the machine and talks to it: `TOrder` is what it is told. */
export function requiredCallback<TOrder extends EventObject>(): CallbackActorLogic<
  TOrder,
  undefined
> {
  const logic = fromCallback<TOrder, undefined>(() => {
    throw new Error('not provided');
  });
  placeholders.add(logic);
  return logic;
}

/** The steps of a machine and of the machines it runs that nobody provided, such as `poller.poll`. */
export function missingSteps(machine: AnyStateMachine): string[] {
  const actors = Object.entries(machine.implementations.actors) as [string, AnyActorLogic][];
  return actors.flatMap(([name, logic]) => {
    if (placeholders.has(logic)) return [`${machine.id}.${name}`];
    return 'implementations' in logic ? missingSteps(logic as AnyStateMachine) : [];
  });
}
