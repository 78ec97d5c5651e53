import type { SupervisorPart } from '../domain/health/document/parts.ts';
import type { Fact } from '../domain/health/fact.ts';
import { type Ledger, restartsLastHour } from '../domain/health/ledger.ts';
import type { Child, Core } from '../domain/supervision/types.ts';

const MISSING_AFTER_MS = 60_000;

/** Remembers since when a child is away: a fact says that it went, another that it is back. */
export interface Absences {
  note(fact: Fact): void;
  /** Children away for over a minute. */
  missing(nowMs: number): readonly string[];
}

/** Nobody is away. */
export function noAbsences(): Absences {
  const since = new Map<string, number>();
  return {
    note: (fact) => {
      if (fact.type === 'actor.crashed' && !since.has(fact.id)) since.set(fact.id, fact.at);
      if (fact.type === 'actor.started' || fact.type === 'actor.restarted') since.delete(fact.id);
    },
    missing: (nowMs) =>
      [...since].filter(([, at]) => nowMs - at > MISSING_AFTER_MS).map(([id]) => id),
  };
}

const inWindow = ({ restarts, spec }: Core, nowMs: number): number =>
  restarts.filter((at) => at >= nowMs - spec.periodMs).length;

const isAway = ({ status }: Child): boolean => status === 'restarting';

/** What the supervisors add up to; `cores` are those of all levels, the root's first. */
export function supervisorPart(
  cores: readonly Core[],
  ledger: Ledger,
  absences: Absences,
  nowMs: number,
): SupervisorPart {
  const children = cores.flatMap((core) => Object.values(core.children));
  const restartsByChild = restartsLastHour(ledger, nowMs);
  return {
    children: children.length,
    restarts1h: Object.values(restartsByChild).reduce((sum, one) => sum + one, 0),
    restartsByChild,
    intensityLeft:
      cores.length === 0
        ? 0
        : Math.min(...cores.map((core) => core.spec.intensity - inWindow(core, nowMs))),
    givingUp: cores.some(({ ending }) => ending?.kind === 'gave_up'),
    restarting: children.some(isAway),
    missing: absences.missing(nowMs),
  };
}
