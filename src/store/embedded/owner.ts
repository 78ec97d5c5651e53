import { setTimeout as sleep } from 'node:timers/promises';
import { openClient } from '../single/client.ts';
import { DATABASE, serverAt, within } from './client.ts';
import { codeOf, secondInstance } from './failures.ts';

/** How it is when no server could be claimed. */
export type Answer = { readonly type: 'starting' | 'nobody' };

/**
 * A connection of its own that holds an advisory lock for as long as this process lives. It
 * leaves nothing behind that could go stale, and its end tells at once that the server died.
 */
export interface Owner {
  /** Of the server that answers. All of these reject with errors that `answerOf` may understand. */
  dataDirectory(): Promise<string>;
  /** Proves that we are alone on this database. Throws CONFIG/`second_instance`. */
  lock(forMs: number): Promise<void>;
  /** Makes the daemon's database where it is missing. Call it with the lock held. */
  ensureDatabase(): Promise<void>;
  /** From now on its end is told. Throws like the others when it has ended already. */
  keep(): void;
  close(): Promise<void>;
}

const PREFIX = 'paperscout-owner-';
const QUERY_MS = 5_000;

const nobody = [
  'ENOENT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EARLY_CLOSE',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
];
const starting = ['57P03', '57P01', '57P02', '53300'];

/** What an error says about the server: none there, or one that is coming or going. */
export const answerOf = (error: unknown): Answer | null => {
  const code = codeOf(error);
  if (nobody.includes(code)) return { type: 'nobody' };
  return starting.includes(code) ? { type: 'starting' } : null;
};

/** Opens the session. `onLost` is called once if the connection ends after `keep`. */
export const openOwner = (sockets: string, onLost: () => void): Owner => {
  let state: 'new' | 'kept' | 'ended' = 'new';
  const onEnd = (): void => {
    const wasKept = state === 'kept';
    state = 'ended';
    if (wasKept) onLost();
  };
  const name = `${PREFIX}${process.pid}`;
  const { sql, close } = openClient(serverAt(sockets, 'postgres'), { name, onEnd });

  const tryLock = async (): Promise<boolean> => {
    const rows = await within(
      QUERY_MS,
      sql<{ got: boolean }[]>`select pg_try_advisory_lock(80, 1) as got`,
    );
    return rows[0]?.got === true;
  };

  const holder = async (): Promise<string | null> => {
    const rows = await within(
      QUERY_MS,
      sql<{ name: string }[]>`
        select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
        where l.locktype = 'advisory' and l.classid = 80 and l.objid = 1 and l.granted`,
    );
    const name = rows[0]?.name ?? '';
    return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : null;
  };

  return {
    dataDirectory: async () => {
      const rows = await within(
        QUERY_MS,
        sql<{ dir: string }[]>`select current_setting('data_directory') as dir`,
      );
      return rows[0]?.dir ?? '';
    },
    lock: async (forMs) => {
      const until = performance.now() + forMs;
      while (!(await tryLock())) {
        if (performance.now() >= until) throw secondInstance(await holder());
        await sleep(50);
      }
    },
    ensureDatabase: async () => {
      const rows = await within(
        QUERY_MS,
        sql`select 1 as one from pg_database where datname = ${DATABASE}`,
      );
      if (rows.length === 0) await within(30_000, sql`create database ${sql(DATABASE)}`);
    },
    keep: () => {
      const gone = { code: 'CONNECTION_CLOSED' };
      if (state === 'ended') throw Object.assign(new Error('the session has ended'), gone);
      state = 'kept';
    },
    close: async () => {
      state = 'ended';
      await close();
    },
  };
};
