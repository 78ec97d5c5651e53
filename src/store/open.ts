/** From configuration to a database that is ready: server, checks, migrations, pools. */

import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../domain/health/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { OnStatement } from '../ports/operators/measured.ts';
import { checkServer, openPools, type PlainServer, type Pools, serverSettings } from './connect.ts';
import { DATABASE, serverAt } from './embedded/client.ts';
import { type Embedded, startEmbedded } from './embedded/start.ts';
import { migrate } from './migrate.ts';
import type { ServerSettings } from './pool/settings.ts';

/** Words of this part that operators should see. */
export type StoreEvent =
  | 'db.started'
  | 'db.migrated'
  | 'db.relocated'
  | 'db.recovering'
  | 'db.recycled'
  | 'db.waiting';

/** What opening needs. */
export interface OpenOptions {
  /** Null: the embedded server in `dataDir`. */
  readonly server: PlainServer | null;
  readonly prepare: boolean;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: (event: StoreEvent, fields: Readonly<Record<string, unknown>>) => void;
  /** The embedded server went away and another process took its place: the daemon must end. */
  readonly onTaken: (failure: Failure) => void;
  /** Hears how long each statement took. */
  readonly onStatement?: OnStatement;
  /** How long a server that does not answer is asked again, and how often. */
  readonly patience?: { readonly forMs: number; readonly everyMs: number };
  /** Ends the waiting, when the daemon is asked to stop while it starts. */
  readonly signal: AbortSignal;
}

/** An open database. */
export interface OpenStore {
  readonly pools: Pools;
  readonly embedded: Embedded | null;
  /** The newest migration that the database has. */
  readonly schema: string;
  /** Pools first, then the embedded server. */
  close(withinMs: number): Promise<void>;
}

const usual = { forMs: 60_000, everyMs: 2_000 };

/** A server in these troubles may be back in a moment; all else needs a person. */
const passing = new Set(['refused', 'lost', 'deadline', 'statement_timeout', 'server']);

/**
 * Opens the database. Waits up to a minute for a server that does not answer; a wrong password,
 * a missing database, an unsuitable server or a failing migration is thrown at once, as a
 * Failure whose message says what to do.
 */
export async function openStore(options: OpenOptions): Promise<OpenStore> {
  const embedded = options.server === null ? await start(options) : null;
  try {
    const server = settingsOf(options, embedded);
    const { pools, schema } = await patiently(options, () => prepare(server, options));
    const close = async (withinMs: number): Promise<void> => {
      await pools.close(withinMs);
      await embedded?.stop(withinMs);
    };
    return { pools, embedded, schema, close };
  } catch (thrown) {
    await embedded?.stop(2_000);
    throw thrown;
  }
}

const start = ({ dataDir, log, onTaken }: OpenOptions): Promise<Embedded> =>
  startEmbedded({ dataDir, log, onTaken });

function settingsOf({ server, prepare }: OpenOptions, embedded: Embedded | null): ServerSettings {
  if (embedded !== null) return serverAt(embedded.host, DATABASE);
  if (server === null) throw new TypeError('no server and no embedded one');
  return serverSettings(server, prepare);
}

async function prepare(server: ServerSettings, { clock, random, log, onStatement }: OpenOptions) {
  const pools = openPools(server, {
    clock,
    random,
    onRecycled: (pool, why) => log('db.recycled', { pool, why }),
    ...(onStatement ? { onStatement } : {}),
  });
  try {
    await checkServer(pools.main);
    const { applied, version, ms } = await migrate(server);
    log('db.migrated', { applied, schema: version, ms });
    return { pools, schema: version };
  } catch (thrown) {
    await pools.close(0);
    throw thrown;
  }
}

async function patiently<T>(options: OpenOptions, work: () => Promise<T>): Promise<T> {
  const { clock, log, signal, patience = usual } = options;
  const until = clock.elapsed() + patience.forMs;
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      if (!isPassing(thrown) || clock.elapsed() >= until) throw thrown;
      log('db.waiting', { failure_category: thrown.category, failure_reason: thrown.reason });
      await pause(patience.everyMs, undefined, { signal });
    }
  }
}

const isPassing = (thrown: unknown): thrown is Failure =>
  thrown instanceof Failure && thrown.category === 'DB' && passing.has(thrown.reason);
