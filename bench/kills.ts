/** Connections that end while they are used: the pool, and `pg` beside it where it is installed. */

import { createRequire } from 'node:module';
import type { Db } from '../src/store/pool/db.ts';
import { TestServer } from '../test/store/pool/server.ts';
import { type Ask, type Storm, storm } from '../test/store/pool/storm.ts';
import { openPool, outcome, twice } from '../test/store/pool/support.ts';
import { FaultProxy } from '../test/support/proxy.ts';
import type { BenchRow } from './row.ts';

const EACH = 1_300;
const SLOTS = 4;
const DEADLINE_MS = 2_000;
const SLOWEST_MS = 1_500;
const AFTERWARDS = 12;

/** Somebody who asks the database through the proxy. */
interface Contender {
  readonly ask: Ask;
  close(): Promise<void>;
}

interface Outcome extends Storm {
  /** How many of twelve parallel statements were good when the storm was over. */
  readonly good12: number;
}

const ours = (server: TestServer, port: number): Contender => {
  const { db } = openPool(server.over(port), { max: SLOTS, deadlineMs: DEADLINE_MS });
  return { ask: () => db.run(twice, (sql) => sql`select 1`), close: () => db.close(100) };
};

/** As much of `pg` as is used here. */
interface PeerPool {
  query(text: string): Promise<unknown>;
  on(event: 'error', listener: () => void): void;
  end(): Promise<void>;
}

type PeerModule = { readonly Pool: new (options: object) => PeerPool };

function peerModule(): PeerModule | null {
  const require = createRequire(new URL('./package.json', import.meta.url));
  try {
    return require('pg') as PeerModule;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'MODULE_NOT_FOUND')
      return null;
    throw thrown;
  }
}

const peer = ({ Pool }: PeerModule, server: TestServer, port: number): Contender => {
  const pool = new Pool({
    host: '127.0.0.1',
    port,
    user: server.settings.user,
    database: server.settings.database,
    application_name: 'paperscout',
    max: SLOTS,
    connectionTimeoutMillis: DEADLINE_MS,
    query_timeout: DEADLINE_MS,
  });
  pool.on('error', () => undefined); // an idle connection ended: `pg` wants somebody to listen
  return { ask: () => pool.query('select 1'), close: () => pool.end() };
};

async function weather(
  each: number,
  admin: Db,
  proxy: FaultProxy,
  contender: Contender,
): Promise<Outcome> {
  const seen = await storm(proxy, admin, each, contender.ask);
  const after = Array.from({ length: AFTERWARDS }, (_, n) => outcome(contender.ask(n)));
  const good12 = (await Promise.all(after)).filter((was) => was === 'good').length;
  await contender.close();
  return { ...seen, good12 };
}

const words = (seen: Outcome): string => {
  const failed = Object.values(seen.failed).reduce((sum, n) => sum + n, 0);
  const calls = `${failed} of ${seen.good + failed} calls failed`;
  const slowest = `slowest ${Math.round(seen.slowestMs)} ms`;
  return `${seen.escaped.length} escaped, ${calls}, ${slowest}, then ${seen.good12} of ${AFTERWARDS} good`;
};

/** `each` kills of each of three kinds; takes about two minutes. Makes a PostgreSQL of its own. */
export async function killsBench(each = EACH): Promise<BenchRow[]> {
  const server = await TestServer.begin();
  const proxy = await FaultProxy.begin({ port: server.port });
  const { db: admin } = openPool(server.settings, { max: 1 });
  const module = peerModule();
  const beside =
    module === null ? null : await weather(each, admin, proxy, peer(module, server, proxy.port));
  const seen = await weather(each, admin, proxy, ours(server, proxy.port));
  await admin.close(0);
  await proxy.stop();
  await server.end();
  return [
    {
      line: `${each} connections terminated, ${each} reset, ${each} finished, under six workers`,
      floor: beside === null ? '-' : `pg: ${words(beside)}`,
      ours: words(seen),
      ratio: null,
      goal: `0 escaped, slowest <= ${SLOWEST_MS} ms, then ${AFTERWARDS} of ${AFTERWARDS} good`,
      met: seen.escaped.length === 0 && seen.slowestMs <= SLOWEST_MS && seen.good12 === AFTERWARDS,
    },
  ];
}
