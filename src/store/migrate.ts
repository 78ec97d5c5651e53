/** Brings the tables up to the version of the code: forward only, all or nothing. */

import type { Sql } from 'postgres';
import { Failure } from '../domain/health/failure.ts';
import { migrationFailure } from './migration/failure.ts';
import { type Migration, readMigrations } from './migration/files.ts';
import { MOVED, type Script, scriptOf } from './migration/script.ts';
import { codeOf, failureOf } from './pool/failure.ts';
import type { ServerSettings } from './pool/settings.ts';
import { openClient } from './single/client.ts';

/** What was done. */
export interface Migrated {
  /** Names of the files that this call applied, in order; empty when there was nothing to do. */
  readonly applied: readonly string[];
  /** The last migration that the database has; empty when it has none. */
  readonly version: string;
  readonly ms: number;
}

/** The migrations of this version. */
export const migrationsFolder = new URL('./migrations/', import.meta.url).pathname;

const MOST_TRIES = 5;

interface Applied {
  readonly name: string;
  readonly sha256: string;
}

const appliedIn = async (sql: Sql): Promise<readonly Applied[]> => {
  const [made] = await sql<{ there: boolean }[]>`
    select to_regclass('schema_migration') is not null as there`;
  if (made?.there !== true) return [];
  return sql<Applied[]>`select name, sha256 from schema_migration order by name`;
};

/** The files that the database does not have yet. Throws when what it has is not how ours begin. */
const pendingOf = (
  files: readonly Migration[],
  applied: readonly Applied[],
): readonly Migration[] => {
  const unknown = applied.find(({ name }) => !files.some((file) => file.name === name));
  if (unknown !== undefined)
    throw migrationFailure(
      `${unknown.name} is in the database and not in this version: the schema is newer than the code. Start the newer version.`,
    );
  applied.forEach(({ name, sha256 }, index) => {
    const file = files[index];
    if (file?.name !== name)
      throw migrationFailure(
        `${file?.name}.sql was skipped: the migrations changed after apply. Restore the files as they were.`,
      );
    if (file.sha256 !== sha256)
      throw migrationFailure(
        `${name}.sql was changed after apply. Restore it, and add a new file instead.`,
      );
  });
  return files.slice(applied.length);
};

/** Failures that are not the files' fault keep their own reason. */
const notTheirs = ['refused', 'lost', 'auth', 'disk_full', 'read_only', 'protocol'];

const broken = (thrown: unknown, script: Script, pending: readonly Migration[]): Failure => {
  const failure = failureOf(thrown, 'store.migrate');
  if (failure.category === 'DB' && notTheirs.includes(failure.reason)) return failure;
  const position = Number(Reflect.get(Object(thrown), 'position') ?? Number.NaN);
  const names = pending.map(({ name }) => `${name}.sql`).join(', ');
  return migrationFailure(`${script.where(position) ?? names}: ${failure.message}`, codeOf(thrown));
};

/** True when the files were applied, false when somebody else was quicker. */
const apply = async (
  sql: Sql,
  pending: readonly Migration[],
  last: string | null,
): Promise<boolean> => {
  const script = scriptOf(pending, last);
  try {
    await sql.unsafe(script.text);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === MOVED) return false;
    throw broken(thrown, script, pending);
  }
};

const once = async (sql: Sql, files: readonly Migration[]): Promise<readonly string[] | null> => {
  const applied = await appliedIn(sql);
  const pending = pendingOf(files, applied);
  if (pending.length === 0) return [];
  const done = await apply(sql, pending, applied.at(-1)?.name ?? null);
  return done ? pending.map(({ name }) => name) : null;
};

const bringUpToDate = async (sql: Sql, files: readonly Migration[]): Promise<readonly string[]> => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const applied = await once(sql, files);
    if (applied !== null) return applied;
  }
  throw migrationFailure('other processes keep changing the schema');
};

/**
 * Applies the files of `folder` that the database does not have, over a connection of its own.
 * Any number of processes may do it at once: one applies, the others find nothing to do.
 * Throws DB/`migration` for files that do not fit or fail, and DB failures of the connection.
 */
export const migrate = async (
  server: ServerSettings,
  { folder = migrationsFolder }: { readonly folder?: string } = {},
): Promise<Migrated> => {
  const startedAt = performance.now();
  const files = await readMigrations(folder);
  const client = openClient(server, { name: 'paperscout-migrate' });
  try {
    const applied = await bringUpToDate(client.sql, files);
    const ms = Math.round(performance.now() - startedAt);
    return { applied, version: files.at(-1)?.name ?? '', ms };
  } catch (thrown) {
    throw thrown instanceof Failure ? thrown : failureOf(thrown, 'store.migrate');
  } finally {
    await client.close();
  }
};
