import { type Exit, hung, isClean, shutdown } from '../exit.ts';
import type { Child } from '../types.ts';
import { attemptRestart, endAll } from './restart.ts';
import { startEnded } from './start.ts';
import { stopEnded } from './stop.ts';
import { patch, putDown, report, type Turn } from './turn.ts';

/** A child has ended. Ends that no plan waits for are put into the line of what has to be done. */
export function exited(turn: Turn, child: Child, exit: Exit): void {
  switch (child.status) {
    case 'starting':
      startEnded(turn, child, exit);
      return;
    case 'stopping':
      stopEnded(turn, child, exit);
      return;
    case 'up':
      patch(turn, child, { goneBy: exit });
      turn.core.deferred = [...turn.core.deferred, { type: 'exit', id: child.spec.id, exit }];
      return;
    case 'down':
    case 'restarting':
      return; // the echo of an end that is known
  }
}

/** Decides about a child that ended by itself. */
export function endedByItself(turn: Turn, child: Child, exit: Exit): void {
  const { restart, backoff } = child.spec;
  const rested = child.upSince !== null && turn.env.now - child.upSince >= backoff.resetAfterMs;
  const attempt = rested ? 0 : child.attempt;
  const dead = patch(turn, child, {
    status: 'down',
    attempt,
    goneBy: null,
    upSince: null,
    lastBeat: null,
    lastExit: exit,
  });
  if (restart === 'permanent' || !isClean(exit)) report(turn, 'child_terminated', dead, exit);
  if (restart === 'permanent' || (restart === 'transient' && !isClean(exit)))
    attemptRestart(turn, dead, exit);
  else {
    putDown(turn, dead, exit);
    shutDownWith(turn, dead);
  }
}

/** Halts every child that was silent for too long; each counts as crashed. */
export function sweep(turn: Turn): void {
  const { core, env, effects } = turn;
  const watched = Object.values(core.children).filter(({ spec }) => spec.liveness !== null);
  for (const child of watched) {
    if (!isSilent(child, env.now)) continue;
    effects.push({ fx: 'halt', id: child.spec.id });
    exited(turn, child, hung('silent', child.spec.component, env.now));
  }
  core.sweeping = watched.length > 0;
  if (core.sweeping) effects.push({ fx: 'sweep', ms: core.spec.sweepMs });
}

function isSilent({ spec, status, goneBy, lastBeat, upSince }: Child, now: number): boolean {
  if (status !== 'up' || goneBy !== null || spec.liveness === null) return false;
  return now - (lastBeat ?? upSince ?? now) > spec.liveness.silentMaxMs;
}

/** The end of a significant child may be the end of its supervisor. */
function shutDownWith(turn: Turn, { spec }: Child): void {
  const { core } = turn;
  const { autoShutdown } = core.spec;
  if (!spec.significant || autoShutdown === 'never') return;
  const significant = Object.values(core.children).filter((child) => child.spec.significant);
  if (autoShutdown === 'any_significant' || significant.every(({ status }) => status === 'down'))
    endAll(turn, shutdown);
}
