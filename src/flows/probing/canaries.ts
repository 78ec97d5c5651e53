import type { ProbeAnswer } from '../../domain/papers/probe/answer.ts';
import {
  afterCanaries,
  type CanaryVerdict,
  missingVerdict,
  presentVerdict,
} from '../../domain/papers/probe/cycle/canary.ts';
import { fileName, missingCanary } from '../../domain/papers/probe/file.ts';
import { type Meaning, meaningOf } from '../../domain/papers/probe/meaning.ts';
import { type CycleRun, mayGoOn, type ProbeNeeds } from './run.ts';

/** An answer that tells of a canary; the others have stopped the cycle. */
type Told = Parameters<typeof missingVerdict>[0];

/** Looks at one URL; again as GET when HEAD is refused. Null: the cycle was stopped, or may send nothing. */
async function lookAt(
  needs: ProbeNeeds,
  run: CycleRun,
  url: string,
  signal: AbortSignal,
): Promise<Told | null> {
  let answer: ProbeAnswer | null = null;
  await needs.probe.look(
    {
      ...run.limits,
      urls: [url],
      method: run.method,
      mayGoOn: () => mayGoOn(needs, run),
      onAnswer: (_, given) => {
        answer = given;
        run.tally.requests += given.requests;
      },
    },
    signal,
  );
  const meaning = answer === null ? null : meaningOf(answer);
  if (meaning?.type !== 'head_refused') return told(run, meaning);
  if (run.method === 'GET')
    return { type: 'error', category: 'UPSTREAM_CHANGED', reason: 'http_4xx' };
  run.method = 'GET';
  return lookAt(needs, run, url, signal);
}

function told(
  run: CycleRun,
  meaning: Exclude<Meaning, { type: 'head_refused' }> | null,
): Told | null {
  if (meaning === null) return null;
  if (meaning.type !== 'blocked' && meaning.type !== 'limited') return meaning;
  run.stop = meaning;
  return null;
}

/** Asks the file that must be missing, then those that must be there until one is. */
export async function askCanaries(
  needs: ProbeNeeds,
  run: CycleRun,
  signal: AbortSignal,
): Promise<void> {
  const missing = await lookAt(needs, run, needs.base + fileName(missingCanary), signal);
  if (missing === null || fail(run, missingVerdict(missing))) return;
  const failed: { readonly url: string; readonly verdict: CanaryVerdict }[] = [];
  let answered = false;
  for (const url of run.memory.canaries) {
    const present = await lookAt(needs, run, url, signal);
    if (present === null) return;
    const verdict = presentVerdict(present);
    answered = verdict.type === 'good';
    if (answered) break;
    failed.push({ url, verdict });
  }
  const after = afterCanaries(
    run.memory,
    { failed: failed.map(({ url }) => url), answered },
    run.cycle,
  );
  run.memory = after.memory;
  run.forgotten = after.forgotten;
  if (answered) run.canary = 'passed';
  else if (!after.forgotten) fail(run, worst(failed.map(({ verdict }) => verdict)));
}

/** A wrong answer says more than none. */
const worst = (verdicts: readonly CanaryVerdict[]): CanaryVerdict =>
  verdicts.find(({ type }) => type === 'wrong') ?? verdicts[0] ?? { type: 'good' };

function fail(run: CycleRun, verdict: CanaryVerdict): boolean {
  if (verdict.type === 'good') return false;
  run.canary = 'failed';
  run.stop = { type: 'canary', kind: verdict.kind };
  return true;
}
