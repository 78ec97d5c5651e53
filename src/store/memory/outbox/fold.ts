/** Telling several rows as one message. */

import type { Content } from '../../../domain/delivery/content.ts';
import type { OutboxRow } from '../../../domain/delivery/outbox.ts';
import type { Companion } from '../../../ports/delivery.ts';
import type { MessageRow, Tables } from '../tables.ts';
import { mayFold } from './claim.ts';

const MOST = 200;

/** The rows behind a claimed one that may go with it, up to the first that must be told alone. */
export function companionsOf(tables: Tables, row: OutboxRow): readonly Companion[] {
  const behind = [...tables.messages.values()]
    .filter(
      ({ id, dest, lane, state }) =>
        dest === row.dest &&
        lane === row.lane &&
        id > Number(row.id) &&
        (state === 'pending' || state === 'ambiguous'),
    )
    .toSorted((a, b) => a.id - b.id);
  const end = behind.findIndex((one) => one.state !== 'pending' || !mayFold(tables, one));
  return behind
    .slice(0, end < 0 ? MOST : Math.min(end, MOST))
    .map(({ id, content }) => ({ id: String(id), content: structuredClone(content) }));
}

/** These rows go with the claimed one. */
export function foldRows(
  tables: Tables,
  row: OutboxRow,
  ids: readonly string[],
  content: Content,
): boolean {
  const head = tables.messages.get(Number(row.id));
  const mayGo = (one: MessageRow | undefined): one is MessageRow =>
    one !== undefined && one.state === 'pending' && one.attempts === 0;
  const children = ids.map((id) => tables.messages.get(Number(id)));
  if (head?.state !== 'inflight' || head.nonce !== row.nonce || !children.every(mayGo))
    return false;
  tables.messages.set(head.id, { ...head, content, foldable: false });
  for (const child of children)
    tables.messages.set(child.id, { ...child, state: 'folded', foldedInto: head.id });
  return true;
}
