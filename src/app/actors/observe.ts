import type { AnyActorRef, Subscription } from 'xstate';

/** Who wants to hear of an actor, and where a throw of theirs goes. */
export interface Observer<TSnapshot> {
  readonly next?: (snapshot: TSnapshot) => void;
  readonly error?: (thrown: unknown) => void;
  readonly complete?: () => void;
  /** A listener that throws is a bug of ours; it must reach neither the actor nor Node. */
  readonly onBug: (thrown: unknown) => void;
}

/**
 * Subscribes to an actor. The only way to do so: an observer without `error`, or one that throws,
 * would end the whole process when the actor crashes.
 */
export function observe<TRef extends AnyActorRef>(
  ref: TRef,
  { next, error, complete, onBug }: Observer<ReturnType<TRef['getSnapshot']>>,
): Subscription {
  return ref.subscribe({
    next: (snapshot) => guarded(onBug, () => next?.(snapshot)),
    error: (thrown: unknown) => guarded(onBug, () => error?.(thrown)),
    complete: () => guarded(onBug, () => complete?.()),
  });
}

/** Listens to what an actor emits; `*` for everything. A throw of the listener goes to `onBug`. */
export function listen<TEvent>(
  ref: { on: (type: never, handler: (event: TEvent) => void) => Subscription },
  type: string,
  handler: (event: TEvent) => void,
  onBug: (thrown: unknown) => void,
): Subscription {
  return ref.on(type as never, (event) => guarded(onBug, () => handler(event)));
}

function guarded(onBug: (thrown: unknown) => void, listener: () => void): void {
  try {
    listener();
  } catch (thrown) {
    onBug(thrown);
  }
}
