import { play } from './otp/play.ts';
import type { Scenario } from './otp/scenario.ts';

/** Where a scenario went another way than its trace. */
export interface Difference {
  readonly name: string;
  /** Number of the first line that differs, 1 for the first; 0 where there is no line to blame. */
  readonly line: number;
  readonly expected: string;
  readonly got: string;
}

/** What came of playing all scenarios. */
export interface Verdict {
  readonly passed: number;
  readonly differences: readonly Difference[];
}

/** Plays every scenario and compares it with its trace. Errors that nobody catches fail it too. */
export async function playAll(
  scenarios: readonly Scenario[],
  traces: ReadonlyMap<string, readonly string[]>,
): Promise<Verdict> {
  const differences: Difference[] = [];
  for (const scenario of scenarios) {
    const difference = await compare(scenario, traces.get(scenario.name));
    if (difference !== null) differences.push(difference);
  }
  return { passed: scenarios.length - differences.length, differences };
}

async function compare(
  scenario: Scenario,
  trace: readonly string[] | undefined,
): Promise<Difference | null> {
  const { name } = scenario;
  if (trace === undefined) return { name, line: 0, expected: 'a trace', got: 'none' };
  const uncaught: string[] = [];
  const note = (thrown: unknown): void => void uncaught.push(`!uncaught: ${String(thrown)}`);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  try {
    const lines = play(scenario);
    await nothingLeft();
    return firstDifference(name, trace, [...lines, ...uncaught]);
  } finally {
    process.off('uncaughtException', note).off('unhandledRejection', note);
  }
}

/** Errors that nobody catches are thrown from a timer of 0 ms: they come before this one. */
const nothingLeft = (): Promise<void> => new Promise((done) => setTimeout(done));

/** Null when they are the same, as far as the kind of scenario wants it. */
export function firstDifference(
  name: string,
  trace: readonly string[],
  lines: readonly string[],
): Difference | null {
  const kept = name.startsWith('hang.') ? isOutcome : () => true;
  const expected = trace.map(normal).filter(kept);
  const got = lines.map(normal).filter(kept);
  for (let n = 0; n < Math.max(expected.length, got.length); n += 1)
    if (expected[n] !== got[n])
      return { name, line: n + 1, expected: expected[n] ?? 'the end', got: got[n] ?? 'the end' };
  return null;
}

const isOutcome = (line: string): boolean =>
  /^(\{result|\{children|\{counts|\{alive|\{sup_exit|!)/.test(line);

const normal = (line: string): string =>
  line
    .replace(/^\{op,\{start_child,.*\}\}$/, '{op,start_child}')
    .replace(/^\{op,\{nosync,\{start_child,.*\}\}\}$/, '{op,{nosync,start_child}}')
    .replace(/\{error,(?:planned|'EXIT'|other)\}/, '{error,start_error}');
