/** The two pools, and whether the server behind them will do. */

import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { Failure } from '../domain/health/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { OnStatement } from '../ports/operators/measured.ts';
import type { Db } from './pool/db.ts';
import { dbFailure } from './pool/failure.ts';
import { createPool } from './pool/pool.ts';
import { bulkLimits, mainLimits, type PoolLimits, type ServerSettings } from './pool/settings.ts';
import { timed } from './pool/timed.ts';

/** Where a server is, as it was configured: the certificates are not read yet. */
export interface PlainServer extends Omit<ServerSettings, 'tls' | 'prepare'> {
  readonly tls: {
    readonly mode: ServerSettings['tls']['mode'];
    /** Path of certificates in PEM, `system` for those of the machine, null for Node's own. */
    readonly rootCert: string | null;
  };
}

function certificates(rootCert: string): readonly string[] {
  if (rootCert === 'system') return getCACertificates('system');
  try {
    return [readFileSync(rootCert, 'utf8')];
  } catch (thrown) {
    const message = 'DATABASE_URL: the file of sslrootcert cannot be read';
    const operation = 'store.certificates';
    throw new Failure({ category: 'CONFIG', reason: 'invalid', operation, message, cause: thrown });
  }
}

/** Reads the certificates. Throws CONFIG/`invalid` when their file cannot be read: exit code 1. */
export function serverSettings(plain: PlainServer, prepare: boolean): ServerSettings {
  const { mode, rootCert } = plain.tls;
  const ca = rootCert === null ? null : certificates(rootCert);
  return { ...plain, tls: { mode, ca }, prepare };
}

/** What the pools work with. */
export interface PoolsParts {
  readonly clock: Clock;
  readonly random: () => number;
  /** A pool has put new connections in the place of its old ones. */
  readonly onRecycled: (pool: 'main' | 'bulk', why: 'deadline' | 'read_only') => void;
  readonly onStatement?: OnStatement;
  readonly limits?: { readonly main?: PoolLimits; readonly bulk?: PoolLimits };
}

/** `main` for the statements of every day, `bulk` for long ones: neither waits for the other. */
export interface Pools {
  readonly main: Db;
  readonly bulk: Db;
  /** Closes both. */
  close(withinMs: number): Promise<void>;
}

/** Makes both pools. Nothing is connected before the first call. */
export function openPools(server: ServerSettings, parts: PoolsParts): Pools {
  const { clock, random, onRecycled, onStatement, limits = {} } = parts;
  const watched = (db: Db): Db => (onStatement === undefined ? db : timed(db, clock, onStatement));
  const main = createPool({
    server,
    limits: limits.main ?? mainLimits,
    clock,
    random,
    onRecycled: (why) => onRecycled('main', why),
  });
  const bulk = createPool({
    server,
    limits: limits.bulk ?? bulkLimits,
    clock,
    random,
    onRecycled: (why) => onRecycled('bulk', why),
  });
  const close = async (withinMs: number): Promise<void> => {
    await Promise.all([main.close(withinMs), bulk.close(withinMs)]);
  };
  return { main: watched(main), bulk: watched(bulk), close };
}

/** What a server says of itself. */
export interface ServerFacts {
  /** As `server_version_num`: 140005 is 14.5. */
  readonly version: number;
  readonly isolation: string;
  readonly encoding: string;
  readonly inRecovery: boolean;
  readonly readOnly: boolean;
  readonly mayCreate: boolean;
}

const OLDEST = 140_000;

/** What is wrong with a server and what to do about it, in one sentence; null when it will do. */
export function unsuitable(facts: ServerFacts): string | null {
  const { version, isolation, encoding, inRecovery, readOnly, mayCreate } = facts;
  if (version < OLDEST)
    return `The database is PostgreSQL ${Math.floor(version / 10_000)}: use PostgreSQL 14 or newer.`;
  if (inRecovery)
    return 'The database is a standby in recovery: set DATABASE_URL to the primary server.';
  if (readOnly)
    return 'The database is read-only: set default_transaction_read_only to off for our role and database.';
  if (isolation !== 'read committed')
    return `The default isolation is ${isolation}: set default_transaction_isolation to "read committed" for our role or database.`;
  if (encoding !== 'UTF8')
    return `The encoding of the database is ${encoding}: create one with encoding UTF8 and set DATABASE_URL to it.`;
  if (!mayCreate)
    return 'Our role may not create tables in the database: grant it CREATE on the schema public.';
  return null;
}

/**
 * Asks the server what it is. Throws DB/`unsuitable` with the sentence that people shall read,
 * or what `Db.run` throws. At start either is the end, with exit code 2.
 */
export async function checkServer(db: Db): Promise<ServerFacts> {
  const name = 'store.check_server';
  const [facts] = await db.run(
    { name, repeatable: true },
    (sql) => sql<ServerFacts>`
      select current_setting('server_version_num')::int as version,
             current_setting('default_transaction_isolation') as isolation,
             current_setting('server_encoding') as encoding,
             pg_is_in_recovery() as "inRecovery",
             current_setting('default_transaction_read_only')::boolean as "readOnly",
             coalesce(has_schema_privilege(current_schema(), 'create'), false) as "mayCreate"`,
  );
  if (facts === undefined) throw dbFailure('server', name, 'the server says nothing of itself');
  const sentence = unsuitable(facts);
  if (sentence !== null) throw dbFailure('unsuitable', name, sentence);
  return facts;
}
