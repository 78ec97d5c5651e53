import * as assert from 'uvu/assert';
import { databaseSuite } from '../support/database.ts';
import { problemsOf } from '../support/health/schema.ts';
import type { FaultProxy } from '../support/proxy.ts';
import type { Daemon } from './support/daemon.ts';
import { ask } from './support/rows.ts';
import { openScene, type Scene, smallIndex } from './support/scene.ts';
import { proxyTo } from './support/through.ts';
import { idsFrom, told } from './support/told.ts';
import { until } from './support/until.ts';

const env = { INDEX_MIN_ENTRIES: '50', POLL_INTERVAL: '1s', FLY_MACHINE_ID: 'one' };

let scene: Scene;
let daemon: Daemon;

const test = databaseSuite('the database is away, end to end');

let proxy: FaultProxy | null = null;
let url = '';

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
  if (scene.database !== null) ({ proxy, url } = await proxyTo(scene));
});

/** Posts about the database in the operators' channel. */
const selfDb = () =>
  scene.slack
    .calls('chat.postMessage')
    .filter(({ args }) => /FIRING P1 The database is away/.test(JSON.stringify(args)));

/** Whoever asks meanwhile is answered, although no row can be written. */
async function honest(): Promise<void> {
  const { socket } = scene.slack;
  socket.direct('watches', { user: 'U0ADA', channel: 'D0ADA' });
  socket.mention('P1001', { user: 'U0BOB' });
  socket.direct('status', { user: 'U0BOB', channel: 'D0BOB' });
  const heard = (user: string, what: RegExp) =>
    scene.slack.messages().some(({ channel, text }) => channel === user && what.test(text)) ||
    scene.slack.whispers().some((one) => one.user === user && what.test(one.text));
  await until(() => heard('D0ADA', /database is away, so I cannot/));
  await until(() => heard('U0BOB', /database is away, so I cannot/));
  await until(() => heard('D0BOB', /Database: away for/));
}

test.after(async () => {
  await scene.close();
  await proxy?.stop();
});

test('for over ten seconds: said once when it goes and once when it is back', async () => {
  daemon = scene.daemon({ ...env, DATABASE_URL: url });
  await daemon.wait('poll.succeeded');
  await daemon.wait('delivery.sent');
  const since = Date.now();
  await proxy?.stop();
  scene.index.serve(smallIndex(105));
  const lost = await daemon.wait('db.lost');
  assert.equal([lost['failure_category'], lost['component']], ['DB', 'store']);
  const { status, document } = await daemon.health();
  const seen = Date.now() - since;
  assert.ok(seen < 15_000, `${seen} ms`);
  assert.equal(problemsOf(document), []);
  assert.is(document.summary.db_pool.status, 'down');
  assert.is(document.checks['store:connections']?.[0]?.status, 'fail');
  assert.ok(status === 200 || document.checks['poller:lastSuccessAge']?.[0]?.status === 'fail');
  assert.is((await daemon.get('/readyz')).status, 200);
  // operations-9: told without the database, within ten seconds
  await until(() => selfDb().length > 0, 10_000);
  await honest();
  await until(() => Date.now() - since > 10_500);
  await proxy?.listen();
  await daemon.wait('db.back');
  await until(() => told(scene).length >= 5);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 5));
  await until(async () => (await daemon.health()).document.summary.db_pool.status === 'ok');
  assert.equal([daemon.all('db.lost').length, daemon.all('db.back').length], [1, 1]);
  assert.is(daemon.all('actor.crashed').length, 0);
  assert.is(daemon.all('leader.lost').length, 0);
  assert.is(selfDb().length, 1, 'operations-9: and not again');
  // operations-9: afterwards the history holds it, once, with its notice
  const history = () =>
    ask<{ n: number; state: string }>(
      scene,
      `select count(distinct e.id)::int as n, min(n.state) as state
       from alert_episode e join alert_notice n on n.episode = e.id and n.channel = 'slack'
       where e.rule = 'self.db' and n.kind = 'firing'`,
    );
  await until(async () => (await history())[0]?.state === 'delivered');
  assert.is((await history())[0]?.n, 1);
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
