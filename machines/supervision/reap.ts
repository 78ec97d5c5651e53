import type { AnyActorRef } from 'xstate';
import type { Component } from '../../src/domain/health/failure.ts';
import { type Exit, exitOf, exitOfOutput } from '../../src/domain/supervision/exit.ts';

/**
 * Stops what an actor has left running. An actor that throws does not stop its children, and
 * nothing else does: they would go on working, sending and holding their names for ever.
 */
export function reap(ref: AnyActorRef): void {
  for (const child of childrenOf(ref)) {
    reap(child);
    if (statusOf(child) === 'active') child.send({ type: 'xstate.stop' });
  }
}

/** How an actor has ended; null while it is active. */
export function exitOfActor(ref: AnyActorRef, component: Component, at: number): Exit | null {
  const snapshot: unknown = ref.getSnapshot();
  switch (statusOf(ref)) {
    case 'active':
      return null;
    case 'error':
      return exitOf(get(snapshot, 'error'), component, at);
    case 'done':
      return exitOfOutput(get(snapshot, 'output'));
    default:
      return { kind: 'killed' };
  }
}

/** The children that an actor still knows of; a crash in its set-up leaves none. */
export const childrenOf = (ref: AnyActorRef): readonly AnyActorRef[] =>
  Object.values<AnyActorRef | undefined>(get(ref.getSnapshot(), 'children') ?? {}).filter(
    (child) => child !== undefined,
  );

const statusOf = (ref: AnyActorRef): unknown => get(ref.getSnapshot(), 'status');

const get = (value: unknown, key: string): never | undefined =>
  (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined) as
    | never
    | undefined;
