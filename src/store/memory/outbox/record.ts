/** What became of a row, and what follows for anchors and conversations. */

import type { OutboxRow } from '../../../domain/delivery/outbox.ts';
import type { RowResult } from '../../../domain/delivery/result.ts';
import { changeOf, type RowChange } from '../../outbox/record.ts';
import type { AnchorRow, MessageRow, Tables } from '../tables.ts';

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

const raisesDoubt = (row: MessageRow, { state }: RowChange): boolean =>
  state === 'ambiguous' && row.state === 'inflight';

const sentAt = ({ state }: RowChange, now: number): number | null =>
  state === 'sent' || state === 'printed' ? now : null;

const changed = (row: MessageRow, change: RowChange, now: number): MessageRow => ({
  ...(change.asPost ? asPost(row) : row),
  state: change.state,
  claim: null,
  leaseUntil: null,
  notBefore: change.notBefore,
  attempts: row.attempts - Number(change.giveBackAttempt),
  doubts: row.doubts + Number(raisesDoubt(row, change)),
  plain: row.plain || change.plain,
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
  const destination = tables.destinations.get(row.dest);
  if (destination !== undefined && after.state === 'sent' && change.channel !== null)
    if (/^[UW]/.test(row.dest))
      tables.destinations.set(row.dest, { ...destination, channel: change.channel });
  return true;
}
