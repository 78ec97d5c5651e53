import { type CallbackActorLogic, type EventObject, fromCallback } from 'xstate';

/** What a callback actor has in its hands. */
export interface CallbackHands<TEvent extends EventObject, TInput> {
  readonly input: TInput;
  /** To the machine that runs it; silent once the actor has failed or was stopped. */
  readonly sendBack: (event: EventObject) => void;
  readonly receive: (listener: (event: TEvent) => void) => void;
  /** For everything that somebody else calls later, such as a timer or a socket's listener. */
  readonly guard: <TArgs extends readonly unknown[]>(
    listener: (...args: TArgs) => void,
  ) => (...args: TArgs) => void;
}

const FAILED = 'callback.failed';

/**
 * Makes a callback actor that fails whole: whatever throws, in its set-up, in a listener or later
 * under `guard`, first its cleanup runs, once, and it falls silent, then the actor fails. Plain
 * callback actors skip the cleanup and go on talking.
 */
export function callback<TEvent extends EventObject, TInput = undefined>(
  run: (hands: CallbackHands<TEvent, TInput>) => () => void,
): CallbackActorLogic<TEvent, TInput> {
  return fromCallback<TEvent, TInput>(({ input, sendBack, receive, self }) => {
    const life = new Life();
    const listeners: ((event: TEvent) => void)[] = [];
    receive((event) => {
      if (event.type === FAILED && 'thrown' in event) throw event.thrown;
      for (const listener of listeners) life.run(() => listener(event), rethrow);
    });
    const fail = (thrown: unknown): void => {
      const failed: EventObject & { thrown: unknown } = { type: FAILED, thrown };
      self.send(failed as unknown as TEvent); // only ever read by the listener above
    };
    life.cleanup = run({
      input,
      sendBack: (event) => life.run(() => sendBack(event), rethrow),
      receive: (listener) => void listeners.push(listener),
      guard:
        (listener) =>
        (...args) =>
          life.run(() => listener(...args), fail),
    });
    return () => life.end();
  });
}

const rethrow = (thrown: unknown): never => {
  throw thrown;
};

/** What a callback actor holds, from its start to its one and only cleanup. */
class Life {
  cleanup = (): void => undefined;
  #isOpen = true;

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.cleanup();
  }

  /** Nothing runs after the end; what throws is the end. */
  run(work: () => void, failed: (thrown: unknown) => void): void {
    if (!this.#isOpen) return;
    try {
      work();
    } catch (thrown) {
      this.end();
      failed(thrown);
    }
  }
}
