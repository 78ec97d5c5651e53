import { backoffMs } from '../../health/backoff.ts';
import type { Exit } from '../exit.ts';
import type { Child, Core, PlanStep } from '../types.ts';
import { patch, type Turn } from './turn.ts';

/** Stops everything in reverse order, then ends. What waits is answered at the end, not handled. */
export function endAll(turn: Turn, ending: Exit): void {
  const { core } = turn;
  core.mode = 'stopping';
  core.ending = ending;
  core.plan = [...stops(core.order), { step: 'end' }];
}

/**
 * A crash that asks for a restart: counts the attempt and gives up when there were too many.
 * Else the group of the child is stopped at once; it is started again at once or, with a delay,
 * when the delay has passed. So nobody runs on a dead dependency meanwhile.
 */
export function attemptRestart(
  turn: Turn,
  child: Child,
  exit: Exit,
  delayMs = nextDelayMs(turn, child),
): void {
  if (!countAttempt(turn, child, exit)) return;
  const attempt = child.attempt + 1;
  if (delayMs === 0) restartGroup(turn, child, attempt);
  else {
    restartLater(turn, child, attempt, 'start', delayMs);
    turn.core.plan = stops(others(turn.core, child.spec.id));
  }
}

/**
 * A restart whose start failed. With a delay it is like a crash of that child. Without one the
 * next attempt is a timer of 0 ms away, so that a child that never starts blocks no calls.
 */
export function retryStart(turn: Turn, child: Child, exit: Exit): void {
  const delayMs = nextDelayMs(turn, child);
  if (delayMs > 0) attemptRestart(turn, child, exit, delayMs);
  else restartLater(turn, child, child.attempt, 'attempt', 0);
}

/** The restart timer of a child has fired. */
export function restartDue(turn: Turn, child: Child): void {
  const { due, lastExit, attempt } = child;
  if (due === 'start') restartGroup(turn, child, attempt);
  else if (countAttempt(turn, child, lastExit)) restartGroup(turn, child, attempt + 1);
}

function restartGroup(turn: Turn, child: Child, attempt: number): void {
  const { core, env } = turn;
  const { id } = child.spec;
  patch(turn, child, { status: 'restarting', attempt, restartAt: env.now, due: null });
  const group = others(core, id);
  core.plan = [...stops(group), ...starts(core, [id, ...group])];
}

function restartLater(
  turn: Turn,
  child: Child,
  attempt: number,
  due: Child['due'],
  ms: number,
): void {
  const { spec, incarnation } = child;
  patch(turn, child, { status: 'restarting', attempt, restartAt: turn.env.now + ms, due });
  turn.effects.push({ fx: 'timer', name: 'restart', id: spec.id, incarnation, ms });
}

/** False when this was one attempt too many: then the supervisor gives up. */
function countAttempt(turn: Turn, child: Child, exit: Exit | null): boolean {
  const { core, env, effects } = turn;
  const { name: supervisor, intensity, periodMs } = core.spec;
  const { id } = child.spec;
  core.restarts = [...core.restarts.filter((at) => at >= env.now - periodMs), env.now];
  const restarts = core.restarts.length;
  if (restarts <= intensity) return true;
  effects.push({
    fx: 'report',
    report: { context: 'shutdown', id, exit, restarts, at: env.now },
  });
  patch(turn, child, { status: 'down', restartAt: null, due: null });
  endAll(turn, { kind: 'gave_up', why: 'intensity', supervisor, child: id, restarts, cause: exit });
  return false;
}

const nextDelayMs = ({ env }: Turn, { spec, attempt }: Child): number =>
  spec.backoff.maxMs === 0 ? 0 : backoffMs(spec.backoff, attempt, env.random());

/** Who shares the fate of a child, in the order of starting. */
function others({ spec, order }: Core, id: string): readonly string[] {
  if (spec.strategy === 'one_for_one') return [];
  if (spec.strategy === 'one_for_all') return order.filter((other) => other !== id);
  return order.slice(order.indexOf(id) + 1);
}

const stops = (ids: readonly string[]): PlanStep[] =>
  ids.toReversed().map((id) => ({ step: 'stop', id }));

/** Temporary members are not started again: their stop has forgotten them. */
const starts = ({ order, children }: Core, ids: readonly string[]): PlanStep[] =>
  (ids.length === 1 ? ids : order.filter((id) => ids.includes(id)))
    .filter((id) => children[id]?.spec.restart !== 'temporary')
    .map((id) => ({ step: 'start', id, purpose: 'restart', callId: null }));

/** How a supervisor ends of which a child did not start at boot. */
export const bootFailed = ({ core }: Turn, child: string, cause: Exit): Exit => {
  const { restarts, spec } = core;
  const { name: supervisor } = spec;
  return { kind: 'gave_up', why: 'boot', supervisor, child, restarts: restarts.length, cause };
};
