/** A look at a server, for people: nothing is changed. */

import type { Db } from '../pool/db.ts';

/** What the server holds of ours. */
export interface ServerSight {
  /** Such as `18.4`. */
  readonly version: string;
  readonly bytes: number;
  /** The newest migration; null when there are no tables yet. */
  readonly schema: string | null;
}

/** Asks the server. Throws DB failures. */
export async function sightOfServer(db: Db): Promise<ServerSight> {
  const call = { name: 'doctor.look', repeatable: true } as const;
  const [server] = await db.run(
    call,
    (sql) => sql<{ version: string; bytes: number; migrated: boolean }>`
      select current_setting('server_version') as version,
        pg_database_size(current_database())::float8 as bytes,
        to_regclass('schema_migration') is not null as migrated`,
  );
  if (server === undefined) throw new TypeError('a question without rows');
  const { version, bytes } = server;
  if (!server.migrated) return { version, bytes, schema: null };
  const [last] = await db.run(
    call,
    (sql) => sql<{ name: string }>`select max(name) as name from schema_migration`,
  );
  return { version, bytes, schema: last?.name ?? null };
}
