import type { UvuRun } from './uvu.ts';

/** The result of a run. A red run never says "0 failed". */
export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What is wrong beside failed tests, which uvu has shown already. */
  readonly reasons: readonly string[];
}

const ending = ({ code, signal, cut }: UvuRun): string | null => {
  if (cut !== null) return cut;
  if (signal !== null) return `the tests were ended by ${signal}`;
  return code === 0 ? null : `the tests ended with code ${code}`;
};

/** Believes numbers, not the exit code: uvu ends with 0 in many a bad case. */
export const verdictOf = (run: UvuRun, complaints: readonly string[]): Verdict => {
  const { total, passed, skipped } = run.totals ?? { total: 0, passed: 0, skipped: 0 };
  const lost = total - passed;
  const reasons = [...complaints];
  const end = ending(run);
  if (run.totals === null) reasons.push('the tests ended before they were done');
  else if (total === 0) reasons.push('no test ran');
  if (end !== null && (lost === 0 || run.code !== 1)) reasons.push(end);
  if (lost > 0 && run.code === 0)
    reasons.push(`${lost} tests neither passed nor failed: a hook or a thrown non-error`);
  return { passed, failed: Math.max(lost, reasons.length > 0 ? 1 : 0), skipped, reasons };
};

/** The result of runs that went side by side. */
export const together = (verdicts: readonly Verdict[]): Verdict => {
  const sum = (of: 'passed' | 'failed' | 'skipped'): number =>
    verdicts.reduce((all, verdict) => all + verdict[of], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    reasons: verdicts.flatMap(({ reasons }) => reasons),
  };
};
