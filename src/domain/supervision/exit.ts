import { type Component, Failure, type FailureRecord } from '../health/failure.ts';

/** How an actor ended. `term` is OTP's `{shutdown, Reason}`: as clean as `shutdown`. */
export type Exit =
  | { readonly kind: 'normal' | 'ignore' | 'killed' }
  | { readonly kind: 'shutdown'; readonly term: boolean }
  | { readonly kind: 'failure'; readonly failure: FailureRecord }
  | {
      readonly kind: 'gave_up';
      readonly why: 'intensity' | 'boot';
      readonly supervisor: string;
      readonly child: string;
      readonly restarts: number;
      readonly cause: Exit | null;
    };

/** What a supervised machine outputs in the final state that `sup.stop` leads to. */
export const stopped: { readonly exit: Exit } = { exit: { kind: 'shutdown', term: false } };

/** The exit of an actor that threw: a Failure keeps its category, all else is UNKNOWN/`bug`. */
export const exitOf = (thrown: unknown, component: Component, at: number): Exit => ({
  kind: 'failure',
  failure: Failure.from(thrown, 'actor').within({ component, at }).toRecord(),
});
