import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { IndexFault } from '../../src/commands/world/index/fault.ts';
import { plainText } from '../../src/commands/world/slack/listing.ts';
import type { Daemon } from './support/daemon.ts';
import { OPS, openScene, type Scene, smallIndex } from './support/scene.ts';
import { until } from './support/until.ts';

const test = suite('outages, end to end');

let scene: Scene;
let daemon: Daemon;

const env = { INDEX_MIN_ENTRIES: '50', POLL_INTERVAL: '1s' };

const opsTexts = (): string[] => scene.slack.messages(OPS).map(plainText);

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
});

test.after(() => scene.close());

test('PS15: an index that never answered is told to operators at twice the interval, once', async () => {
  await scene.index.stop();
  daemon = scene.daemon(env);
  const stale = await daemon.wait('poll.stale');
  await daemon.wait('alert.firing', ({ rule }) => rule === 'self.poll.stale');
  await daemon.wait('delivery.sent', ({ lane }) => lane === 'ops');
  const { status, document } = await daemon.health();
  const waited =
    Date.parse(String(stale['time'])) - Date.parse(String(document.summary.started_at));
  assert.ok(waited >= 2_000 && waited < 10_000, `${waited} ms`);
  assert.equal(
    [status, document.status, document.summary.last_successful_poll],
    [503, 'fail', null],
  );
  assert.is(daemon.all('alert.firing').filter(({ rule }) => rule === 'self.poll.stale').length, 1);
  assert.is(daemon.all('actor.crashed').length, 0);
});

test('PS07: every failed poll leaves a line with category and reason', () => {
  const failed = daemon.all('poll.failed');
  assert.ok(failed.length >= 2);
  for (const [n, line] of failed.entries())
    assert.equal(
      [line['failure_category'], line['failure_reason'], line['component'], line['attempt']],
      ['NETWORK', 'refused', 'poller', n + 1],
    );
});

test('PS14: operators are told in their channel and never as persons', () => {
  const posts = scene.slack.calls('chat.postMessage');
  assert.ok(posts.length > 0);
  assert.equal(new Set(posts.map(({ channel }) => channel)), new Set([OPS]));
  assert.equal(scene.slack.calls('conversations.open'), []);
});

test('PS30: they went by the one connection and the token that everything else uses', async () => {
  assert.is(scene.slack.socket.mostOpen(), 1);
  const outcomes = scene.slack.calls('chat.postMessage').map(({ outcome }) => outcome);
  assert.equal(new Set(outcomes), new Set(['ok'])); // another token is refused
});

test('when the index is back there is one notice that it is over', async () => {
  const from = daemon.lines.length;
  await scene.index.start();
  await daemon.wait('poll.recovered', undefined, { from });
  await until(() => opsTexts().some((text) => /Polls succeed again/.test(text)));
  const posts = scene.slack.calls('chat.postMessage').map(({ args }) => JSON.stringify(args));
  assert.is(posts.filter((text) => /FIRING P1 No successful poll/.test(text)).length, 1);
  assert.is(
    daemon.all('alert.resolved').filter(({ rule }) => rule === 'self.poll.stale').length,
    1,
  );
  await daemon.wait('poll.succeeded', undefined, { from: daemon.lines.length }); // health is a second old at most
  const { status, document } = await daemon.health();
  assert.is(status, 200);
  assert.type(document.summary.last_successful_poll, 'string');
});

const faults: readonly (readonly [what: string, fault: IndexFault | 'half', pair: string])[] = [
  ['a server error', { type: 'status', status: 500 }, 'NETWORK/http_5xx'],
  [
    'a rate limit',
    { type: 'status', status: 429, headers: { 'retry-after': '1' } },
    'RATE_LIMIT/http_429',
  ],
  ['no headers', { type: 'hang', where: 'headers' }, 'TIMEOUT/headers_timeout'],
  ['a body that stops', { type: 'hang', where: 'body' }, 'TIMEOUT/body_timeout'],
  ['a reset', { type: 'reset', where: 'headers' }, 'NETWORK/reset'],
  ['a cut body', { type: 'cut', how: 'length' }, 'NETWORK/body_cut'],
  ['a web page with 200', { type: 'text', text: '<html>hello</html>' }, 'DATA_INVALID/html'],
  ['an empty object', { type: 'text', text: '{}' }, 'DATA_INVALID/too_few'],
  ['a list', { type: 'text', text: '[]' }, 'DATA_INVALID/not_object'],
  ['a login wall', { type: 'status', status: 403 }, 'UPSTREAM_CHANGED/http_403'],
  ['half of the entries', 'half', 'DATA_INVALID/shrunk'],
];

for (const [what, fault, pair] of faults) {
  test(`${what} is ${pair}, and the last good index stays`, async () => {
    const from = daemon.lines.length;
    if (fault === 'half') scene.index.serveHalf();
    else {
      scene.index.serve(smallIndex(100), Date.now());
      scene.index.fail(fault);
    }
    const [category = '', reason = ''] = pair.split('/');
    await daemon.wait(
      'poll.failed',
      (line) => line['failure_category'] === category && line['failure_reason'] === reason,
      { from },
    );
    assert.is(daemon.all('actor.crashed').length, 0);
  });
}

test('after all of it the index that was good all along is still known', async () => {
  const from = daemon.lines.length;
  scene.index.serve(smallIndex(100));
  const poll = await daemon.wait('poll.succeeded', undefined, { from });
  assert.equal([poll['entries'], poll['added'], poll['missing']], [100, 0, 0]);
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
