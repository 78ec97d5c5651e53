import * as assert from 'uvu/assert';
import { databaseSuite } from '../../support/database.ts';
import { type Inbox, openInbox } from '../../support/operators/inbox.ts';
import { urlOf } from '../../support/server.ts';
import { openScene, type Scene, smallIndex } from '../support/scene.ts';

const test = databaseSuite('last words, end to end');

let scene: Scene;
let inbox: Inbox;

test.before(async () => {
  [scene, inbox] = await Promise.all([openScene({ snapshot: smallIndex(100) }), openInbox()]);
});

test.after(async () => {
  await Promise.all([scene.close(), inbox.close()]);
});

const ops = () => scene.slack.messages('C0OPS');

test('a start that is impossible is told once in Slack, however often it is tried', async () => {
  const DATABASE_URL = urlOf(scene.database?.url ?? '', 'no_such_database');
  for (let n = 0; n < 2; n += 1) {
    const daemon = scene.daemon({ DATABASE_URL });
    assert.equal(await daemon.ended, { code: 2, signal: null });
    assert.is(daemon.all('daemon.last_words').length, 1);
  }
  assert.is(ops().length, 1);
  assert.match(JSON.stringify(ops()), 'exit code 2: the start is impossible (DB/auth)');
});

test('when Slack is away a fallback gets it, and the next start knows the exit', async () => {
  await scene.slack.goAway();
  const first = scene.daemon({ NTFY_URL: `${inbox.url}/topic` });
  await first.wait('daemon.started');
  first.kill('SIGKILL');
  await first.ended;
  const second = scene.daemon({ NTFY_URL: `${inbox.url}/topic` });
  const started = await second.wait('monitoring.started');
  assert.is(started['previous_exit'], 'unclean');
  assert.equal(started['fallbacks'], ['ntfy']);
  assert.equal(await second.stop(), { code: 0, signal: null });
  assert.is(inbox.letters.length, 0, 'an end that was asked for is silent');
  const taken = scene.daemon({ NTFY_URL: `${inbox.url}/topic`, PORT: new URL(inbox.url).port });
  assert.equal(await taken.ended, { code: 2, signal: null });
  assert.equal(
    inbox.letters.map(({ path }) => path),
    ['/topic'],
  );
  assert.match(inbox.letters[0]?.body ?? '', 'CONFIG/port_taken');
});

test.run();
