import type { StagePart } from '../ports/papers.ts';
import type { Db } from './pool/db.ts';
import { storableJson } from './pool/rows.ts';

/**
 * Puts the parts of a batch where its commit finds them, one statement a part. A part that is
 * there already stays as it is. Aborted, it leaves the rest out; retention removes what nobody
 * commits. Throws DB failures and the reason of the signal.
 */
export async function stage(
  bulk: Db,
  batch: string,
  parts: readonly StagePart[],
  signal: AbortSignal,
): Promise<void> {
  for (const { kind, part, body } of parts) {
    await bulk.run(
      { name: 'papers.stage', repeatable: true, signal },
      (sql) => sql`
        insert into stage (batch, kind, part, body)
        values (${batch}::uuid, ${kind}, ${part}, ${storableJson(body)}::text::json)
        on conflict (batch, kind, part) do nothing`,
    );
  }
}
