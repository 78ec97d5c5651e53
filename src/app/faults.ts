import type { AnyActorLogic } from 'xstate';

/** What can be done to an actor on purpose. */
export type Fault = 'crash' | 'hang';

/** The event that does it; nobody else sends one. */
export const faultEvent = (fault: Fault) => ({ type: `fault.${fault}` as const });

/**
 * The same logic, which can be made to crash (its next step throws) or to hang (it takes no event
 * any more, its own timers included). For the demo and for tests: the daemon does without.
 */
export function breakable<T extends AnyActorLogic>(logic: T): T {
  const hanging = new WeakSet<object>();
  const broken: T = Object.create(logic); // a machine is an object of a class: its other methods stay
  const transition: AnyActorLogic['transition'] = (snapshot, event, scope) => {
    if (event.type === 'fault.crash') throw new Error('made to crash by an operator');
    if (event.type === 'fault.hang') hanging.add(scope.self);
    return hanging.has(scope.self) ? snapshot : logic.transition(snapshot, event, scope);
  };
  return Object.assign(broken, { transition });
}
