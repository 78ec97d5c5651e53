import * as assert from 'uvu/assert';
import { databaseSuite } from '../../support/database.ts';
import type { Daemon } from '../support/daemon.ts';
import { OPS, openScene, PAPERS, type Scene, smallIndex } from '../support/scene.ts';
import { told } from '../support/told.ts';
import { until } from '../support/until.ts';

const test = databaseSuite('a clock that is set, end to end');

const HOUR = 3_600_000;

let scene: Scene;
let daemon: Daemon;
let papers = 100;

const loud = (): readonly unknown[] =>
  daemon
    .all('alert.firing')
    .filter(({ severity }) => severity !== 'P3')
    .map(({ rule }) => rule);

/** A paper comes and is told. */
async function goesOn(): Promise<void> {
  papers += 1;
  scene.index.serve(smallIndex(papers));
  await until(() => told(scene).includes(`P${1000 + papers}R0`), 30_000);
}

/** The supervisors look for silent actors every five seconds. */
const sweepPasses = async (): Promise<void> => {
  const since = Date.now();
  await until(() => Date.now() - since > 5_500);
};

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
  daemon = scene.daemon({ INDEX_MIN_ENTRIES: '50', POLL_INTERVAL: '1s' });
  await daemon.wait('poll.succeeded');
  await daemon.wait('delivery.sent');
});

test.after(() => scene.close());

for (const [what, wallMs, byMs] of [
  ['an hour ahead', HOUR, HOUR],
  ['two hours back', -HOUR, -2 * HOUR],
] as const)
  test(`operations-14: set ${what}: said once, nobody is silent or stale, papers are told`, async () => {
    const from = daemon.lines.length;
    daemon.moveClocks({ wallMs });
    await Promise.all([sweepPasses(), goesOn()]);
    await daemon.wait('clock.stepped', undefined, { from, withinMs: 15_000 });
    const serious = daemon.lines
      .slice(from)
      .filter(({ level }) => ['warn', 'error', 'fatal'].includes(String(level)));
    assert.equal(
      serious.flatMap(({ event, rule }) => (rule === 'self.clock' ? [] : [event])),
      ['clock.stepped'],
    );
    assert.ok(Math.abs(Number(serious[0]?.['by_ms']) - byMs) < 1_000);
    const { document } = await daemon.health();
    const { uptime_seconds: uptime, supervisor } = document.summary;
    assert.ok(Number(uptime) > 0 && Number(uptime) < 120, `${uptime} s`);
    assert.is(supervisor.restarts_1h, 0);
  });

test('delivery-4: a wait that Slack asked for lasts as long, though the clock is set back in it', async () => {
  const from = daemon.lines.length;
  const channel = PAPERS;
  const answer = { type: 'limit', retryAfter: '3', scope: 'channel' } as const;
  scene.slack.fault({ method: 'chat.postMessage', channel, answer });
  papers += 1;
  scene.index.serve(smallIndex(papers));
  await daemon.wait('queue.gate_closed', undefined, { from });
  const since = Date.now();
  daemon.moveClocks({ wallMs: -2 * HOUR });
  await until(() => told(scene).includes(`P${1000 + papers}R0`), 30_000);
  const waited = Date.now() - since;
  assert.ok(waited > 2_500 && waited < 20_000, `${waited} ms`);
  assert.equal(scene.slack.breaches(), []);
});

test('operations-14: health forgets an outage that ended by a clock that was set back', async () => {
  const from = daemon.lines.length;
  await scene.index.stop();
  await daemon.wait('poll.stale', undefined, { from });
  daemon.moveClocks({ wallMs: -3 * HOUR });
  await scene.index.start();
  await daemon.wait('poll.recovered', undefined, { from });
  await until(async () => (await daemon.health()).status === 200, 5_000);
  assert.equal(loud(), ['self.clock', 'self.poll.stale']);
  const clockNotes = scene.slack.messages(OPS).filter(({ text }) => /The clock jumped/.test(text));
  assert.is(clockNotes.length, 1, 'one message, however often it was set');
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
