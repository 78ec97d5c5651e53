import * as assert from 'uvu/assert';
import { databaseSuite } from '../../support/database.ts';
import { openScene, PAPERS, type Scene, smallIndex } from '../support/scene.ts';

const test = databaseSuite('waits of Slack, end to end');

let scene: Scene;

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
});

test.after(() => scene.close());

test('delivery-4: no call inside a Retry-After, though the process is killed in the middle of it', async () => {
  const env = { INDEX_MIN_ENTRIES: '50', POLL_INTERVAL: '1s', FLY_MACHINE_ID: 'one' };
  const before = scene.daemon(env);
  await before.wait('index.seeded');
  scene.slack.fault({
    method: 'chat.postMessage',
    channel: PAPERS,
    answer: { type: 'limit', retryAfter: '5', scope: 'channel' },
  });
  scene.index.serve(smallIndex(101));
  await before.wait('queue.gate_closed', ({ dest }) => dest === PAPERS);
  before.kill('SIGKILL');
  await before.ended;
  const after = scene.daemon(env);
  await after.wait('delivery.sent', ({ dest }) => dest === PAPERS);
  const [limited, sent] = scene.slack
    .calls('chat.postMessage')
    .filter((one) => one.channel === PAPERS);
  const waited = (sent?.at ?? 0) - (limited?.at ?? 0);
  assert.ok(waited >= 5_000, `${waited} ms`);
  assert.equal(
    scene.slack.breaches().map(({ name }) => name),
    [],
  );
  assert.is(scene.slack.messages(PAPERS).length, 1);
  await after.stop();
});

test.run();
