import type { OpsLog } from '../ports/talk/orders.ts';
import type { Db } from './pool/db.ts';

/** What operators did, in PostgreSQL. */
export const createOpsLog = (db: Db): OpsLog => ({
  async write({ id, who, command, outcome }) {
    await db.run(
      { name: 'ops_log.write', repeatable: true },
      (sql) => sql`
        insert into ops_log (id, at, who, command, outcome)
        values (${id}::uuid, now(), ${who}, ${command}, ${outcome})
        on conflict (id) do nothing`,
    );
  },
});
