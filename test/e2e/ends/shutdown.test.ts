import * as assert from 'uvu/assert';
import { scopesWithHistory } from '../../../src/commands/world/slack/workspace.ts';
import { databaseSuite } from '../../support/database.ts';
import { problemsOf } from '../../support/health/schema.ts';
import type { Daemon } from '../support/daemon.ts';
import { endLeases } from '../support/rows.ts';
import { openScene, PAPERS, type Scene, smallIndex } from '../support/scene.ts';
import { idsFrom, told } from '../support/told.ts';
import { until } from '../support/until.ts';

const test = databaseSuite('shutdown, end to end');

let scene: Scene;
let daemon: Daemon;
let papers = 100;

const env = { INDEX_MIN_ENTRIES: '50', POLL_INTERVAL: '1s', FLY_MACHINE_ID: 'one' };
const fine = { code: 0, signal: null };

const start = async (more: Readonly<Record<string, string>> = {}): Promise<void> => {
  daemon = scene.daemon({ ...env, ...more });
  await daemon.wait('poll.succeeded');
};

/** How long the end takes after a signal, in ms. */
async function endAfter(signal: NodeJS.Signals): Promise<number> {
  const since = Date.now();
  daemon.kill(signal);
  assert.equal(await daemon.ended, fine);
  return Date.now() - since;
}

/** A new paper comes, and its post is on the way to Slack. */
async function beginPost(): Promise<void> {
  const before = scene.slack.calls('chat.postMessage').length;
  papers += 1;
  scene.index.serve(smallIndex(papers));
  const isPost = ({ channel }: { readonly channel: string }) => channel === PAPERS;
  await until(() => scene.slack.calls('chat.postMessage').slice(before).some(isPost));
}

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100), slack: { scopes: scopesWithHistory } });
});

test.after(() => scene.close());

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} while nothing is under way: the end within 3 s, with 0`, async () => {
    await start();
    const took = await endAfter(signal);
    assert.ok(took < 3_000, `${took} ms`);
    assert.is(daemon.all('daemon.draining')[0]?.['signal'], signal);
    const [stopped] = daemon.all('daemon.stopped');
    assert.equal([stopped?.['code'], stopped?.['reason'], stopped?.['left']], [0, signal, []]);
    assert.is(daemon.lines.at(-1)?.event, 'daemon.stopped');
    assert.equal(daemon.noise, []);
  });
}

test('a post that is under way is waited for, and meanwhile nobody is routed here', async () => {
  await start();
  scene.slack.fault({
    method: 'chat.postMessage',
    channel: PAPERS,
    answer: { type: 'slow', byMs: 2_500 },
  });
  await beginPost();
  daemon.kill('SIGTERM');
  await daemon.wait('daemon.draining');
  const ready = await daemon.get('/readyz');
  assert.equal([ready.status, await ready.json()], [503, { ready: false, reasons: ['draining'] }]);
  await until(async () => (await daemon.health()).document.summary.draining === true);
  const { status, document } = await daemon.health();
  assert.equal([status, document.status, problemsOf(document)], [200, 'warn', []]);
  assert.equal(await daemon.ended, fine);
  assert.is(daemon.all('delivery.sent').filter(({ dest }) => dest === PAPERS).length, 1);
  assert.equal(told(scene), idsFrom(1101, 1));
});

test('a post that hangs does not hold the end, and is told exactly once after the start', async () => {
  await start({ SHUTDOWN_TIMEOUT: '3s' });
  const hangs = { type: 'no_answer' } as const;
  scene.slack.fault({ method: 'chat.postMessage', channel: PAPERS, effect: true, answer: hangs });
  await beginPost();
  const took = await endAfter('SIGTERM');
  assert.ok(took < 5_000, `${took} ms`);
  await endLeases(scene); // half a minute passes
  await start();
  await daemon.wait('delivery.confirmed');
  assert.equal(told(scene), idsFrom(1101, 2));
});

test('a second signal ends it at once', async () => {
  const hangs = { type: 'no_answer' } as const;
  scene.slack.fault({ method: 'chat.postMessage', channel: PAPERS, effect: true, answer: hangs });
  await beginPost();
  daemon.kill('SIGTERM');
  await daemon.wait('daemon.draining');
  const took = await endAfter('SIGTERM');
  assert.ok(took < 1_000, `${took} ms`);
});

test('SIGTERM while it waits for a database that is not there: the end within 3 s, with 0', async () => {
  daemon = scene.daemon({ ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' });
  await daemon.wait('db.waiting');
  const ready = await daemon.get('/readyz');
  assert.equal([ready.status, await ready.json()], [503, { ready: false, reasons: ['starting'] }]);
  const took = await endAfter('SIGTERM');
  assert.ok(took < 3_000, `${took} ms`);
});

test.run();
