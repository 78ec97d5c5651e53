import { FaultProxy } from '../../support/proxy.ts';
import type { Scene } from './scene.ts';

/** A way to the scene's database that can be cut, and its DATABASE_URL. Whoever opens it stops it. */
export async function proxyTo(
  scene: Scene,
  password = '',
): Promise<{ readonly proxy: FaultProxy; readonly url: string }> {
  if (scene.database === null) throw new Error('the scene has no database of its own');
  const { host, port, user, database } = scene.database.settings;
  const target = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { port };
  const proxy = await FaultProxy.begin(target);
  const account = password === '' ? user : `${user}:${password}`;
  const url = `postgres://${account}@127.0.0.1:${proxy.port}/${database}?sslmode=disable`;
  return { proxy, url };
}
