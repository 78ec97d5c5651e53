import type { AutoShutdown, Backoff, ChildSpec, SupervisorSpec } from './types.ts';

/** What can be wrong with a spec. */
export type SpecProblem =
  | 'missing_id'
  | 'duplicate_id'
  | 'invalid_strategy'
  | 'invalid_restart'
  | 'invalid_type'
  | 'invalid_auto_shutdown'
  | 'invalid_shutdown'
  | 'invalid_intensity'
  | 'invalid_period'
  | 'invalid_backoff'
  | 'bad_combination'
  | 'invalid_liveness'
  | 'too_many_children'
  | 'never_escalates';

/** A problem and whose it is: the name of a supervisor or the id of a child. */
export interface Problem {
  readonly of: string;
  readonly problem: SpecProblem;
}

const MOST_CHILDREN = 50;
const SILENCE_BEYOND_STEP_MS = 30_000;

const strategies = ['one_for_one', 'one_for_all', 'rest_for_one'];
const restarts = ['permanent', 'transient', 'temporary'];
const autoShutdowns = ['never', 'any_significant', 'all_significant'];

/**
 * Everything that is wrong with a tree, at once, before anything starts. `longestStepMs` says how
 * long the longest step of a child without progress may take; its silence must be allowed to last
 * 30 s longer. Unknown keys are ignored.
 */
export function checkTree(
  specs: readonly SupervisorSpec[],
  longestStepMs: (id: string) => number = () => 0,
): readonly Problem[] {
  const ids = specs.flatMap(({ children }) => children.map(({ id }) => id));
  const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
  return [
    ...[...new Set(twice)].map((of) => ({ of, problem: 'duplicate_id' as const })),
    ...specs.flatMap((spec) =>
      checkSupervisor(spec).map((problem) => ({ of: spec.name, problem })),
    ),
    ...specs.flatMap((spec) =>
      spec.children.flatMap((child) => [
        ...checkChild(child, spec.autoShutdown).map((problem) => ({ of: child.id, problem })),
        ...checkLimits(child, spec, longestStepMs(child.id)).map((problem) => ({
          of: child.id,
          problem,
        })),
      ]),
    ),
  ];
}

/** The field values of a supervisor, and how many children it may have. */
export function checkSupervisor(spec: SupervisorSpec): readonly SpecProblem[] {
  const { strategy, autoShutdown, intensity, periodMs, children } = spec;
  return named([
    [!strategies.includes(strategy), 'invalid_strategy'],
    [!autoShutdowns.includes(autoShutdown), 'invalid_auto_shutdown'],
    [!(Number.isInteger(intensity) && intensity >= 0), 'invalid_intensity'],
    [!(periodMs > 0), 'invalid_period'],
    [children.length > MOST_CHILDREN, 'too_many_children'],
  ]);
}

/** The field values of a child, and whether they go together: what a call to start one is held to. */
export function checkChild(spec: ChildSpec, autoShutdown: AutoShutdown): readonly SpecProblem[] {
  const { id, restart, type, significant, backoff } = spec;
  const alone = autoShutdown === 'never' || restart === 'permanent';
  return named([
    [typeof id !== 'string' || id === '', 'missing_id'],
    [!restarts.includes(restart), 'invalid_restart'],
    [type !== 'worker' && type !== 'supervisor', 'invalid_type'],
    [!isShutdown(spec.shutdown), 'invalid_shutdown'],
    [!isBackoff(backoff), 'invalid_backoff'],
    [significant && alone, 'bad_combination'],
  ]);
}

/** The limits of our own tree. */
function checkLimits(
  { type, shutdown, liveness, backoff }: ChildSpec,
  { intensity, periodMs }: SupervisorSpec,
  longestStepMs: number,
): readonly SpecProblem[] {
  const impatient =
    liveness !== null && !(liveness.silentMaxMs >= longestStepMs + SILENCE_BEYOND_STEP_MS);
  return named([
    [type === 'supervisor' && shutdown !== 'infinity', 'invalid_shutdown'],
    [impatient, 'invalid_liveness'],
    // At the longest delay there would never be more restarts in the window than allowed.
    [backoff.maxMs > 0 && !(intensity < periodMs / backoff.maxMs), 'never_escalates'],
  ]);
}

const isShutdown = (shutdown: ChildSpec['shutdown']): boolean =>
  shutdown === 'brutal_kill' ||
  shutdown === 'infinity' ||
  (typeof shutdown === 'number' && shutdown >= 0);

const isBackoff = ({ firstMs, maxMs, factor, jitter, resetAfterMs }: Backoff): boolean =>
  firstMs >= 0 &&
  firstMs <= maxMs &&
  factor >= 1 &&
  jitter >= 0 &&
  jitter <= 1 &&
  resetAfterMs >= 0;

const named = (
  cases: readonly (readonly [wrong: boolean, problem: SpecProblem])[],
): readonly SpecProblem[] => cases.filter(([wrong]) => wrong).map(([, problem]) => problem);
