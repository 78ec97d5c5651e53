import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  begun,
  ended,
  failedCycle,
  forever,
  HALF_HOUR,
  MINUTE,
  SECOND,
  startProber,
} from '../../support/probing/prober.ts';

const test = suite('orders to the prober');

test('ops probe: a cycle at once; the next one half an hour later', async () => {
  const prober = startProber();
  await prober.pass(10 * MINUTE);
  prober.actor.send({ type: 'probe.now', number: null });
  await prober.pass(SECOND);
  assert.is(prober.count.cycle, 2);
  await prober.pass(29 * MINUTE);
  assert.is(prober.count.cycle, 2);
  await prober.pass(2 * MINUTE);
  assert.is(prober.count.cycle, 3);
});

test('ops probe P1234: that number alone, once', async () => {
  const prober = startProber();
  await prober.pass(MINUTE);
  prober.actor.send({ type: 'probe.now', number: 1234 });
  await prober.pass(HALF_HOUR + MINUTE);
  assert.equal(
    prober.cycles.map(({ number }) => number),
    [null, 1234, null],
  );
});

test('an order during a cycle is fulfilled right after it', async () => {
  const prober = startProber({ begin: [begun({ state: 'waiting', ms: MINUTE })] });
  prober.actor.send({ type: 'probe.now', number: 7 });
  await prober.pass(SECOND);
  assert.equal(
    prober.cycles.map(({ number }) => number),
    [7],
    'sent before it had begun',
  );
});

test('nothing is asked on order while a server wants to be left alone', async () => {
  const rests = [
    failedCycle(
      { category: 'RATE_LIMIT', reason: 'http_429' },
      { state: 'backingOff', ms: MINUTE },
    ),
    failedCycle(
      { category: 'UPSTREAM_CHANGED', reason: 'http_403' },
      { state: 'blocked', ms: MINUTE },
    ),
  ];
  for (const rest of rests) {
    const prober = startProber({ cycle: [rest, ended()] });
    await prober.pass(SECOND);
    prober.actor.send({ type: 'probe.now', number: 7 });
    await prober.pass(50 * SECOND);
    assert.is(prober.count.cycle, 1);
    await prober.pass(20 * SECOND);
    assert.equal(
      prober.cycles.map(({ number }) => number),
      [null, 7],
      'kept until then',
    );
  }
});

test('ops pause leaves a running cycle; ops resume takes the fence anew', async () => {
  const prober = startProber({ cycle: [forever, ended()] });
  await prober.pass(SECOND);
  prober.actor.send({ type: 'probe.pause' });
  assert.equal([prober.state(), prober.aborted], ['paused', ['cycle']]);
  prober.actor.send({ type: 'leader.lost' });
  await prober.pass(2 * HALF_HOUR);
  assert.equal([prober.state(), prober.count.cycle], ['paused', 1]);
  prober.actor.send({ type: 'probe.resume' });
  await prober.pass(SECOND);
  assert.equal([prober.count.begin, prober.count.cycle], [2, 2]);
});

test.run();
