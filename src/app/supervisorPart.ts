import type { SupervisorPart } from '../domain/health/document/parts.ts';
import type { Fact } from '../domain/health/fact.ts';
import type { SupervisionView } from '../domain/supervision/supervisionView.ts';

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

/** What health says of the supervisors. */
export const supervisorPart = (
  { children, restarts1h, restartsByChild, intensityLeft, givingUp }: SupervisionView,
  missing: readonly string[],
): SupervisorPart => ({
  children: children.length,
  restarts1h,
  restartsByChild,
  intensityLeft,
  givingUp,
  restarting: children.some(({ status }) => status === 'restarting'),
  missing,
});

/** Before there is a tree. */
export const noSupervisors: SupervisorPart = {
  children: 0,
  restarts1h: 0,
  restartsByChild: {},
  intensityLeft: 0,
  givingUp: false,
  restarting: false,
  missing: [],
};
