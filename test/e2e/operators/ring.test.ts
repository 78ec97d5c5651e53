import * as assert from 'uvu/assert';
import { plainText } from '../../../src/commands/world/slack/listing.ts';
import { databaseSuite } from '../../support/database.ts';
import type { FaultProxy } from '../../support/proxy.ts';
import type { Daemon } from '../support/daemon.ts';
import { ask } from '../support/rows.ts';
import { OPS, openScene, type Scene, smallIndex } from '../support/scene.ts';
import { proxyTo } from '../support/through.ts';
import { until } from '../support/until.ts';

const test = databaseSuite('an alert without database and Slack, end to end');

let scene: Scene;
let daemon: Daemon;
let proxy: FaultProxy | null = null;
let url = '';

const start = (): Daemon =>
  scene.daemon({
    INDEX_MIN_ENTRIES: '50',
    POLL_INTERVAL: '1s',
    FLY_MACHINE_ID: 'one',
    DATABASE_URL: url,
  });

const about = (what: RegExp): number =>
  scene.slack.messages(OPS).filter((one) => one.threadTs === null && what.test(one.text)).length;

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
  if (scene.database !== null) ({ proxy, url } = await proxyTo(scene));
});

test.after(async () => {
  await scene.close();
  await proxy?.stop();
});

test('operations-13: killed between hand-over and sending: it is told after the start, once', async () => {
  daemon = start();
  await daemon.wait('delivery.sent');
  await Promise.all([scene.slack.goAway(), scene.index.stop(), proxy?.stop()]);
  await daemon.wait('alert.firing', ({ rule }) => rule === 'self.poll.stale');
  await daemon.wait('alert.firing', ({ rule }) => rule === 'self.db');
  daemon.kill('SIGKILL');
  await daemon.ended;
  await Promise.all([scene.slack.comeBack(), proxy?.listen()]);
  assert.is(about(/No successful poll/), 0);
  daemon = start();
  await until(() => about(/FIRING P1 No successful poll/) === 1);
  await scene.index.start();
  await until(() => about(/RESOLVED P1 No successful poll/) === 1);
  const settled = async (): Promise<boolean> =>
    (await daemon.health()).document.summary.alert_outbox.pending === 0;
  await until(settled);
  const rows = await ask<{ rule: string; n: number }>(
    scene,
    `select rule, count(*)::int as n from alert_episode where rule in ('self.poll.stale', 'self.db') group by rule order by rule`,
  );
  assert.equal(rows, [
    { rule: 'self.db', n: 1 },
    { rule: 'self.poll.stale', n: 1 },
  ]);
  assert.equal([about(/No successful poll/), about(/The database is away/)], [1, 1]);
  const replies = scene.slack.messages(OPS).filter(({ threadTs }) => threadTs !== null);
  assert.is(replies.filter((one) => /Polls succeed again/.test(plainText(one))).length, 1);
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
