/** The whole cycle of the daemon over a store that forgets. */

import { randomUUID } from 'node:crypto';
import { emptyMemory } from '../../src/domain/papers/probe/cycle/memory.ts';
import type { Draft, KnownFile } from '../../src/domain/papers/probe/draft/rows.ts';
import { fileAt } from '../../src/domain/papers/probe/file.ts';
import { numberLine, readNumber } from '../../src/domain/papers/probe/plan/numbers.ts';
import { planOf } from '../../src/domain/papers/probe/plan/plan.ts';
import { newTarget, probeLine } from '../../src/domain/papers/probe/plan/rows.ts';
import { createProbe } from '../../src/flows/probeDrafts.ts';
import { askTargets } from '../../src/flows/probing/ask.ts';
import { openCycle } from '../../src/flows/probing/open.ts';
import type { ProbeNeeds } from '../../src/flows/probing/run.ts';
import type { DraftProbe, DraftStore, PlanRows, ProbeState } from '../../src/ports/drafts.ts';
import { isThere, validators } from './answers.ts';
import { clock, never } from './contenders.ts';

const PAGE = 5_000;

/** Lines in pages, as a store gives them. */
const pages = (lines: readonly string[]): readonly string[] =>
  Array.from({ length: Math.ceil(lines.length / PAGE) }, (_, n) =>
    lines.slice(n * PAGE, (n + 1) * PAGE).join('\n'),
  );

/** Young papers, so many that about `count` URLs are due at once. */
const numbersFor = (count: number): readonly string[] =>
  Array.from({ length: Math.floor((count - 396) / 2) }, (_, n) =>
    numberLine({
      number: n + 1,
      revision: 0,
      firstSeenAt: Date.now() - 86_400_000,
      seeded: false,
      dateIso: null,
      suffix: 'pdf',
    }),
  );

const known = (url: string): KnownFile => {
  const file = fileAt(url);
  if (file === null) throw new Error(`no file at ${url}`);
  return {
    url,
    number: file.number,
    revision: file.revision,
    ...validators,
    headSha256: '',
    title: null,
    words: null,
    firstSeenAt: Date.now(),
    firstCycle: 1,
    misses: 0,
    missingCycle: null,
  };
};

const draftOf = ({ number, revision }: KnownFile): Draft => ({
  number,
  revision,
  state: 'found',
  told: null,
  toldCycle: null,
  firstSeenAt: Date.now(),
  lastChangeAt: Date.now(),
});

/** What a store knows before a cycle in which all is due; what lies there is known and unchanged. */
function plannedFor(base: string, count: number): PlanRows & { readonly urls: readonly string[] } {
  const numbers = numbersFor(count);
  const plan = planOf({
    base,
    watched: [],
    nowMs: Date.now(),
    boosted: false,
    numbers: numbers.map(readNumber),
    files: [],
  });
  const rows = plan.map((one) =>
    probeLine({ ...newTarget(one, false), dueSince: 1, missed: true }),
  );
  const files = plan.filter(({ url }) => isThere(url)).map(({ url }) => known(url));
  const drafts = new Map(files.map((file) => [`${file.number}R${file.revision}`, draftOf(file)]));
  return {
    numbers: pages(numbers),
    rows: pages(rows),
    files,
    drafts: [...drafts.values()],
    watched: [],
    urls: plan.map(({ url }) => url),
  };
}

const state: ProbeState = {
  seeded: true,
  cycle: 20,
  interrupted: false,
  sinceLastMs: null,
  lastSuccessAt: null,
  consecutiveFailures: 0,
  rate: null,
  memory: emptyMemory,
  sentLastDay: 0,
  last: null,
  boostUntil: null,
};

/** A prober whose store costs nothing: all that it knows is due. No pacing and no limits. */
export function cycleOver(base: string, count: number) {
  const { urls, ...rows } = plannedFor(base, count);
  const store: DraftStore = {
    state: async () => state,
    inputs: async () => rows,
    latest: async () => [],
    told: async () => [],
    boost: async () => {},
    mark: async () => ({ type: 'done', value: null }),
    commit: async () => ({ type: 'done', value: { events: 0, messages: 0 } }),
  };
  const needsFor = (probe: DraftProbe, concurrency: number, timeoutMs: number): ProbeNeeds => ({
    probe,
    store,
    clock,
    base,
    newId: randomUUID,
    concurrency,
    timeoutMs,
    rate: 0,
    budget: 0,
    intervalMs: 1_800_000,
    channels: { papers: null, ops: null },
    people: { followers: async () => [] },
    leadership: { take: async () => ({ role: 'prober', epoch: 'bench' }) },
  });
  const input = { epoch: 'bench', number: null };
  const progress = (): void => {};
  return {
    files: urls.map((url) => url.slice(base.length)),
    /** One whole cycle, the plan and its end too; how many looks came to something. */
    async whole(probe: DraftProbe, inFlight: number): Promise<number> {
      const { cycle } = createProbe(needsFor(probe, inFlight, 10_000));
      const end = await cycle(input, never, progress);
      return end.type === 'ended' ? end.facts.attempts : 0;
    },
    /** Makes the plan; then `ask` looks at all that is due, with all that is noted down meanwhile. */
    async opened(probe: DraftProbe, inFlight: number, timeoutMs = 10_000) {
      const needs = needsFor(probe, inFlight, timeoutMs);
      const run = await openCycle(needs, input);
      const mark = async (): Promise<boolean> => {
        run.rows.clear(); // as if written
        return true;
      };
      return { run, ask: () => askTargets(needs, run, mark, { signal: never, progress }) };
    },
  };
}
