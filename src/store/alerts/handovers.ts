import type { AlertCommit } from '../../domain/alerts/book.ts';
import type { AlertStore } from '../../ports/alerts/store.ts';
import type { Db } from '../pool/db.ts';
import { jsonIn } from '../pool/rows.ts';

interface Row {
  readonly id: string;
  readonly commits: readonly AlertCommit[];
  readonly known: Readonly<Record<string, number>> | null;
}

/** What a process leaves to whoever leads; a commit that is given twice is known by its episodes. */
export const createHandovers = (
  db: Db,
): Pick<AlertStore, 'handOver' | 'handedOver' | 'endHandover'> => ({
  async handOver(commits) {
    await db.run(
      { name: 'alerts.hand_over', repeatable: true },
      (sql) => sql`insert into alert_handover (commits) values (${jsonIn(commits)}::text::jsonb)`,
    );
  },
  async handedOver() {
    const rows = await db.run(
      { name: 'alerts.handed_over', repeatable: true },
      (sql) => sql<Row>`
        select h.id::text as id, h.commits, (
          select json_object_agg(e.id, e.events)
          from jsonb_array_elements(h.commits) c, jsonb_array_elements(c -> 'episodes') o
            join alert_episode e on e.id::text = o ->> 'id'
        ) as known
        from alert_handover h order by h.id limit 10`,
    );
    return rows.map(({ id, commits, known }) => ({ id, commits, known: known ?? {} }));
  },
  async endHandover(id) {
    await db.run(
      { name: 'alerts.handover_ended', repeatable: true },
      (sql) => sql`delete from alert_handover where id = ${id}::bigint returning id`,
    );
  },
});
