import type { OutboxDraft } from '../../domain/delivery/outbox.ts';
import { stagedMessage } from '../../domain/papers/staged.ts';
import type { Db } from '../pool/db.ts';
import { rowsIn } from '../pool/rows.ts';
import { messageColumns, messageValues, writeMessages } from './messages.ts';

/** Writes rows that no commit carries; those whose key was announced before are left out. */
export async function enqueue(
  db: Db,
  drafts: readonly OutboxDraft[],
): Promise<{ readonly written: number }> {
  if (drafts.length === 0) return { written: 0 };
  const kinds = {
    edits: drafts.some(({ kind }) => kind === 'update' || kind === 'home'),
    anchors: drafts.some(({ anchorKey }) => anchorKey !== null),
  };
  const rows = rowsIn(drafts.map(stagedMessage));
  const [answer] = await db.run(
    { name: 'outbox.enqueue', repeatable: true },
    (sql) => sql<{ written: number }>`
      with staged as materialized (
        select ${messageValues(sql)}
        from json_to_recordset(${rows}::text::json) as s(${messageColumns(sql)})
      ), ${writeMessages(sql, kinds)}
      select count(*)::int as written from written`,
  );
  return { written: answer?.written ?? 0 };
}
