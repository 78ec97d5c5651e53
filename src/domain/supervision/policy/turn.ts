import type { Exit } from '../exit.ts';
import type { Child, ChildSpec, Core, Effect, Env, Report, SupervisorSpec } from '../types.ts';

type Open<T> = { -readonly [K in keyof T]: T[K] };

/** One step while it is being taken: a copy of the core to write on, and what is to be done. */
export interface Turn {
  readonly core: Open<Core> & { children: Record<string, Child> };
  readonly effects: Effect[];
  readonly env: Env;
}

/** A child that was never started. */
export const unborn = (spec: ChildSpec): Child => ({
  spec,
  status: 'down',
  incarnation: 0,
  attempt: 0,
  goneBy: null,
  upSince: null,
  lastBeat: null,
  restartAt: null,
  due: null,
  lastExit: null,
});

/** A supervisor before its boot. */
export const newCore = (spec: SupervisorSpec): Core => ({
  spec,
  order: spec.children.map(({ id }) => id),
  children: Object.fromEntries(spec.children.map((child) => [child.id, unborn(child)])),
  mode: 'booting',
  restarts: [],
  plan: [],
  waiting: null,
  deferred: [],
  ending: null,
  sweeping: false,
});

/** Begins a step. The children themselves are never written on, only replaced. */
export const openTurn = (core: Core, env: Env): Turn => ({
  core: { ...core, children: { ...core.children } },
  effects: [],
  env,
});

/** Replaces what is known of a child. */
export function patch(turn: Turn, child: Child, change: Partial<Child>): Child {
  const next = { ...child, ...change };
  turn.core.children[child.spec.id] = next;
  return next;
}

/** Forgets a child and its spec. */
export function drop(turn: Turn, id: string): void {
  const { [id]: _, ...rest } = turn.core.children;
  turn.core.children = rest;
  turn.core.order = turn.core.order.filter((other) => other !== id);
}

/** Leaves a child without an actor: its spec stays, unless it is temporary. */
export function putDown(turn: Turn, child: Child, lastExit: Exit | null): void {
  if (child.spec.restart === 'temporary') drop(turn, child.spec.id);
  else patch(turn, child, { ...resting, lastExit });
}

const resting = {
  status: 'down',
  goneBy: null,
  upSince: null,
  lastBeat: null,
  restartAt: null,
  due: null,
} as const;

/** Says what became of a child. */
export function report(
  turn: Turn,
  context: Exclude<Report['context'], 'shutdown'>,
  child: Child,
  exit: Exit,
): void {
  const { spec, incarnation, attempt } = child;
  const { now: at } = turn.env;
  const { id, component } = spec;
  const said: Report = { context, id, component, exit, incarnation, attempt: attempt + 1, at };
  turn.effects.push({ fx: 'report', report: said });
}
