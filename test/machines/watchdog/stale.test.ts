import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MINUTE, SECOND, startWatchdog } from '../../support/polling/watchdog.ts';
import { settle } from '../../support/settle.ts';

const test = suite('watchdog: polls');

test('PS14: is stale two intervals after the last good poll, not a second earlier, and says so once', async () => {
  const watchdog = startWatchdog();
  await watchdog.pass(10 * MINUTE);
  watchdog.actor.send({ type: 'poll.succeeded', at: 10 * MINUTE });
  await watchdog.pass(60 * MINUTE - 1);
  assert.equal(watchdog.told('poll.stale'), []);
  await watchdog.pass(1);
  assert.is(watchdog.is({ poll: 'stale' }), true);
  await watchdog.pass(150 * MINUTE);
  assert.equal(
    watchdog.facts.filter(({ type }) => type === 'poll.stale'),
    [
      {
        type: 'poll.stale',
        component: 'watchdog',
        at: null,
        staleAfterMs: 60 * MINUTE,
        sinceMs: 10 * MINUTE,
      },
    ],
  );
});

test('PS15: is stale two intervals after the start when no poll ever succeeded', async () => {
  const watchdog = startWatchdog();
  await watchdog.pass(60 * MINUTE - 1);
  assert.equal(watchdog.told('poll.stale'), []);
  await watchdog.pass(1);
  assert.equal(watchdog.told('poll.stale'), ['poll.stale']);
});

test('only a good poll feeds it, not what the store remembers of one, nor a failed one', async () => {
  const watchdog = startWatchdog();
  await watchdog.pass(59 * MINUTE);
  for (const type of ['poll.known', 'poll.failed']) watchdog.actor.send({ type, at: 1 } as never);
  await watchdog.pass(MINUTE);
  assert.equal(watchdog.told('poll.stale'), ['poll.stale']);
});

test('says when polls succeed again, and can be stale again', async () => {
  const watchdog = startWatchdog();
  await watchdog.pass(70 * MINUTE);
  watchdog.actor.send({ type: 'poll.succeeded', at: 70 * MINUTE });
  await watchdog.pass(60 * MINUTE);
  assert.equal(watchdog.told('poll.stale', 'poll.recovered'), [
    'poll.stale',
    'poll.recovered',
    'poll.stale',
  ]);
});

test('its own restart does not begin the time anew', async () => {
  const watchdog = startWatchdog({}, { staleInMs: 20 * MINUTE, incarnation: 2 });
  await watchdog.pass(20 * MINUTE - 1);
  assert.equal(watchdog.told('poll.stale'), []);
  await watchdog.pass(1);
  assert.equal(watchdog.told('poll.stale'), ['poll.stale']);
});

test('operations-17: the process was suspended: one grace for a poll, and a line that says so', async () => {
  const watchdog = startWatchdog();
  await watchdog.pass(59.5 * MINUTE + 1);
  watchdog.actor.send({ type: 'daemon.woke', pausedMs: 3 * 60 * MINUTE });
  await watchdog.pass(2 * MINUTE - 1);
  assert.equal(watchdog.told('poll.stale', 'daemon.paused'), ['daemon.paused']);
  await watchdog.pass(1);
  assert.equal(watchdog.told('poll.stale'), ['poll.stale']);
  watchdog.actor.send({ type: 'daemon.woke', pausedMs: 3_000 });
  assert.is(watchdog.is({ poll: 'stale' }), true, 'what is stale stays so until a poll succeeds');
});

test('a suspension makes no waiting shorter', async () => {
  const watchdog = startWatchdog();
  watchdog.actor.send({ type: 'daemon.woke', pausedMs: 3_000 });
  await watchdog.pass(60 * MINUTE - 1);
  assert.equal(watchdog.told('poll.stale'), []);
  await watchdog.pass(1);
  assert.equal(watchdog.told('poll.stale'), ['poll.stale']);
});

test('is stale at once when the time was over before its restart', async () => {
  const watchdog = startWatchdog({}, { staleInMs: -5 * MINUTE, incarnation: 2 });
  await watchdog.pass(1);
  assert.equal(watchdog.told('poll.stale'), ['poll.stale']);
});

test('gives a sign of life at least every 30 seconds, though nothing else answers', async () => {
  const mute = () => new Promise<never>(() => {});
  const watchdog = startWatchdog({ bid: mute, check: mute });
  await settle();
  for (let slice = 0; slice < 150; slice++) {
    const { beats } = watchdog.said;
    await watchdog.pass(30 * SECOND);
    assert.ok(watchdog.said.beats > beats, `slice ${slice}`);
  }
  assert.is(watchdog.said.ready, 1);
});

test.run();
