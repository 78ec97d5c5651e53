import type {
  Draft,
  DraftWrite,
  FileWrite,
  LatestEntry,
} from '../../domain/papers/probe/draft/rows.ts';
import { numberLine } from '../../domain/papers/probe/plan/numbers.ts';
import { type ProbeRow, probeLine } from '../../domain/papers/probe/plan/rows.ts';
import type { CycleEnd, CycleMark, DraftStore, ProbeState } from '../../ports/drafts.ts';
import { writeParts } from './papers.ts';
import { type EntryRow, holds, type Tables } from './tables.ts';

const DAY_MS = 86_400_000;
const MOST_WATCHED = 200;

/** Regular P entries, the highest revision first. */
const papers = (tables: Tables): readonly EntryRow[] =>
  [...tables.entries.values()]
    .filter(({ prefix, regular }) => prefix === 'P' && regular)
    .toSorted((a, b) => a.number - b.number || (b.revision ?? 0) - (a.revision ?? 0));

function numbers(tables: Tables): string {
  const byNumber = Map.groupBy(papers(tables), ({ number }) => number);
  return [...byNumber]
    .map(([number, [first, ...others]]) =>
      numberLine({
        number,
        revision: first?.revision ?? 0,
        firstSeenAt: first?.firstSeen ?? 0,
        seeded: first?.seeded ?? false,
        dateIso: first?.date_iso ?? null,
        suffix: suffixOf([...(first === undefined ? [] : [first]), ...others]),
      }),
    )
    .join('\n');
}

function suffixOf(revisions: readonly EntryRow[]): string | null {
  const link = revisions.find(({ long_link }) => long_link !== null)?.long_link;
  return /\.([A-Za-z]+)$/.exec(link ?? '')?.[1] ?? null;
}

function watched(tables: Tables): readonly number[] {
  const papersWatched = [...tables.watches.values()].filter(
    ({ kind, value }) => kind === 'paper' && /^P\d{4}$/.test(value),
  );
  return [...Map.groupBy(papersWatched, ({ value }) => value)]
    .toSorted(([a, these], [b, those]) => those.length - these.length || (a < b ? -1 : 1))
    .slice(0, MOST_WATCHED)
    .map(([value]) => Number(value.slice(1)));
}

function state(tables: Tables): ProbeState {
  const { cycle, lastAttemptAt, ...source } = tables.draftSource;
  const now = tables.clock.now();
  const cycles = [...tables.probeCycles.values()];
  const recent = cycles.filter(({ endedAt }) => endedAt > now - DAY_MS);
  const ended = cycles.filter(({ facts }) => facts !== null).toSorted((a, b) => b.cycle - a.cycle);
  return {
    ...source,
    seeded: tables.snapshots.some(({ verdict }) => verdict === 'committed'),
    cycle,
    interrupted: cycles.some((one) => one.cycle === cycle && one.facts === null),
    sinceLastMs: lastAttemptAt === null ? null : now - lastAttemptAt,
    sentLastDay: recent.reduce((sum, { requests }) => sum + requests, 0),
    last: ended[0]?.facts ?? null,
  };
}

function writeProbe(tables: Tables, row: ProbeRow): void {
  const before = tables.probes.get(row.url);
  const missed = before?.missed === true || row.lastStatus === 404 || row.lastStatus === 410;
  const firstPlan = before?.firstPlan ?? row.firstPlan;
  tables.probes.set(row.url, { ...row, missed, firstPlan });
}

function mark(tables: Tables, { id, cycle, requests, rows }: CycleMark): void {
  for (const row of rows) writeProbe(tables, row);
  const now = tables.clock.now();
  const before = tables.probeCycles.get(id);
  if (before === undefined || before.facts === null)
    tables.probeCycles.set(id, {
      cycle,
      endedAt: now,
      requests,
      facts: null,
      written: { events: 0, messages: 0 },
    });
  if (tables.draftSource.cycle < cycle)
    tables.draftSource = { ...tables.draftSource, cycle, lastAttemptAt: now };
}

function writeDraft(tables: Tables, { changed, ...row }: DraftWrite): void {
  const key = `${row.number}R${row.revision}`;
  const before = tables.drafts.get(key);
  const now = tables.clock.now();
  tables.drafts.set(key, {
    ...row,
    state: before?.state === 'published' ? 'published' : row.state,
    firstSeenAt: before?.firstSeenAt ?? now,
    lastChangeAt: changed ? now : (before?.lastChangeAt ?? now),
  });
}

function writeFile(tables: Tables, file: FileWrite): void {
  const firstSeenAt = tables.draftFiles.get(file.url)?.firstSeenAt ?? tables.clock.now();
  tables.draftFiles.set(file.url, { ...file, firstSeenAt });
}

function commit(tables: Tables, end: CycleEnd) {
  const before = tables.probeCycles.get(end.id);
  if (before !== undefined && before.facts !== null) return before.written;
  const { facts, rate, memory, cycle, requests } = end;
  for (const row of end.rows) writeProbe(tables, row);
  for (const draft of end.drafts) writeDraft(tables, draft);
  for (const file of end.files) writeFile(tables, file);
  const written = writeParts(tables, end.parts);
  const now = tables.clock.now();
  const good = facts.result !== 'FAILED';
  const source = tables.draftSource;
  tables.draftSource = {
    cycle,
    lastAttemptAt: source.lastAttemptAt ?? now,
    lastSuccessAt: good ? now : source.lastSuccessAt,
    consecutiveFailures: good ? 0 : source.consecutiveFailures + 1,
    rate,
    memory,
    boostUntil: source.boostUntil,
  };
  tables.probeCycles.set(end.id, { cycle, endedAt: now, requests, facts, written });
  return written;
}

function latest(tables: Tables, wanted: readonly number[]): readonly LatestEntry[] {
  const byNumber = Map.groupBy(papers(tables), ({ number }) => number);
  return [...new Set(wanted)]
    .toSorted((a, b) => a - b)
    .flatMap((number) => {
      const revisions = byNumber.get(number) ?? [];
      const [first] = revisions;
      if (first === undefined) return [];
      const { title, authors, groups } = first;
      const published = revisions.map(({ revision }) => revision ?? 0).toReversed();
      return [{ number, revision: first.revision ?? 0, title, authors, groups, published }];
    });
}

const byDraft = (a: Draft, b: Draft): number => a.number - b.number || a.revision - b.revision;

const page = (text: string): readonly string[] => (text === '' ? [] : [text]);

/** Plans, drafts and cycles in memory. */
export const createMemoryDrafts = (tables: Tables): DraftStore => ({
  state: async () => structuredClone(state(tables)),
  inputs: async () => ({
    numbers: page(numbers(tables)),
    rows: page([...tables.probes.values()].map(probeLine).join('\n')),
    drafts: [...tables.drafts.values()].toSorted(byDraft),
    files: [...tables.draftFiles.values()].toSorted((a, b) => (a.url < b.url ? -1 : 1)),
    watched: watched(tables),
  }),
  latest: async (wanted) => latest(tables, wanted),
  told: async (dedupes) => dedupes.filter((dedupe) => tables.events.has(dedupe)),
  async boost(until) {
    tables.draftSource = { ...tables.draftSource, boostUntil: until };
  },
  async mark(epoch, cycle) {
    if (!holds(tables, epoch)) return { type: 'fenced' };
    mark(tables, cycle);
    return { type: 'done', value: null };
  },
  async commit(epoch, end) {
    if (!holds(tables, epoch)) return { type: 'fenced' };
    return { type: 'done', value: commit(tables, end) };
  },
});
