import { digestOf } from '../../domain/delivery/digest.ts';
import { isLate } from '../../domain/delivery/lanes.ts';
import type { OutboxRow } from '../../domain/delivery/outbox.ts';
import type { Outbox } from '../../ports/delivery.ts';
import type { Folded } from '../deliverMessage.ts';

/**
 * When many wait for one conversation, the claimed row takes those behind it along, as many as fit
 * into one message. Each part keeps its own content, so that it can be told alone after all. News
 * that come late (at `now`, in ms since the epoch) are a digest even of one. Throws DB failures:
 * nothing was sent then.
 */
export async function foldCompanions(
  outbox: Pick<Outbox, 'companions' | 'fold'>,
  row: OutboxRow,
  now: number,
): Promise<Folded> {
  if (!row.folds) return { row, count: 1 };
  const companions = await outbox.companions(row);
  const contents = [row.content, ...companions.map(({ content }) => content)];
  const digest = digestOf(contents, isLate(row, now));
  if (digest === null) return { row, count: 1 };
  const count = digest.parts.length;
  const ids = companions.slice(0, count - 1).map(({ id }) => id);
  const done = await outbox.fold(row, ids, digest);
  return done ? { row: { ...row, content: digest }, count } : { row, count: 1 };
}
