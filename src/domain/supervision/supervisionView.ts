import type { Component, FailureCategory } from '../health/failure.ts';
import { type Ledger, restartsLastHour } from '../health/ledger.ts';
import { failureOfExit } from './facts.ts';
import type { Child, Core, Status } from './types.ts';
import { childrenOf } from './view.ts';

/** The tree as plain data: every supervisor, the root first, and in which state the workers are. */
export interface TreeView {
  readonly supervisors: readonly {
    /** `root/ingestion`. */
    readonly path: string;
    readonly core: Core;
    /** State values of machines by the id of the child, as texts; absent for what has none. */
    readonly values: Readonly<Record<string, string>>;
  }[];
  readonly ledger: Ledger;
}

/** One child as health shows it. Moments in ms since the epoch. */
export interface ChildView {
  readonly path: string;
  readonly id: string;
  readonly component: Component;
  readonly status: Status;
  readonly value: string | null;
  readonly incarnation: number;
  readonly attempt: number;
  /** Restart attempts in the window of its supervisor, whichever child they were for. */
  readonly restartsInWindow: number;
  readonly restartAt: number | null;
  readonly upSince: number | null;
  readonly beatAgeMs: number | null;
  readonly lastExit: { readonly category: FailureCategory; readonly reason: string } | null;
}

/** What the supervisors know, for health. */
export interface SupervisionView {
  readonly children: readonly ChildView[];
  readonly restarts1h: number;
  readonly restartsByChild: Readonly<Record<string, number>>;
  /** The fewest restarts that some supervisor has left before it gives up. */
  readonly intensityLeft: number;
  readonly givingUp: boolean;
}

/** Looks at the tree at a moment: `now` by the clock of the supervisors, `wall` as people read it. */
export function supervisionView(
  { supervisors, ledger }: TreeView,
  now: number,
  wall = now,
): SupervisionView {
  const restartsByChild = restartsLastHour(ledger, wall);
  return {
    children: supervisors.flatMap(({ path, core, values }) =>
      childrenOf(core).map((child) => childView(path, core, child, values, { now, wall })),
    ),
    restarts1h: Object.values(restartsByChild).reduce((sum, count) => sum + count, 0),
    restartsByChild,
    intensityLeft: Math.min(
      ...supervisors.map(({ core }) => Math.max(0, core.spec.intensity - inWindow(core, now))),
    ),
    givingUp: supervisors.some(({ core }) => core.ending?.kind === 'gave_up'),
  };
}

const inWindow = ({ restarts, spec }: Core, now: number): number =>
  restarts.filter((at) => at >= now - spec.periodMs).length;

function childView(
  path: string,
  core: Core,
  child: Child,
  values: Readonly<Record<string, string>>,
  { now, wall }: { readonly now: number; readonly wall: number },
): ChildView {
  const shown = (at: number | null): number | null => (at === null ? null : at - now + wall);
  const { spec, status, incarnation, attempt, restartAt, upSince, lastBeat } = child;
  const { id, component } = spec;
  return {
    path: `${path}/${id}`,
    id,
    component,
    status,
    value: values[id] ?? null,
    incarnation,
    attempt,
    restartsInWindow: inWindow(core, now),
    restartAt: shown(restartAt),
    upSince: shown(upSince),
    beatAgeMs: lastBeat === null ? null : now - lastBeat,
    lastExit: lastExitOf(child, now),
  };
}

function lastExitOf({ spec, lastExit, attempt }: Child, at: number): ChildView['lastExit'] {
  if (lastExit === null || lastExit.kind === 'shutdown' || lastExit.kind === 'ignore') return null;
  const { component } = spec;
  const { category, reason } = failureOfExit(lastExit, { component, at, attempt });
  return { category, reason };
}
