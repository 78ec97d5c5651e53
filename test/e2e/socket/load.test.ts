import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { march2021, may2021 } from '../../support/papers/wg21.ts';
import { openScene, type Scene } from '../support/scene.ts';

const test = suite('the socket under load, end to end');

let scene: Scene;

test.before(async () => {
  scene = await openScene({ snapshot: march2021(), slack: { paced: false } });
});

test.after(() => scene.close());

test('delivery-21: while a whole index is read, each of 50 envelopes a second is acked within 1 s', async () => {
  const daemon = scene.daemon({ POLL_INTERVAL: '1s' });
  await Promise.all([daemon.wait('slack.connected'), daemon.wait('poll.succeeded')]);
  scene.index.serve(may2021());
  let isRead = false;
  const read = daemon
    .wait('poll.succeeded', ({ result }) => result === 'changed')
    .finally(() => {
      isRead = true;
    });
  const sent: Promise<{ readonly state: string; readonly ackMs: number | null }>[] = [];
  for (let n = 0; n < 400 && !(isRead && n >= 50); n += 1) {
    sent.push(scene.slack.socket.command('/paper', String(n)).done);
    await pause(20);
  }
  await read;
  const acks = await Promise.all(sent);
  assert.equal(
    acks.filter(({ state }) => state !== 'acked'),
    [],
  );
  const slow = acks.filter(({ ackMs }) => ackMs === null || ackMs > 1_000);
  assert.equal(slow, [], 'later than a second');
  assert.equal(daemon.all('daemon.unhandled'), []);
});

test.run();
