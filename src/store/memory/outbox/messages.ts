/** Writing messages, as `enqueue` and the commit of a poll do. */

import { randomUUID } from 'node:crypto';
import { laneRule } from '../../../domain/delivery/lanes.ts';
import type { OutboxDraft, OutboxState } from '../../../domain/delivery/outbox.ts';
import { freshDestination, type MessageRow, type Tables } from '../tables.ts';

const HOME_MS = 3_600_000;

const untried = {
  plain: false,
  attempts: 0,
  doubts: 0,
  leaseUntil: null,
  firstAttemptAt: null,
  lastAttemptAt: null,
  sentAt: null,
  channel: null,
  ts: null,
  foldedInto: null,
  failureReason: null,
  possibleDuplicate: false,
  claim: null,
} as const;

/** How long a row is worth telling. */
export const lifetimeMs = ({ kind, lane }: Pick<OutboxDraft, 'kind' | 'lane'>): number =>
  kind === 'home' ? HOME_MS : laneRule(lane).expiresAfterMs;

const expiry = (draft: OutboxDraft, now: number): number =>
  draft.expiresAt ?? Math.max(now, draft.notBefore ?? now) + lifetimeMs(draft);

const firstStates = { ok: 'pending', suspended: 'parked', gone: 'dead' } as const;

const rowsAbout = (tables: Tables, draft: OutboxDraft): readonly MessageRow[] =>
  [...tables.messages.values()].filter(
    (row) =>
      row.state === 'pending' && row.dest === draft.dest && row.anchorKey === draft.anchorKey,
  );

/** An edit goes into its post where that still waits untried; edits that wait are outdated by it. */
function coalesce(tables: Tables, draft: OutboxDraft, id: number): number | null {
  const isEdit = draft.kind === 'update' && draft.anchorKey !== null;
  if (!isEdit && draft.kind !== 'home') return null;
  const about = rowsAbout(tables, draft).filter((row) => row.id !== id);
  for (const row of about.filter(({ kind }) => kind === draft.kind))
    tables.messages.set(row.id, { ...row, state: 'folded', foldedInto: id });
  const post = about.find(({ kind, attempts }) => kind === 'post' && attempts === 0);
  if (post === undefined || draft.kind === 'home') return null;
  tables.messages.set(post.id, { ...post, content: draft.content });
  return post.id;
}

function write(tables: Tables, draft: OutboxDraft): void {
  const { dest, kind, anchorKey } = draft;
  const known = tables.destinations.get(dest);
  if (known === undefined) tables.destinations.set(dest, freshDestination);
  if (kind === 'post' && anchorKey !== null) {
    const empty = { dest, channel: null, ts: null, lastEditAt: null };
    tables.anchors.set(anchorKey, { ...(tables.anchors.get(anchorKey) ?? empty), state: 'open' });
  }
  tables.enqueued[draft.lane] += 1;
  const now = tables.clock.now();
  const id = tables.nextId++;
  const foldedInto = coalesce(tables, draft, id);
  const state: OutboxState = foldedInto === null ? firstStates[known?.state ?? 'ok'] : 'folded';
  tables.messages.set(id, {
    ...untried,
    user: null,
    threadTs: null,
    ...draft,
    content: structuredClone(draft.content),
    id,
    nonce: randomUUID(),
    state,
    foldedInto,
    failureReason: known?.reason ?? null,
    expiresAt: expiry(draft, now),
    createdAt: now,
  });
}

/** Writes what was never announced, in order; how many rows that were. */
export function writeDrafts(tables: Tables, drafts: readonly OutboxDraft[]): number {
  const fresh = drafts.filter(({ dedupeKey }) => {
    const isNew = !tables.announced.has(dedupeKey);
    tables.announced.add(dedupeKey);
    return isNew;
  });
  for (const draft of fresh) write(tables, draft);
  return fresh.length;
}
