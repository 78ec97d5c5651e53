/** Reads scenarios and traces as they were recorded; refuses what it does not know, by name. */

import type {
  AutoShutdown,
  ChildSpec,
  RestartType,
  Strategy,
} from '../../../src/domain/supervision/types.ts';

/** An input that cannot be played. */
export class OtpInputError extends Error {
  override readonly name = 'OtpInputError';
}

export const outcomes = ['ok', 'ignore', 'error', 'crash', 'slow_error'] as const;
export type Outcome = (typeof outcomes)[number];

export const hows = ['normal', 'shutdown', 'shutdown_term', 'error', 'kill'] as const;
export type How = (typeof hows)[number];

const stopReasons = ['shutdown', 'normal', 'shutdown_term', 'error'] as const;

/** How a child takes `sup.stop`. */
export interface Behave {
  readonly trap: boolean;
  readonly delay: number;
  readonly stopReason: (typeof stopReasons)[number];
}

export interface ScenarioChild {
  readonly id: string;
  readonly restart: RestartType;
  readonly significant: boolean;
  readonly shutdown: ChildSpec['shutdown'];
  readonly type: 'worker' | 'supervisor';
  readonly behave: Behave;
}

export const idCalls = [
  'terminate_child',
  'restart_child',
  'delete_child',
  'get_childspec',
] as const;

export type Op = { readonly nosync: boolean } & (
  | { readonly op: 'exit'; readonly id: string; readonly how: How }
  | { readonly op: 'start_child'; readonly spec: ScenarioChild }
  | { readonly op: (typeof idCalls)[number]; readonly id: string }
  | { readonly op: 'which' | 'count' | 'settle' }
  | { readonly op: 'sleep'; readonly ms: number }
);

export interface Scenario {
  readonly name: string;
  readonly strategy: Strategy;
  readonly intensity: number;
  readonly periodMs: number;
  readonly auto: AutoShutdown;
  readonly children: readonly ScenarioChild[];
  readonly plan: Readonly<Record<string, readonly Outcome[]>>;
  readonly ops: readonly Op[];
}

const strategies = ['one_for_one', 'one_for_all', 'rest_for_one'] as const;
const autos = ['never', 'any_significant', 'all_significant'] as const;
const restarts = ['permanent', 'transient', 'temporary'] as const;
const types = ['worker', 'supervisor'] as const;
const plainOps = ['which', 'count', 'settle'] as const;

type Fields = Readonly<Record<string, unknown>>;

/** The scenarios of a file. Throws an OtpInputError that names what is wrong. */
export function readScenarios(text: string): readonly Scenario[] {
  const scenarios = list(json(text), 'the file').map(scenario);
  const names = scenarios.map(({ name }) => name);
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice !== undefined) throw new OtpInputError(`two scenarios are named ${twice}`);
  return scenarios;
}

/** The lines of a trace, by scenario, without the full stop at the end of each. */
export function readTrace(text: string): ReadonlyMap<string, readonly string[]> {
  const traces = new Map<string, string[]>();
  let lines: string[] | null = null;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('@')) {
      lines = [];
      traces.set(line.slice(1), lines);
    } else if (lines === null) throw new OtpInputError(`a line before any scenario: ${line}`);
    else lines.push(line.replace(/\.$/, ''));
  }
  return traces;
}

function scenario(value: unknown): Scenario {
  const given = fields(value, 'a scenario');
  const name = string(given['name'], 'name');
  try {
    return { name, ...contentOf(given) };
  } catch (thrown) {
    if (thrown instanceof OtpInputError)
      throw new OtpInputError(`scenario ${name}: ${thrown.message}`);
    throw thrown;
  }
}

function contentOf(given: Fields): Omit<Scenario, 'name'> {
  const sup = fields(given['sup'], 'sup');
  const plan = Object.entries(fields(given['plan'], 'plan'));
  return {
    strategy: word(sup['strategy'], strategies, 'strategy'),
    intensity: number(sup['intensity'], 'intensity'),
    periodMs: number(sup['period'], 'period') * 1_000,
    auto: word(sup['auto'], autos, 'auto'),
    children: list(given['children'], 'children').map(child),
    plan: Object.fromEntries(
      plan.map(([id, starts]) => [
        id,
        list(starts, 'plan').map((start) => word(start, outcomes, 'outcome')),
      ]),
    ),
    ops: list(given['ops'], 'ops').map(op),
  };
}

function child(value: unknown): ScenarioChild {
  const given = fields(value, 'a child');
  const behave = fields(given['behave'], 'behave');
  return {
    id: string(given['id'], 'id'),
    restart: word(given['restart'], restarts, 'restart'),
    significant: boolean(given['significant'], 'significant'),
    shutdown: shutdown(given['shutdown']),
    type: word(given['type'], types, 'type'),
    behave: {
      trap: boolean(behave['trap'], 'trap'),
      delay: number(behave['delay'], 'delay'),
      stopReason: word(behave['stopReason'], stopReasons, 'stopReason'),
    },
  };
}

function op(value: unknown): Op {
  const given = fields(value, 'an operation');
  const nosync = given['nosync'] === undefined ? false : boolean(given['nosync'], 'nosync');
  const name = string(given['op'], 'op');
  if (name === 'exit') {
    const how = word(given['how'], hows, 'how');
    return { nosync, op: name, id: string(given['id'], 'id'), how };
  }
  if (name === 'start_child') return { nosync, op: name, spec: child(given['spec']) };
  if (name === 'sleep') return { nosync, op: name, ms: number(given['ms'], 'ms') };
  if (isOneOf(name, idCalls)) return { nosync, op: name, id: string(given['id'], 'id') };
  return { nosync, op: word(name, plainOps, 'operation') };
}

const shutdown = (value: unknown): ChildSpec['shutdown'] =>
  typeof value === 'number' && value >= 0
    ? value
    : word(value, ['brutal_kill', 'infinity'] as const, 'shutdown');

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new OtpInputError(`not JSON: ${String(thrown)}`);
  }
}

const wrong = (what: string, value: unknown): OtpInputError =>
  new OtpInputError(`unknown ${what}: ${JSON.stringify(value)}`);

const isOneOf = <T extends string>(value: unknown, allowed: readonly T[]): value is T =>
  allowed.some((one) => one === value);

function word<T extends string>(value: unknown, allowed: readonly T[], what: string): T {
  if (isOneOf(value, allowed)) return value;
  throw wrong(what, value);
}

function fields(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw wrong(what, value);
}

function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(what, value);
}

function string(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(what, value);
}

function number(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw wrong(what, value);
}

function boolean(value: unknown, what: string): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(what, value);
}
