/** Looks how we are set up at Slack until nothing is wrong any more. */

import type { FactDraft } from '../../domain/health/fact.ts';

/** What looking takes. */
export interface SetupNeeds {
  /** One look: `config.problem` for what is wrong, `slack.failed` for what Slack did not answer. */
  readonly check: () => Promise<readonly FactDraft[]>;
  readonly tell: (fact: FactDraft) => void;
  readonly now: () => number;
  /** Resolves after so many ms, or rejects when the signal says so. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly signal: AbortSignal;
}

const FIRST_MS = 60_000;
const MOST_MS = 300_000;

type Problem = Extract<FactDraft, { type: 'config.problem' }>;
/** By what they say. */
type Problems = ReadonlyMap<string, Problem>;

/** After a minute, then each time twice as long, up to five. Never rejects. */
export async function watchSetup({ check, tell, now, pause, signal }: SetupNeeds): Promise<void> {
  let known: Problems = new Map();
  for (let ms = FIRST_MS; !signal.aborted; ms = Math.min(MOST_MS, 2 * ms)) {
    const facts = await check();
    if (signal.aborted) return;
    const { told, left } = compared(known, facts, now());
    for (const fact of told) tell(fact);
    known = left;
    if (known.size === 0 && !isUnanswered(facts)) return;
    await Promise.allSettled([pause(ms, signal)]);
  }
}

const isUnanswered = (facts: readonly FactDraft[]): boolean =>
  facts.some(({ type }) => type === 'slack.failed');

const isProblem = (fact: FactDraft): fact is Problem => fact.type === 'config.problem';

/** What is new, what is mended, and what is left. Without an answer nothing is known to be mended. */
function compared(known: Problems, facts: readonly FactDraft[], at: number) {
  const seen: Problems = new Map(facts.filter(isProblem).map((one) => [one.failure.message, one]));
  const fresh = facts.filter((fact) => !(isProblem(fact) && known.has(fact.failure.message)));
  if (isUnanswered(facts)) return { told: fresh, left: new Map([...known, ...seen]) };
  const gone = [...known.values()].filter(({ failure }) => !seen.has(failure.message));
  const mended = gone.map(
    ({ component, problem, failure }): FactDraft => ({
      type: 'config.mended',
      component,
      at,
      problem,
      was: failure.message,
    }),
  );
  return { told: [...fresh, ...mended], left: seen };
}
