import * as assert from 'uvu/assert';
import { scopesWithHistory } from '../../src/commands/world/slack/workspace.ts';
import { databaseSuite } from '../support/database.ts';
import { problemsOf } from '../support/health/schema.ts';
import type { Daemon } from './support/daemon.ts';
import { ask } from './support/rows.ts';
import { OPS, openScene, type Scene, smallIndex } from './support/scene.ts';
import { idsFrom, told } from './support/told.ts';
import { until } from './support/until.ts';

const test = databaseSuite('two daemons on one database, end to end');

let scene: Scene;
let first: Daemon;
let second: Daemon;

const start = (machine: string): Daemon =>
  scene.daemon({
    INDEX_MIN_ENTRIES: '50',
    POLL_INTERVAL: '1s',
    PROBE_INTERVAL: '1s',
    PROBE_RATE: '50',
    PROBE_BUDGET: '20',
    FLY_MACHINE_ID: machine,
    NTFY_URL: 'http://127.0.0.1:9/alerts', // without a way past Slack health warns
    DATA_DIR: `${scene.dataDir}/${machine}`,
  });

const lines = (event: string): number => first.all(event).length + second.all(event).length;

test.before(async () => {
  // A killed leader may leave a message in doubt: with the right to read it is looked up, not repeated.
  scene = await openScene({ snapshot: smallIndex(100), slack: { scopes: scopesWithHistory } });
});

test.after(() => scene.close());

test('one leads, polls and sends; the other stands by, is ready, and answers health', async () => {
  first = start('one');
  await first.wait('leader.acquired');
  await first.wait('poll.succeeded');
  await first.wait('probe.cycle');
  second = start('two');
  await second.wait('daemon.started');
  scene.index.serve(smallIndex(103));
  await until(() => told(scene).length >= 3);
  // The one that stands by polls nothing for more than twice the interval: none of its business.
  await second.wait('poll.stale');
  await until(async () => (await second.health()).document.summary.uptime_seconds !== 0);
  const { status, document } = await second.health();
  assert.equal([status, problemsOf(document)], [200, []]);
  assert.equal([document.summary.leader, document.status], [false, 'pass']);
  assert.is((await second.get('/readyz')).status, 200);
  assert.is((await first.health()).document.summary.leader, true);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 3));
  const work = [
    'leader.acquired',
    'poll.succeeded',
    'probe.cycle',
    'delivery.sent',
    'alert.firing',
  ];
  for (const event of work) assert.is(second.all(event).length, 0, event);
  assert.ok(first.all('probe.cycle').length >= 2, 'it looks for drafts, and the other does not');
});

test('the leader is stopped: the other leads within 8 s, and no paper is told twice', async () => {
  scene.index.serve(smallIndex(106));
  const since = Date.now();
  const ended = first.stop();
  await second.wait('leader.acquired');
  const waited = Date.now() - since;
  assert.ok(waited < 8_000, `${waited} ms`);
  assert.equal(await ended, { code: 0, signal: null });
  await until(() => told(scene).length >= 6);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 6));
});

test('the leader is killed: the other leads within 20 s, and no paper is told twice', async () => {
  first = start('one');
  await first.wait('daemon.started');
  scene.index.serve(smallIndex(108));
  await until(() => told(scene).length >= 8);
  await second.wait('delivery.sent', ({ lane }) => lane !== 'ops', { from: 0 });
  second.kill('SIGKILL');
  const since = Date.now();
  scene.index.serve(smallIndex(110));
  await first.wait('leader.acquired', undefined, { withinMs: 25_000 });
  const waited = Date.now() - since;
  assert.ok(waited < 20_000, `${waited} ms`);
  await until(() => told(scene).length >= 10, 60_000); // a row in flight waits for the end of its lease
  assert.equal([...told(scene)].sort(), idsFrom(1101, 10));
});

test('taking over is no news: nobody is alerted of polls that others made', async () => {
  const { status } = await first.health();
  assert.is(status, 200);
  const alerts = [first, second].flatMap((one) => one.all('alert.firing'));
  assert.equal(
    alerts.filter(({ severity }) => severity !== 'P3'),
    [],
  );
  assert.is(lines('actor.crashed'), 0);
  assert.is(scene.slack.messages(OPS).length, 1, 'the note about the first index');
});

test('a second process that has stood by for 15 min is told to operators', async () => {
  second = start('two');
  await second.wait('daemon.started');
  const passed = "update standby set since = since - interval '15 minutes' returning holder";
  await until(async () => (await ask(scene, passed)).length === 1);
  const { failure_category, failure_reason } = await first.wait('config.problem');
  assert.equal([failure_category, failure_reason], ['CONFIG', 'second_instance']);
  const { text } = await first.wait('alert.firing', ({ rule }) => rule === 'self.config');
  assert.match(String(text), /^a second process has stood by for 15 min: two\b/);
  const title = /FIRING P2 A setting is wrong/;
  await until(() => scene.slack.messages(OPS).some((message) => title.test(message.text)));
  for (const one of [second, first]) assert.equal(await one.stop(), { code: 0, signal: null });
});

test.run();
