import type { Component } from '../health/failure.ts';
import type { Backoff, ChildSpec, SupervisorSpec } from './types.ts';

/** What a child may want other than the usual. */
export type Overrides = Partial<Omit<ChildSpec, 'id' | 'component' | 'type'>>;

/** Restarts in the same step, as OTP does it. */
export const noBackoff: Backoff = { firstMs: 0, factor: 1, maxMs: 0, jitter: 0, resetAfterMs: 0 };

/** 0.5-1 s, 1-2 s, 2-4 s … up to a minute; from the beginning after ten minutes of quiet. */
export const workerBackoff: Backoff = {
  firstMs: 1_000,
  factor: 2,
  maxMs: 60_000,
  jitter: 0.5,
  resetAfterMs: 600_000,
};

/** The same for supervisors, beginning with twice as long. */
export const supervisorBackoff: Backoff = { ...workerBackoff, firstMs: 2_000 };

/** A working child: restarted after any end, asked to stop within 5 s, watched for silence. */
export const worker = (id: string, component: Component, overrides: Overrides = {}): ChildSpec => ({
  id,
  component,
  type: 'worker',
  restart: 'permanent',
  significant: false,
  shutdown: 5_000,
  start: { readyWithinMs: 5_000 },
  liveness: { silentMaxMs: 90_000 },
  backoff: workerBackoff,
  ...overrides,
});

/** A supervisor as a child: it gets all the time it needs to stop its own. */
export const sub = (id: string, overrides: Overrides = {}): ChildSpec => ({
  id,
  component: 'supervisor',
  type: 'supervisor',
  restart: 'permanent',
  significant: false,
  shutdown: 'infinity',
  start: { readyWithinMs: 30_000 },
  liveness: null,
  backoff: supervisorBackoff,
  ...overrides,
});

/** A supervisor of its own; what is left out is the usual. */
export const supervisorSpec = (
  given: Pick<SupervisorSpec, 'name' | 'strategy' | 'intensity' | 'periodMs' | 'children'> &
    Partial<SupervisorSpec>,
): SupervisorSpec => ({ autoShutdown: 'never', sweepMs: 5_000, factsTo: {}, ...given });
