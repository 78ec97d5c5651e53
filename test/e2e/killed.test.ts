import * as assert from 'uvu/assert';
import { scopesWithHistory } from '../../src/commands/world/slack/workspace.ts';
import { databaseSuite } from '../support/database.ts';
import type { Daemon } from './support/daemon.ts';
import { ask, endLeases, outboxStates } from './support/rows.ts';
import { openScene, type Scene, smallIndex } from './support/scene.ts';
import { idsFrom, told } from './support/told.ts';
import { until } from './support/until.ts';

const test = databaseSuite('killed, end to end');

let scene: Scene;
let daemon: Daemon;

const env = { INDEX_MIN_ENTRIES: '50', POLL_INTERVAL: '1s', FLY_MACHINE_ID: 'one' };

/** kill -9, and its end. */
async function kill(): Promise<void> {
  daemon.kill('SIGKILL');
  assert.is((await daemon.ended).signal, 'SIGKILL');
}

/** Whether the poll that brought a paper is stored: entry, event and message, or none of them. */
async function isCommitted(id: string): Promise<boolean> {
  const [row] = await ask<{ entries: number; events: number; messages: number }>(
    scene,
    `select (select count(*)::int from entries where key = '${id}') as entries,
      (select count(*)::int from events where key = '${id}') as events,
      (select count(*)::int from outbox where content::text like '%${id}%') as messages`,
  );
  const parts = [row?.entries, row?.events, row?.messages];
  assert.ok(new Set(parts).size === 1, `${id}: ${parts}`);
  return parts[0] === 1;
}

/** From the request of a fresh process to the end of its first poll, in ms; the poll brings papers. */
async function spanOfFirstPoll(papers: number): Promise<number> {
  scene.index.serve(smallIndex(papers));
  daemon = scene.daemon(env);
  const poll = await daemon.wait('poll.succeeded', ({ result }) => result === 'changed');
  await kill();
  return Date.parse(String(poll['time'])) - (scene.index.requests.at(-1)?.at ?? 0);
}

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100), slack: { scopes: scopesWithHistory } });
});

test.after(() => scene.close());

test('edge-20: killed between commit and send: every line is told after the start, none twice', async () => {
  daemon = scene.daemon(env);
  await daemon.wait('poll.succeeded');
  await daemon.wait('delivery.sent');
  await scene.slack.goAway();
  scene.index.serve(smallIndex(110));
  await daemon.wait('poll.succeeded', ({ result }) => result === 'changed');
  await kill();
  await scene.slack.comeBack();
  await endLeases(scene);
  assert.equal(told(scene), []);
  daemon = scene.daemon(env);
  await until(() => told(scene).length >= 10, 40_000);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 10));
});

test('edge-20: killed in the middle of a send that Slack took: looked up, told once', async () => {
  scene.slack.fault({ method: 'chat.postMessage', effect: true, answer: { type: 'no_answer' } });
  const from = daemon.lines.length;
  scene.index.serve(smallIndex(113));
  await daemon.wait('poll.succeeded', ({ result }) => result === 'changed', { from });
  await until(() => told(scene).length === 13);
  await kill(); // the row is in flight: nobody has heard Slack's answer
  await endLeases(scene);
  daemon = scene.daemon(env);
  await daemon.wait('delivery.confirmed');
  await until(async () => (await outboxStates(scene))['inflight'] === undefined);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 13));
});

test('killed at eight moments of a poll: its commit is whole or nothing, each paper is told once', async () => {
  await daemon.stop();
  await scene.slack.goAway(); // what is committed waits
  let spanMs = await spanOfFirstPoll(114);
  for (let n = 1; n < 9; n += 1) {
    const requests = scene.index.requests.length;
    scene.index.serve(smallIndex(114 + n));
    daemon = scene.daemon(env);
    await until(() => scene.index.requests.length > requests);
    const moment = (scene.index.requests.at(-1)?.at ?? 0) + spanMs;
    await until(() => Date.now() >= moment);
    await kill();
    const committed = await isCommitted(`P${1114 + n}R0`);
    spanMs *= committed ? 0.9 : 1.1; // around the commit, however fast the machine is
  }
  await scene.slack.comeBack();
  await endLeases(scene);
  daemon = scene.daemon(env);
  await until(() => told(scene).length >= 22, 60_000);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 22));
  const [events] = await ask<{ n: number; keys: number }>(
    scene,
    'select count(*)::int as n, count(distinct dedupe)::int as keys from events',
  );
  assert.is(events?.n, events?.keys);
  const done = ['folded', 'sent']; // what piled up meanwhile is told in digests
  await until(async () =>
    Object.keys(await outboxStates(scene)).every((one) => done.includes(one)),
  );
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
