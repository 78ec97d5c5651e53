import { fromPromise, type PromiseActorLogic } from 'xstate';
import { type Component, Failure } from '../domain/health/failure.ts';
import type { Clock } from '../ports.ts';

/** How a flow becomes a step. */
export interface StepOptions<TOutput, TInput> {
  readonly operation: string;
  readonly component: Component;
  readonly deadlineMs: number;
  readonly clock: Clock;
  /** Minds the signal: it is aborted at the deadline and when the machine leaves the state. */
  readonly run: (input: TInput, signal: AbortSignal) => Promise<TOutput>;
}

/**
 * Turns a flow into the promise actor that a machine invokes. Here two promises are kept for every
 * machine: a step ends by its deadline, and what it throws is a Failure that says who and when.
 */
export function step<TOutput, TInput = undefined>(
  options: StepOptions<TOutput, TInput>,
): PromiseActorLogic<TOutput, TInput> {
  const { operation, component, deadlineMs, clock, run } = options;
  return fromPromise<TOutput, TInput>(async ({ input, signal }) => {
    const deadline = new AbortController();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const message = `no result within ${deadlineMs} ms`;
      const failure = new Failure({ category: 'TIMEOUT', reason: 'step', operation, message });
      late.reject(failure); // first: a flow that minds the signal throws something vaguer
      deadline.abort(failure);
    }, deadlineMs);
    try {
      const work = run(input, AbortSignal.any([signal, deadline.signal]));
      return await Promise.race([work, late.promise]);
    } catch (thrown) {
      throw Failure.from(thrown, operation).within({ component, at: clock.now() });
    } finally {
      clearTimeout(timer);
    }
  });
}
