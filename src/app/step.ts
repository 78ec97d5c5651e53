import { fromPromise, type PromiseActorLogic } from 'xstate';
import { type Component, Failure } from '../domain/health/failure.ts';
import type { Clock } from '../ports/clock.ts';

/** How a flow becomes a step. */
export interface StepOptions<TOutput, TInput> {
  readonly operation: string;
  readonly component: Component;
  readonly deadlineMs: number;
  readonly clock: Clock;
  /**
   * Minds the signal: it is aborted at the deadline and when the machine leaves the state. Work that
   * may last over a minute says `progress()` now and then; its machine hears `step.progress` at most
   * once a second.
   */
  readonly run: (input: TInput, signal: AbortSignal, progress: () => void) => Promise<TOutput>;
}

const made = new WeakSet<object>();

/** Whether this logic was made by `step`. */
export const isStep = (logic: object): boolean => made.has(logic);

const BETWEEN_PROGRESS_MS = 1_000;

/**
 * Turns a flow into the promise actor that a machine invokes. Here two promises are kept for every
 * machine: a step ends by its deadline, and what it throws is a Failure that says who and when.
 */
export function step<TOutput, TInput = undefined>(
  options: StepOptions<TOutput, TInput>,
): PromiseActorLogic<TOutput, TInput> {
  const { operation, component, deadlineMs, clock, run } = options;
  const logic = fromPromise<TOutput, TInput>(async ({ input, signal, self }) => {
    const deadline = new AbortController();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const message = `no result within ${deadlineMs} ms`;
      const failure = new Failure({ category: 'TIMEOUT', reason: 'step', operation, message });
      late.reject(failure); // first: a flow that minds the signal throws something vaguer
      deadline.abort(failure);
    }, deadlineMs);
    try {
      const stop = AbortSignal.any([signal, deadline.signal]);
      const say = () => self._parent?.send({ type: 'step.progress' });
      const work = run(input, stop, everySecond(clock, stop, say));
      return await Promise.race([work, late.promise]);
    } catch (thrown) {
      throw Failure.from(thrown, operation).within({ component, at: clock.now() });
    } finally {
      clearTimeout(timer);
    }
  });
  made.add(logic);
  return logic;
}

/** Says so at most once a second, and nothing any more once nobody waits for the step. */
function everySecond(clock: Clock, signal: AbortSignal, say: () => void): () => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock.elapsed();
    if (signal.aborted || now - saidAt < BETWEEN_PROGRESS_MS) return;
    saidAt = now;
    say();
  };
}
