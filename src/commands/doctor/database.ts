import { statfs } from 'node:fs/promises';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../domain/health/failure.ts';
import { checkServer, openPools, type PlainServer, serverSettings } from '../../store/connect.ts';
import { DATABASE, serverAt } from '../../store/embedded/client.ts';
import type { ServerSettings } from '../../store/pool/settings.ts';
import { type EmbeddedSight, sightOfEmbedded } from '../../store/sight/embedded.ts';
import { sightOfServer } from '../../store/sight/server.ts';
import { bad, type Finding, note, ok, size } from './finding.ts';

const about = 'database';

/** The database of DATABASE_URL, or the embedded one where it lies. Changes nothing. */
export async function databaseFindings(config: Config): Promise<readonly Finding[]> {
  const { server, prepare } = config.database;
  const plain = server?.reveal() ?? null;
  const found = plain === null ? embedded(config.dataDir) : configured(plain, prepare);
  return [...(await found), await space(config.dataDir)];
}

async function configured(plain: PlainServer, prepare: boolean): Promise<readonly Finding[]> {
  const where = `${plain.host}:${plain.port}, database ${plain.database}`;
  try {
    return await ask(serverSettings(plain, prepare), where);
  } catch (thrown) {
    return [bad(about, wordsOf(thrown))];
  }
}

async function embedded(dataDir: string): Promise<readonly Finding[]> {
  try {
    return await running(await sightOfEmbedded(dataDir));
  } catch (thrown) {
    return [bad(about, `embedded in ${dataDir}: ${wordsOf(thrown)}`)];
  }
}

async function running({ data, exists, running: at, bytes }: EmbeddedSight) {
  if (!exists) return [ok(about, `embedded: is made in ${data} at the first start`)];
  if (at === null) return [ok(about, `embedded in ${data}, ${size(bytes)}; does not run now`)];
  const where = `embedded in ${data}, pid ${at.pid}, socket in ${at.sockets}, ${size(bytes)} on disk`;
  return [
    ...(await ask(serverAt(at.sockets, DATABASE), where)),
    note('psql', `psql -h ${at.sockets} -p 5432 -U postgres ${DATABASE}`),
  ];
}

async function ask(server: ServerSettings, where: string): Promise<readonly Finding[]> {
  const clock = { now: Date.now, elapsed: () => performance.now() };
  const pools = openPools(server, { clock, random: Math.random, onRecycled: () => undefined });
  try {
    await checkServer(pools.main);
    const { version, bytes, schema } = await sightOfServer(pools.main);
    const tables = schema === null ? 'no tables yet' : `tables of ${schema}`;
    return [ok(about, `PostgreSQL ${version}, ${where}; ${size(bytes)}, ${tables}`)];
  } catch (thrown) {
    return [bad(about, `${where}: ${wordsOf(thrown)}`)];
  } finally {
    await pools.close(0);
  }
}

const LEAST_BYTES = 500_000_000;

/** A full disk stops the database, and with it everything. */
async function space(dataDir: string): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    return free < LEAST_BYTES
      ? bad('disk', `${size(free)} free for DATA_DIR: make room, or move DATA_DIR`)
      : ok('disk', `${size(free)} free for DATA_DIR`);
  } catch {
    return note('disk', 'DATA_DIR is not there yet; it is made at the first start');
  }
}

const wordsOf = (thrown: unknown): string => {
  const { category, reason, message } = Failure.from(thrown, 'doctor.database');
  return `${message} (${category}/${reason})`;
};
