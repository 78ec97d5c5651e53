import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import { databaseSuite } from '../support/database.ts';
import { urlOf } from '../support/server.ts';
import type { Daemon, Ended } from './support/daemon.ts';
import { openScene, type Scene, smallIndex } from './support/scene.ts';

const test = databaseSuite('a start that cannot be, end to end');

let scene: Scene;

const url = (): string => scene.database?.url ?? '';

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
});

test.after(() => scene.close());

/** A daemon that ends by itself, and all that it wrote. */
async function refused(env: Readonly<Record<string, string>>) {
  const daemon = scene.daemon(env);
  const ended = await daemon.ended;
  return { daemon, ended, said: daemon.noise.join('\n') };
}

const wrong: readonly (readonly [
  what: string,
  env: Readonly<Record<string, string>>,
  names: readonly string[],
])[] = [
  [
    'several bad values at once',
    {
      POLL_INTERVAL: 'canary-1',
      PORT: '123456',
      LOG_LEVEL: 'canary-2',
      WG21_INDEX_URL: 'canary-3',
      PAPERSCOUT_POLL: 'canary-4',
    },
    ['POLL_INTERVAL', 'PORT', 'LOG_LEVEL', 'WG21_INDEX_URL', 'PAPERSCOUT_POLL'],
  ],
  ['one token alone', { SLACK_APP_TOKEN: '' }, ['SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN']],
  [
    'swapped tokens',
    { SLACK_BOT_TOKEN: 'xapp-1-canary', SLACK_APP_TOKEN: 'xoxb-1-canary' },
    ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'],
  ],
  ['operators by a user id', { OPS_ALERT_CHANNEL: 'U123CANARY' }, ['OPS_ALERT_CHANNEL']],
  ['an open listener without a token', { OPS_HOST: '0.0.0.0' }, ['OPS_TOKEN', 'OPS_HOST']],
  ['a bad address of the database', { DATABASE_URL: 'canary-5' }, ['DATABASE_URL']],
  [
    'a threshold of 0',
    { MQ_BACKPRESSURE_THRESHOLD: '0', INDEX_MIN_ENTRIES: '0' },
    ['MQ_BACKPRESSURE_THRESHOLD', 'INDEX_MIN_ENTRIES'],
  ],
];

for (const [what, env, names] of wrong) {
  test(`${what}: exit 1, all of it on stderr, no value repeated`, async () => {
    const { daemon, ended, said } = await refused(env);
    assert.equal(ended, { code: 1, signal: null });
    for (const name of names) assert.match(said, name);
    for (const value of Object.values(env)) if (value.length > 3) assert.not.match(said, value);
    assert.not.match(said, 'canary');
    assert.not.match(said, scene.slack.tokens.bot);
    assert.equal(daemon.lines, []);
  });
}

/** The one line that says why; nothing else is on stderr. */
function sentence(daemon: Daemon, ended: Ended): string {
  assert.equal(ended, { code: 2, signal: null });
  const failed = daemon.all('daemon.start_failed');
  assert.is(failed.length, 1);
  return JSON.stringify(failed[0]);
}

test('a port that is taken: exit 2 at once, with a sentence that names the port', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo; // a TCP server that listens has one
  for (const name of ['PORT', 'OPS_PORT']) {
    const { daemon, ended } = await refused({ [name]: String(port) });
    const said = sentence(daemon, ended);
    assert.match(said, `Port ${port} on 127.0.0.1 is taken by another process`);
    assert.match(said, '"failure_category":"CONFIG"');
  }
  await new Promise((resolve) => other.close(resolve));
});

test('a database or a user that does not exist: exit 2 at once, saying which', async () => {
  const missing = await refused({ DATABASE_URL: urlOf(url(), 'nowhere_to_be_found') });
  assert.match(sentence(missing.daemon, missing.ended), 'nowhere_to_be_found');
  const stranger = await refused({
    DATABASE_URL: url().replace('//postgres', '//stranger:canary'),
  });
  const said = sentence(stranger.daemon, stranger.ended);
  assert.match(said, 'stranger');
  assert.not.match(said + stranger.said, 'canary');
});

test('a second process in the same DATA_DIR: exit 2, naming it; the first goes on', async () => {
  const home = { DATABASE_URL: '', DATA_DIR: `${scene.dataDir}/own`, INDEX_MIN_ENTRIES: '50' };
  const holder = scene.daemon(home);
  await holder.wait('daemon.started', undefined, { withinMs: 60_000 });
  const { daemon, ended } = await refused(home);
  assert.match(sentence(daemon, ended), String(holder.pid));
  assert.is((await holder.get('/readyz')).status, 200);
  assert.equal(await holder.stop(), { code: 0, signal: null });
});

test.run();
