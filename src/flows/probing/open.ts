import { rateNow } from '../../domain/papers/probe/cycle/pace.ts';
import { Tally } from '../../domain/papers/probe/cycle/tally.ts';
import type { Draft, KnownFile } from '../../domain/papers/probe/draft/rows.ts';
import { fileAt } from '../../domain/papers/probe/file.ts';
import { dueUrls } from '../../domain/papers/probe/plan/due.ts';
import { readNumber } from '../../domain/papers/probe/plan/numbers.ts';
import { allowance, inOrder, ofNumber } from '../../domain/papers/probe/plan/pick.ts';
import {
  type PlanInputs,
  type PlannedFile,
  type PlannedUrl,
  planOf,
} from '../../domain/papers/probe/plan/plan.ts';
import { readProbe } from '../../domain/papers/probe/plan/rows.ts';
import type { CycleInput } from '../../domain/papers/probe/steps.ts';
import type { PlanRows, ProbeState } from '../../ports/drafts.ts';
import type { CycleRun, ProbeNeeds } from './run.ts';

const lines = <T>(pages: readonly string[], read: (line: string) => T): readonly T[] =>
  pages.flatMap((page) => page.split('\n').map(read));

/** There are thousands, so no pair is made for each. */
function byUrl<T extends { readonly url: string }>(all: readonly T[]): Map<string, T> {
  const map = new Map<string, T>();
  for (const one of all) map.set(one.url, one);
  return map;
}

const idOf = ({
  number,
  revision,
}: {
  readonly number: number;
  readonly revision: number;
}): string => `${number}R${revision}`;

/** Files as the plan sees them; one whose URL is not ours any more (another server) is no file. */
function plannedFiles(
  base: string,
  drafts: readonly Draft[],
  files: readonly KnownFile[],
): readonly PlannedFile[] {
  const byId = new Map(drafts.map((draft) => [idOf(draft), draft]));
  return files.flatMap((known) => {
    const file = fileAt(known.url);
    const draft = byId.get(idOf(known));
    if (file === null || draft === undefined || !known.url.startsWith(base)) return [];
    const { firstSeenAt, url } = known;
    const { lastChangeAt, state } = draft;
    return [{ ...file, url, firstSeenAt, lastChangeAt, state }];
  });
}

/** The plan; a number that an operator wants and that is not in it is taken in. */
function plan(inputs: PlanInputs, wanted: number | null): readonly PlannedUrl[] {
  const planned = planOf(inputs);
  if (wanted === null || planned.some(({ number }) => number === wanted)) return planned;
  return planOf({ ...inputs, watched: [wanted, ...inputs.watched] });
}

/** Reads what is known, makes the plan and finds what is due. Nothing is written or asked yet. */
export async function openCycle(needs: ProbeNeeds, input: CycleInput): Promise<CycleRun> {
  const { store, clock, base } = needs;
  const [startedAt, began] = [clock.now(), clock.elapsed()];
  const state = await store.state();
  const found = await store.inputs();
  const cycle = state.cycle + 1;
  const planned = plan(
    {
      base,
      numbers: lines(found.numbers, readNumber),
      files: plannedFiles(base, found.drafts, found.files),
      watched: found.watched,
      nowMs: startedAt,
      boosted: state.boostUntil !== null && startedAt < state.boostUntil,
    },
    input.number,
  );
  const { targets, changed } = dueUrls(planned, {
    rows: byUrl(lines(found.rows, readProbe)),
    cycle,
    interrupted: state.interrupted ? state.cycle : null,
  });
  const due = input.number === null ? inOrder(targets, cycle) : ofNumber(targets, input.number);
  return {
    id: needs.newId(),
    cycle,
    epoch: input.epoch,
    startedAt,
    began,
    state,
    due,
    targets: targets.length,
    ...limitsOf(needs, state),
    ...knownOf(found),
    memory: state.memory,
    rows: byUrl(changed),
    ...findings(),
  };
}

function limitsOf({ concurrency, timeoutMs, rate, budget }: ProbeNeeds, state: ProbeState) {
  const ratePerSecond = rateNow(state.rate, rate);
  return {
    limits: { concurrency, timeoutMs, ratePerSecond },
    allowance: allowance(budget, state.sentLastDay),
  };
}

const knownOf = ({ drafts, files }: PlanRows) => ({
  drafts,
  files: byUrl(files),
});

/** Nothing was found yet. */
const findings = () => ({
  tally: new Tally(),
  hits: new Map(),
  seen: [],
  unchanged: [],
  gone: [],
  candidates: [],
  canary: 'missing_only' as const,
  forgotten: false,
  method: 'HEAD' as const,
  reading: 0,
  asked: 0,
  stop: null,
});
