/** What became of a row, and what follows for anchors and conversations. */

import { randomUUID } from 'node:crypto';
import type { OutboxRow } from '../../../domain/delivery/outbox.ts';
import type { RowResult } from '../../../domain/delivery/result.ts';
import { changeOf, type RowChange } from '../../outbox/record.ts';
import { type AnchorRow, freshDestination, type MessageRow, type Tables } from '../tables.ts';

const takes = (row: MessageRow, { state }: RowChange): boolean => {
  if (row.state === 'inflight' || row.state === 'ambiguous') return true;
  return state === 'sent' && (row.state === 'pending' || row.state === 'parked');
};

const asPost = (row: MessageRow): MessageRow => ({
  ...row,
  kind: 'post',
  anchorKey: row.threadOf ?? row.anchorKey,
  threadOf: null,
  threadTs: null,
});

const asDirect = (row: MessageRow): MessageRow => ({
  ...row,
  kind: 'post',
  dest: row.user ?? row.dest,
  threadOf: null,
  threadTs: null,
});

/** The first part of a digest, as it was before. */
const unfolded = (row: MessageRow): MessageRow => ({
  ...row,
  foldable: false,
  plain: false,
  attempts: 0,
  nonce: randomUUID(),
  content: row.content.template === 'digest' ? (row.content.parts[0] ?? row.content) : row.content,
});

/** An edit that becomes a post says that its message is gone. */
const anew = (row: MessageRow): MessageRow =>
  row.kind === 'update'
    ? { ...asPost(row), content: Object.assign({}, row.content, { anew: true }) }
    : asPost(row);

function reshaped(row: MessageRow, change: RowChange): MessageRow {
  if (change.unfold) return unfolded(row);
  if (change.asDirect) return asDirect(row);
  return change.asPost ? anew(row) : row;
}

const raisesDoubt = (row: MessageRow, { state }: RowChange): boolean =>
  state === 'ambiguous' && row.state === 'inflight';

const sentAt = ({ state }: RowChange, now: number): number | null =>
  state === 'sent' || state === 'printed' ? now : null;

const changed = (row: MessageRow, change: RowChange, now: number): MessageRow => ({
  ...reshaped(row, change),
  state: change.state,
  claim: null,
  leaseUntil: null,
  notBefore: change.notBefore,
  attempts: change.unfold ? 0 : row.attempts - Number(change.giveBackAttempt),
  doubts: row.doubts + Number(raisesDoubt(row, change)),
  plain: !change.unfold && (row.plain || change.plain),
  possibleDuplicate: row.possibleDuplicate || change.possibleDuplicate,
  channel: change.channel ?? row.channel,
  ts: change.ts ?? row.ts,
  sentAt: sentAt(change, now),
  failureReason: change.failure?.reason ?? row.failureReason,
});

/** A post that was taken is the anchor of its key from now on. */
function posted(row: MessageRow, change: RowChange, before: AnchorRow | undefined) {
  const { state, channel, ts } = change;
  if (row.kind !== 'post' || state !== 'sent' || ts === null) return undefined;
  const lastEditAt = before?.lastEditAt ?? null;
  return { dest: row.dest, channel, ts, state: 'open', lastEditAt } as const;
}

/** What else happens to an anchor: its message is gone, was edited, or will never be. */
function touched(row: MessageRow, change: RowChange, before: AnchorRow, now: number): AnchorRow {
  if (change.asPost) return { ...before, ts: null };
  if (row.kind === 'update' && row.state === 'sent') return { ...before, lastEditAt: now };
  const willNeverBe = row.state === 'dead' || row.state === 'printed';
  if (row.kind !== 'post' || !willNeverBe) return before;
  return { ...before, lastEditAt: now, state: before.ts === null ? 'closed' : before.state };
}

function moveAnchor(tables: Tables, row: MessageRow, change: RowChange): void {
  if (row.anchorKey === null) return;
  const before = tables.anchors.get(row.anchorKey);
  const now = tables.clock.now();
  const gone = before === undefined ? undefined : touched(row, change, before, now);
  const after = posted(row, change, before) ?? gone;
  if (after !== undefined) tables.anchors.set(row.anchorKey, after);
}

/** False when the row had ended already, or is another one. */
export function recordRow(
  tables: Tables,
  { id, nonce }: Pick<OutboxRow, 'id' | 'nonce'>,
  result: RowResult,
): boolean {
  const row = tables.messages.get(Number(id));
  const change = changeOf(result);
  if (row === undefined || row.nonce !== nonce || !takes(row, change)) return false;
  const after = changed(row, change, tables.clock.now());
  tables.messages.set(row.id, after);
  moveAnchor(tables, after, change);
  if (change.unfold) giveBackParts(tables, row.id);
  noteDestination(tables, after, change);
  return true;
}

function giveBackParts(tables: Tables, head: number): void {
  for (const row of tables.messages.values())
    if (row.foldedInto === head && row.state === 'folded' && row.kind === 'post')
      tables.messages.set(row.id, { ...row, state: 'pending', foldable: false, foldedInto: null });
}

function noteDestination(tables: Tables, row: MessageRow, change: RowChange): void {
  const before = tables.destinations.get(row.dest) ?? (change.asDirect ? freshDestination : null);
  if (before === null) return;
  const isSent = row.state === 'sent';
  const channel = isSent && /^[UW]/.test(row.dest) ? change.channel : null;
  tables.destinations.set(row.dest, {
    ...before,
    channel: channel ?? before.channel,
    missed: Math.max(0, before.missed - change.missed),
    since: isSent && before.state === 'ok' ? null : before.since,
  });
}
