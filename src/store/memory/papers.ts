import type { OutboxDraft } from '../../domain/delivery/outbox.ts';
import { Failure } from '../../domain/health/failure.ts';
import { readEntryLine } from '../../domain/papers/diff/line.ts';
import type {
  StagedEntry,
  StagedEvent,
  StagedMessage,
  StagedMissing,
  StagedNotification,
  StoredEntry,
} from '../../domain/papers/staged.ts';
import type { PaperStore, PollCommit, StagePart } from '../../ports/papers.ts';
import { type FreshEvent, writeNews } from './people/notify.ts';
import { type EntryRow, holds, type Tables } from './tables.ts';

const KNOWN_PAGE = 5_000;
const ROWS_PAGE = 1_000;

const pagesOf = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, page) =>
    all.slice(page * size, (page + 1) * size),
  );

interface Kinds {
  /** Lines. */
  readonly entries: string;
  readonly missing: StagedMissing;
  readonly events: StagedEvent;
  readonly notifications: StagedNotification;
  readonly outbox: StagedMessage;
}

const staged = <K extends keyof Kinds>(parts: readonly StagePart[], kind: K): readonly Kinds[K][] =>
  parts
    .filter((part) => part.kind === kind)
    .toSorted((a, b) => a.part - b.part)
    .flatMap(({ body }) => JSON.parse(body) as readonly Kinds[K][]); // written by ourselves

const byOrd = (a: { readonly ord: number }, b: { readonly ord: number }) => a.ord - b.ord;

const draftOf = (row: StagedMessage): OutboxDraft => ({
  dedupeKey: row.dedupe_key,
  dest: row.dest,
  lane: row.lane,
  kind: row.kind,
  user: row.user,
  anchorKey: row.anchor_key,
  threadOf: row.thread_of,
  threadTs: row.thread_ts,
  foldable: row.foldable,
  content: row.content,
  notBefore: row.not_before,
  expiresAt: row.expires_at,
});

const storedOf = ({ raw: _, firstSeen: __, missingSince, ...entry }: EntryRow): StoredEntry => ({
  ...entry,
  missing: missingSince !== null,
});

function writeEntries(tables: Tables, parts: readonly StagePart[]): void {
  const now = tables.clock.now();
  const entries = staged(parts, 'entries').map(readEntryLine);
  for (const entry of entries) {
    const before = tables.entries.get(entry.key);
    const { firstSeen, seeded, source } = before ?? { ...entry, firstSeen: now };
    tables.entries.set(entry.key, { ...entry, firstSeen, seeded, source, missingSince: null });
  }
  publishDrafts(tables, entries);
  const written = new Set(entries.map(({ key }) => key));
  for (const { key, missing } of staged(parts, 'missing')) {
    const entry = tables.entries.get(key);
    if (entry === undefined || written.has(key)) continue;
    tables.entries.set(key, {
      ...entry,
      missingSince: missing ? (entry.missingSince ?? now) : null,
    });
  }
}

function writeEvents(tables: Tables, parts: readonly StagePart[]): readonly FreshEvent[] {
  return staged(parts, 'events')
    .toSorted(byOrd)
    .filter(({ dedupe }) => !tables.events.has(dedupe))
    .map((event) => {
      const row = { ...event, seq: tables.events.size + 1, at: tables.clock.now() };
      tables.events.set(event.dedupe, row);
      return row;
    });
}

/** Writes events and messages of a batch; how many of each are new. */
export function writeParts(tables: Tables, parts: readonly StagePart[]) {
  const fresh = writeEvents(tables, parts);
  const drafts = staged(parts, 'outbox').toSorted(byOrd).map(draftOf);
  const messages = writeNews(tables, fresh, staged(parts, 'notifications'), drafts);
  return { events: fresh.length, messages };
}

/** The drafts of papers that are in the index now are drafts no more. */
function publishDrafts(tables: Tables, entries: readonly StagedEntry[]): void {
  for (const { prefix, regular, number, revision } of entries) {
    const key = `${number}R${revision}`;
    const draft = tables.drafts.get(key);
    if (prefix === 'P' && regular && draft !== undefined)
      tables.drafts.set(key, { ...draft, state: 'published' });
  }
}

function commit(tables: Tables, poll: PollCommit) {
  const { cycle, body, index } = poll;
  const before = tables.snapshots.find(({ batch }) => batch === cycle);
  const counts = tables.cycles.get(cycle)?.counts;
  if (before?.verdict === 'committed')
    return { events: counts?.['events'] ?? 0, messages: counts?.['messages'] ?? 0 };
  const parts = [...(tables.stage.get(cycle)?.values() ?? [])];
  if (parts.length !== poll.parts)
    throw new Failure({
      category: 'DB',
      reason: 'lost',
      operation: 'papers.commit',
      message: `the batch has not its ${poll.parts} parts any more`,
    });
  tables.stage.delete(cycle);
  writeEntries(tables, parts);
  const { events, messages } = writeParts(tables, parts);
  const { etag, lastModified, sha256, sentSha256 } = body;
  const state = { etag, lastModified, sha256, sentSha256, ...index };
  tables.snapshots.push({ batch: cycle, verdict: 'committed', state });
  succeed(tables, poll.changed);
  const { startedAt: started, result } = poll;
  tables.cycles.set(cycle, { kind: 'poll', started, result, counts: { events, messages } });
  return { events, messages };
}

function succeed(tables: Tables, changed: boolean): void {
  const now = tables.clock.now();
  tables.source = {
    lastAttemptAt: now,
    lastSuccessAt: now,
    lastChangeAt: changed ? now : tables.source.lastChangeAt,
    consecutiveFailures: 0,
    quarantine: null,
  };
}

/** Entries, snapshots and events in memory. */
export const createMemoryPapers = (tables: Tables): PaperStore => ({
  async state() {
    const { state = null } = tables.snapshots.findLast((one) => one.verdict === 'committed') ?? {};
    return { ...tables.source, snapshot: state };
  },
  async known() {
    const lines = [...tables.entries.values()]
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ key, hash, missingSince }) => `${key} ${missingSince === null ? '' : '-'}${hash}`);
    return pagesOf(lines, KNOWN_PAGE).map((page) => page.join('\n'));
  },
  async rows(keys) {
    const found = keys.toSorted().flatMap((key) => tables.entries.get(key) ?? []);
    return pagesOf(found.map(storedOf), ROWS_PAGE).map((page) => JSON.stringify(page));
  },
  drafts: async () =>
    [...tables.drafts.values()]
      .filter(({ state }) => state !== 'published')
      .map(({ number, revision, firstSeenAt: foundAt }) => ({ number, revision, foundAt }))
      .toSorted((a, b) => a.number - b.number || a.revision - b.revision),
  toldChanges: async (keys) =>
    [...tables.events.values()]
      .filter(({ kind, key }) => kind === 'meta.changed' && keys.includes(key))
      .map(({ dedupe }) => dedupe),
  async stage(batch, parts, signal) {
    signal.throwIfAborted();
    const known = tables.stage.get(batch) ?? new Map();
    for (const part of parts) {
      const key = `${part.kind} ${part.part}`;
      if (!known.has(key)) known.set(key, { ...part, at: tables.clock.now() });
    }
    tables.stage.set(batch, known);
  },
  async commit(epoch, poll) {
    if (!holds(tables, epoch)) return { type: 'fenced' };
    return { type: 'done', value: commit(tables, poll) };
  },
  async unchanged(epoch, { cycle, startedAt: started, result }) {
    if (!holds(tables, epoch)) return { type: 'fenced' };
    succeed(tables, false);
    tables.cycles.set(cycle, { kind: 'poll', started, result, counts: {} });
    return { type: 'done', value: null };
  },
  async failed(epoch, { cycle, startedAt: started, quarantine, rejected }) {
    if (!holds(tables, epoch)) return { type: 'fenced' };
    if (!tables.cycles.has(cycle)) {
      const { consecutiveFailures, ...source } = tables.source;
      const failures = consecutiveFailures + 1;
      const lastAttemptAt = tables.clock.now();
      tables.source = { ...source, lastAttemptAt, quarantine, consecutiveFailures: failures };
      tables.cycles.set(cycle, { kind: 'poll', started, result: 'failed', counts: {} });
      if (rejected !== null)
        tables.snapshots.push({ batch: cycle, verdict: 'rejected', state: null });
    }
    return { type: 'done', value: { consecutiveFailures: tables.source.consecutiveFailures } };
  },
});
