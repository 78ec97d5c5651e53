/** Batches as a poll makes them. */

import { randomUUID } from 'node:crypto';
import type { OutboxDraft } from '../../../src/domain/delivery/outbox.ts';
import { entryLine } from '../../../src/domain/papers/diff/line.ts';
import type {
  StagedEntry,
  StagedEvent,
  StagedMissing,
  StagedNotification,
} from '../../../src/domain/papers/staged.ts';
import { stagedMessage } from '../../../src/domain/papers/staged.ts';
import type { Committed, Epoch } from '../../../src/ports/leadership.ts';
import type { PollCommit, StagePart } from '../../../src/ports/papers.ts';
import type { StoreUnderTest } from './support.ts';

/** An entry of the index; `change` says what is special about it. */
export const entry = (key: string, change: Partial<StagedEntry> = {}): StagedEntry => ({
  key,
  raw_key: key.toLowerCase(),
  prefix: 'P',
  number: Number(/\d+/.exec(key)?.[0] ?? 0),
  revision: 0,
  regular: true,
  title: `Title of ${key}`,
  title_fold: `title of ${key}`,
  authors: ['Ada Lovelace'],
  author_fold: ['ada lovelace'],
  date_raw: '2026-08',
  date_iso: '2026-08',
  date_precision: 'month',
  groups: ['LEWG'],
  link: `https://wg21.link/${key.toLowerCase()}`,
  long_link: null,
  github_url: null,
  section: null,
  status: null,
  raw: { type: 'paper', title: `Title of ${key}` },
  hash: `hash-of-${key}`,
  seeded: false,
  source: 'index',
  ...change,
});

/** "First seen", as an event. */
export const newPaper = (key: string, ord: number): StagedEvent => ({
  ord,
  kind: 'paper.new',
  key,
  dedupe: `new:${key}`,
  folded_into: null,
  facts: { entry: { title: key, authors: [], groups: [], date: null, url: null }, also: ['R1'] },
});

/** What a batch holds. */
export interface Batch {
  readonly entries?: readonly StagedEntry[];
  readonly missing?: readonly StagedMissing[];
  readonly events?: readonly StagedEvent[];
  readonly notifications?: readonly StagedNotification[];
  readonly messages?: readonly OutboxDraft[];
}

/** The parts of a batch, `size` rows in each. */
export function partsOf(batch: Batch, size = 1_000): readonly StagePart[] {
  const { entries = [], missing = [], events = [], notifications = [], messages = [] } = batch;
  const cut = (kind: StagePart['kind'], rows: readonly (object | string)[]): readonly StagePart[] =>
    Array.from({ length: Math.ceil(rows.length / size) }, (_, part) => ({
      kind,
      part,
      body: JSON.stringify(rows.slice(part * size, (part + 1) * size)),
    }));
  return [
    ...cut('entries', entries.map(entryLine)),
    ...cut('missing', missing),
    ...cut('events', events),
    ...cut('notifications', notifications),
    ...cut('outbox', messages.map(stagedMessage)),
  ];
}

/** The commit of a batch of so many parts. */
export const commitOf = (parts: number, change: Partial<PollCommit> = {}): PollCommit => ({
  cycle: randomUUID(),
  startedAt: 1_790_000_000_123,
  requests: 1,
  parts,
  body: { etag: '"v1"', lastModified: null, sentSha256: 'sent', sha256: 'decoded', bytes: 1_234 },
  index: { entries: 2, papers: 2, frontier: 4_348 },
  result: 'changed',
  changed: true,
  acceptedBy: null,
  ...change,
});

/** A signal for what nobody aborts. */
export const never = new AbortController().signal;

/** Stages a batch, `size` rows a part, and commits it. */
export async function poll(
  store: StoreUnderTest,
  epoch: Epoch,
  batch: Batch,
  change: Partial<PollCommit> = {},
  size = 1_000,
): Promise<Committed<{ readonly events: number; readonly messages: number }>> {
  const parts = partsOf(batch, size);
  const commit = commitOf(parts.length, change);
  await store.papers.stage(commit.cycle, parts, never);
  return await store.papers.commit(epoch, commit);
}
