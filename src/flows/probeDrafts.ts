/** One look for drafts, in the steps of its machine: begin, cycle. */

import { restBefore } from '../domain/papers/probe/cycle/pace.ts';
import type { CycleInput, CycleOutcome, ProbeBegun } from '../domain/papers/probe/steps.ts';
import { askTargets, type Mark } from './probing/ask.ts';
import { askCanaries } from './probing/canaries.ts';
import { closeCycle } from './probing/close.ts';
import { openCycle } from './probing/open.ts';
import type { CycleRun, ProbeNeeds } from './probing/run.ts';

/** The longest that each step may take, in ms; a cycle besides what its own deadline leaves it. */
export const probeDeadlines = { begin: 15_000, aroundCycle: 180_000 } as const;

/** The longest time in a cycle without a sign of life: statements give up after a minute. */
export const longestProbeSilenceMs = (timeoutMs: number): number => Math.max(60_000, 2 * timeoutMs);

/** The steps of the prober. Failures are those of the store; what a server does is an answer. */
export function createProbe(needs: ProbeNeeds) {
  const { store, clock, intervalMs, leadership } = needs;

  /** Takes the fence and reads what earlier cycles left. */
  async function begin(): Promise<ProbeBegun> {
    const taken = await leadership.take('prober');
    if (taken === null) return { type: 'standby' };
    const { seeded, sinceLastMs, memory, ...state } = await store.state();
    if (!seeded) return { type: 'unseeded' };
    const { lastSuccessAt, consecutiveFailures, last } = state;
    return {
      type: 'begun',
      epoch: taken.epoch,
      rest: restBefore(intervalMs, sinceLastMs, memory, clock.now()),
      known: { lastSuccessAt, consecutiveFailures, last },
    };
  }

  /** Writes down what is about to be asked, and what came of what was asked before. */
  const marker =
    (run: CycleRun): Mark =>
    async (upcoming) => {
      const { id, cycle, startedAt, epoch, tally, rows } = run;
      const written = [...rows.values()];
      rows.clear();
      const requests = tally.requests + upcoming;
      const mark = { id, cycle, startedAt, requests, rows: written };
      return (await store.mark({ role: 'prober', epoch }, mark)).type === 'done';
    };

  /**
   * One cycle: canaries, what is due, the verdict. Every request is behind a fence that was held
   * when it was written down, so two processes do not ask the same.
   */
  async function cycle(
    input: CycleInput,
    signal: AbortSignal,
    progress: () => void,
  ): Promise<CycleOutcome> {
    const run = await openCycle(needs, input);
    const mark = marker(run);
    if (!(await mark(1 + run.memory.canaries.length))) return { type: 'fenced' };
    await askCanaries(needs, run, signal);
    progress();
    const goesOn = run.stop === null && !run.memory.canariesAlone;
    if (goesOn && !(await askTargets(needs, run, mark, { signal, progress })))
      return { type: 'fenced' };
    signal.throwIfAborted();
    return closeCycle(needs, run);
  }

  return { begin, cycle };
}
