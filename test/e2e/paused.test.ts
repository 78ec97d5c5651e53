import * as assert from 'uvu/assert';
import { scopesWithHistory } from '../../src/commands/world/slack/workspace.ts';
import { databaseSuite } from '../support/database.ts';
import type { Daemon } from './support/daemon.ts';
import { ask } from './support/rows.ts';
import { openScene, type Scene, smallIndex } from './support/scene.ts';
import { idsFrom, told } from './support/told.ts';
import { until } from './support/until.ts';

const test = databaseSuite('a leader that is paused beyond its lease, end to end');

let scene: Scene;

const start = (machine: string): Daemon =>
  scene.daemon({
    INDEX_MIN_ENTRIES: '50',
    POLL_INTERVAL: '1s',
    FLY_MACHINE_ID: machine,
    DATA_DIR: `${scene.dataDir}/${machine}`,
  });

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100), slack: { scopes: scopesWithHistory } });
});

test.after(() => scene.close());

test('operations-18: the other leads within 20 s; awake again it writes nothing and stands by', async () => {
  const first = start('one');
  await first.wait('delivery.sent');
  const second = start('two');
  await second.wait('daemon.started');
  first.kill('SIGSTOP'); // in the middle of whatever it does
  const since = Date.now();
  scene.index.serve(smallIndex(103));
  await second.wait('leader.acquired', undefined, { withinMs: 25_000 });
  const waited = Date.now() - since;
  assert.ok(waited < 20_000, `${waited} ms`);
  await until(() => told(scene).length >= 3);
  const from = first.lines.length;
  first.kill('SIGCONT');
  scene.index.serve(smallIndex(104));
  await first.wait('leader.lost', undefined, { from });
  await until(() => told(scene).length >= 4);
  const work = ['poll.succeeded', 'poll.stale', 'probe.cycle', 'delivery.sent', 'alert.firing'];
  const done = first.lines.slice(from).filter(({ event }) => work.includes(event));
  assert.equal(done, []);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 4));
  assert.equal(await ask(scene, 'select holder, epoch::text as epoch from leader'), [
    { holder: 'two', epoch: '2' },
  ]);
  const [events] = await ask<{ n: number; keys: number }>(
    scene,
    'select count(*)::int as n, count(distinct dedupe)::int as keys from events',
  );
  assert.is(events?.n, events?.keys);
  for (const one of [first, second]) {
    const { status, document } = await one.health();
    assert.equal([status, document.summary.leader], [200, one === second]);
    assert.is(one.all('actor.crashed').length, 0);
  }
  for (const one of [first, second]) assert.equal(await one.stop(), { code: 0, signal: null });
});

test.run();
