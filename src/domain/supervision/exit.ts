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
export const exitOf = (thrown: unknown, component: Component, at: number): Exit =>
  thrown instanceof GaveUp
    ? thrown.exit
    : {
        kind: 'failure',
        failure: Failure.from(thrown, 'actor').within({ component, at }).toRecord(),
      };

/** A clean end as a supervisor asks for it. */
export const shutdown: Exit = { kind: 'shutdown', term: false };

/** The ends after which a transient child stays down. */
export const isClean = ({ kind }: Exit): boolean =>
  kind === 'normal' || kind === 'shutdown' || kind === 'ignore';

const silence = {
  silent: 'no sign of life for too long',
  not_ready: 'not ready in time',
  stop_timeout: 'did not stop in time',
} as const;

const hang = (reason: keyof typeof silence, component: Component, at: number): FailureRecord => ({
  category: 'HUNG',
  reason,
  operation: 'actor',
  component,
  message: silence[reason],
  attempt: 1,
  retryAfterMs: null,
  at,
});

/** The failure of an actor that was asked to stop and had to be halted. */
export const stopTimeout = (component: Component, at: number): FailureRecord =>
  hang('stop_timeout', component, at);

/** The exit of an actor that was halted because it gave no sign of life. */
export const hung = (reason: 'silent' | 'not_ready', component: Component, at: number): Exit => ({
  kind: 'failure',
  failure: hang(reason, component, at),
});

/** What a supervisor throws when it gives up, so that its own supervisor learns of the whole chain. */
export class GaveUp extends Error {
  override readonly name = 'GaveUp';
  readonly exit: Exit;

  constructor(exit: Exit) {
    super('the supervisor gave up');
    this.exit = exit;
  }
}

const kinds: readonly unknown[] = ['normal', 'ignore', 'killed', 'shutdown', 'failure', 'gave_up'];

/** How an actor ended that output this; normally, when the output says nothing of its exit. */
export function exitOfOutput(output: unknown): Exit {
  const exit = property(output, 'exit');
  return kinds.includes(property(exit, 'kind')) ? (exit as Exit) : { kind: 'normal' };
}

const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
