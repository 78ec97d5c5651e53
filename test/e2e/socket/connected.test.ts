import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Daemon } from '../support/daemon.ts';
import { openScene, type Scene, smallIndex } from '../support/scene.ts';
import { until } from '../support/until.ts';

const test = suite('the socket, end to end');

let scene: Scene;
let daemon: Daemon;

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(20), slack: { paced: false } });
});

test.after(() => scene.close());

test('refused at first, it tries again by itself', async () => {
  scene.slack.fault({
    method: 'apps.connections.open',
    answer: { type: 'status', status: 503 },
  });
  daemon = scene.daemon({ INDEX_MIN_ENTRIES: '10', OPS_USERS: 'U0ADA' });
  const line = await daemon.wait('slack.disconnected');
  assert.equal([line['failure_category'], line['failure_reason']], ['SLACK', 'http_5xx']);
  await daemon.wait('slack.connected');
});

test('acks a command, and answers it by its response URL', async () => {
  const sent = await scene.slack.socket.command('/paper', 'P1001').done;
  assert.equal([sent.state, sent.sends], ['acked', 1]);
  await until(() => scene.slack.answers().length === 1);
  assert.is(scene.slack.answers()[0]?.url, sent.payload['response_url']);
  const { slack } = (await daemon.health()).document.summary;
  assert.equal([slack.socket, slack.reported_connections], ['connected', 1]);
  assert.match(String(slack.connected_since), /^20\d\d-/);
});

test('connects anew before the old connection goes, and loses nothing meanwhile', async () => {
  scene.slack.socket.refresh('refresh_requested', 3_000);
  const commands = Array.from({ length: 10 }, () => scene.slack.socket.command('/paper', ''));
  await daemon.wait('slack.connected', ({ replaces }) => replaces === true);
  const during = Array.from({ length: 10 }, () => scene.slack.socket.command('/paper', ''));
  const all = await Promise.all([...commands, ...during].map(({ done }) => done));
  assert.ok(all.every(({ state }) => state === 'acked'));
  assert.equal(scene.slack.socket.gaps(), []);
  await until(() => scene.slack.socket.open() === 1);
});

test('an event that comes four times is acked four times, and is dealt with once', async () => {
  const event = { type: 'app_mention', user: 'U0ADA', channel: 'C0PAPERS', text: 'x', ts: '1.1' };
  for (let n = 0; n < 4; n += 1) {
    const { state } = await scene.slack.socket.event(event, 'EvSame').done;
    assert.is(state, 'acked');
  }
  await until(() => daemon.all('slack.duplicate').length === 3);
});

test('a frame that cannot be read is dropped and said, and so is a word about limits', async () => {
  scene.slack.socket.raw('null');
  await daemon.wait('slack.frame_rejected', ({ kind }) => kind === 'not_object');
  scene.slack.socket.raw(
    '{"type":"events_api","envelope_id":"e","payload":{"type":"app_rate_limited"}}',
  );
  const line = await daemon.wait('slack.failed');
  assert.equal([line['failure_category'], line['failure_reason']], ['RATE_LIMIT', 'events']);
  assert.is(scene.slack.socket.live(), 1);
});

test('X15: crashed, it comes back with the queue behind it, and never two sockets overlap', async () => {
  const { from, before } = { from: daemon.lines.length, before: scene.slack.socket.mostOpen() };
  await until(() => scene.slack.socket.open() === 1);
  const answer = await daemon.get('/debug/actors/slackSocket/fault/crash', 'operators', {
    method: 'POST',
  });
  assert.is(answer.status, 202);
  const back = (id: string) =>
    daemon.wait('actor.restarted', (line) => line['id'] === id, { from });
  await Promise.all([back('slackSocket'), back('messageQueue')]);
  await daemon.wait('slack.connected', undefined, { from });
  assert.is(scene.slack.socket.mostOpen(), before, 'two at a refresh, and no more');
});

test('what is set up wrongly at Slack is said at the start, and a token that is revoked at once', async () => {
  assert.equal(daemon.all('config.problem'), []);
  assert.match(String(daemon.all('slack.rights')[0]?.['missing']), /^channels:history/);
  scene.slack.socket.event({ type: 'app_uninstalled' });
  await daemon.wait('slack.token_revoked');
  await daemon.wait('queue.unauthorised');
});

test('delivery-22: asked to stop while idle, it is gone soon, although Slack leaves the line open', async () => {
  const asked = await daemon.stop();
  assert.equal(asked.code, 0);
  const [draining] = daemon.all('daemon.draining');
  const [stopped] = daemon.all('daemon.stopped');
  const took = Date.parse(String(stopped?.['time'])) - Date.parse(String(draining?.['time']));
  assert.ok(took < 3_000, `${took} ms`);
  assert.equal(daemon.all('daemon.unhandled'), []);
  assert.equal(daemon.noise, []);
  const everything = JSON.stringify(daemon.lines);
  for (const secret of ['ticket=', '/answers/', scene.slack.tokens.app, scene.slack.tokens.bot])
    assert.not.match(everything, secret);
});

test.run();
