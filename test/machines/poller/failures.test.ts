import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Failure } from '../../../src/domain/health/failure.ts';
import {
  begun,
  committed,
  forever,
  MINUTE,
  refusal,
  refused,
  SECOND,
  startPoller,
  trouble,
} from '../../support/polling/poller.ts';
import { settle } from '../../support/settle.ts';

const limited = (seconds: number): Failure =>
  trouble({ category: 'RATE_LIMIT', reason: 'http_429' }, seconds * SECOND);
const gone = trouble({ category: 'UPSTREAM_CHANGED', reason: 'http_404' });
const lost = trouble({ category: 'DB', reason: 'lost' });
const unrecorded = { type: 'unrecorded', cycle: 'c9', durationMs: 3 } as const;

/** Category, reason and attempt of every failed poll. */
const failures = (poller: ReturnType<typeof startPoller>) =>
  poller.facts.flatMap((fact) =>
    fact.type === 'poll.failed'
      ? [[fact.failure.category, fact.failure.reason, fact.failure.attempt, fact.retries]]
      : [],
  );

const test = suite('poller: failures');

test('a refused connection is tried twice more within the poll, then the poll has failed', async () => {
  const poller = startPoller({ fetch: [refused] });
  await settle();
  assert.is(poller.state(), 'retrying');
  await poller.pass(20 * SECOND);
  // 2 s, then 8 s less a part of the quarter that the seed gives
  assert.equal(poller.fetchedAt, [0, 2_000, 9_000]);
  assert.equal(failures(poller), [['NETWORK', 'refused', 1, 2]]);
  assert.is(poller.state(), 'backingOff');
});

test('PS12: two failures and then a good answer are no failed poll', async () => {
  const poller = startPoller({ fetch: [refused, refused, { type: 'body' }] });
  await poller.pass(12 * SECOND);
  assert.is(poller.state(), 'waiting');
  assert.equal(failures(poller), []);
  const [fact] = poller.named('poll.succeeded');
  assert.is(fact?.type === 'poll.succeeded' && fact.retries, 2);
});

test('PS07: each of five failed polls leaves a record, in the rhythm 1, 2, 4, 8 minutes', async () => {
  const poller = startPoller({ fetch: [refused] });
  await poller.pass(16 * MINUTE);
  assert.equal(failures(poller), [
    ['NETWORK', 'refused', 1, 2],
    ['NETWORK', 'refused', 2, 2],
    ['NETWORK', 'refused', 3, 2],
    ['NETWORK', 'refused', 4, 2],
    ['NETWORK', 'refused', 5, 2],
  ]);
  const first = poller.fetchedAt.filter((_, place) => place % 3 === 0);
  const rests = first.map((at, place) => Math.round((at - (first[place - 1] ?? 0)) / MINUTE));
  assert.equal(rests, [0, 1, 2, 4, 8]);
});

test('a record of a failed poll names its turn, its time and the component', async () => {
  const poller = startPoller({
    fetch: [gone],
    fail: [{ type: 'recorded', cycle: 'c1', durationMs: 70 }],
  });
  await settle();
  await settle();
  assert.equal(poller.named('poll.failed'), [
    {
      type: 'poll.failed',
      component: 'poller',
      at: null,
      failure: {
        category: 'UPSTREAM_CHANGED',
        reason: 'http_404',
        operation: 'index.fetch',
        component: 'poller',
        message: 'http_404',
        attempt: 1,
        retryAfterMs: null,
        at: 5,
      },
      cycle: 'c1',
      durationMs: 70,
      retries: 0,
    },
  ]);
});

test('attempts go on from those of the process before', async () => {
  const known = { ...begun.known, consecutiveFailures: 4 };
  const poller = startPoller({ begin: [{ ...begun, known }], fetch: [gone] });
  await poller.pass(SECOND);
  assert.equal(failures(poller), [['UPSTREAM_CHANGED', 'http_404', 5, 0]]);
});

test('a body that turns out to be cut while it is read is fetched again', async () => {
  const cut = trouble({ category: 'NETWORK', reason: 'body_cut' });
  const poller = startPoller({ validate: [cut, { type: 'differs' }] });
  await poller.pass(3 * SECOND);
  assert.equal(poller.fetchedAt, [0, 2_000]);
  assert.is(poller.state(), 'waiting');
});

for (const seconds of [120, 60, 7]) {
  test(`a rate limit of ${seconds} s is waited for, without a retry before`, async () => {
    const poller = startPoller({ fetch: [limited(seconds), { type: 'body' }] });
    await poller.pass(seconds * SECOND - 1);
    assert.equal(poller.fetchedAt, [0]);
    await poller.pass(1);
    assert.equal(poller.fetchedAt, [0, seconds * SECOND]);
  });
}

test('an order does not break the wait that a server asked for', async () => {
  const poller = startPoller({ fetch: [limited(120), { type: 'body' }] });
  await settle();
  await settle();
  poller.actor.send({ type: 'poll.now' });
  await poller.pass(119 * SECOND);
  assert.equal(poller.fetchedAt, [0]);
});

test('an answer that will not change by asking again waits for the next interval', async () => {
  const poller = startPoller({ fetch: [gone, { type: 'body' }] });
  await poller.pass(30 * MINUTE - 1);
  assert.is(poller.state(), 'backingOff');
  await poller.pass(1);
  assert.equal(poller.fetchedAt, [0, 30 * MINUTE]);
});

test('a refused index is quarantined until the next interval', async () => {
  const poller = startPoller({ validate: [refusal('shrunk'), { type: 'same' }] });
  await poller.pass(30 * MINUTE - 1);
  assert.is(poller.state(), 'quarantined');
  assert.equal(
    poller.facts.map(({ type }) => type),
    ['poll.known', 'index.rejected', 'poll.failed'],
  );
  await poller.pass(1);
  assert.is(poller.state(), 'waiting');
});

test('an index that is too large to be fetched is refused too', async () => {
  const poller = startPoller({ fetch: [refusal('too_large')] });
  await poller.pass(SECOND);
  assert.is(poller.state(), 'quarantined');
  assert.equal(failures(poller), [['DATA_INVALID', 'too_large', 1, 0]]);
});

test('a database that is lost during the commit fails the poll, and is no crash', async () => {
  const poller = startPoller({ commit: [lost, committed()], fail: [unrecorded] });
  await poller.pass(SECOND);
  assert.is(poller.state(), 'backingOff');
  assert.equal(failures(poller), [['DB', 'lost', 1, 0]]);
  await poller.pass(30 * MINUTE);
  assert.is(poller.state(), 'waiting');
});

test('not even a bug in recording a failure keeps it from being reported', async () => {
  for (const validate of [[refusal('html')], [gone]]) {
    const poller = startPoller({ validate, fail: [new TypeError('x is not a function')] });
    await poller.pass(SECOND);
    assert.is(failures(poller).length, 1);
    assert.is(poller.state(), validate[0] === gone ? 'backingOff' : 'quarantined');
  }
});

test('without a database the poller tries to begin again, sooner and then later', async () => {
  const poller = startPoller({ begin: [lost, lost, lost, begun] });
  await poller.pass(8 * MINUTE);
  assert.equal(poller.fetchedAt, [7 * MINUTE]);
  assert.equal(failures(poller), [
    ['DB', 'lost', 1, 0],
    ['DB', 'lost', 2, 0],
    ['DB', 'lost', 3, 0],
  ]);
});

test('an order does nothing before there is a fence', async () => {
  const poller = startPoller({ begin: [lost] });
  await settle();
  poller.actor.send({ type: 'poll.now' });
  assert.is(poller.state(), 'backingOff');
});

test('a thousand failing polls crash nothing', async () => {
  const poller = startPoller({ fetch: [gone] }, { intervalMs: 10 * SECOND });
  for (let poll = 0; poll < 1_000; poll++) await poller.pass(11 * SECOND);
  assert.ok(failures(poller).length >= 1_000);
  assert.is(poller.actor.getSnapshot().status, 'active');
});

test('a poll that is stopped while its failure is recorded is reported all the same', async () => {
  for (const [type, state] of [
    ['sup.stop', 'stopped'],
    ['poll.pause', 'paused'],
  ] as const) {
    const poller = startPoller({ fetch: [gone], fail: [forever] });
    await settle();
    poller.actor.send({ type });
    assert.is(poller.state(), state);
    assert.equal(failures(poller), [['UPSTREAM_CHANGED', 'http_404', 1, 0]]);
    assert.equal(poller.aborted, ['fail']);
  }
});

test('who has lost the lease says nothing of a poll that failed meanwhile', async () => {
  const poller = startPoller({ fetch: [gone], fail: [{ type: 'fenced' }, forever] });
  await poller.pass(SECOND);
  assert.equal(failures(poller), []);
  assert.equal([poller.count['begin'], poller.fetchedAt.length], [2, 2]);
});

test.run();
