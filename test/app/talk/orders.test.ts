import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { order, rejected, start } from '../../support/talk/orders.ts';
import { START } from '../../support/talk/world.ts';

const test = suite('orders of operators');

for (const [text, to, message] of [
  ['ops poll', 'poller', { type: 'poll.now' }],
  ['ops probe', 'prober', { type: 'probe.now', number: null }],
  ['ops probe P1234', 'prober', { type: 'probe.now', number: 1234 }],
  ['ops pause poller', 'poller', { type: 'poll.pause' }],
  ['ops resume prober', 'prober', { type: 'probe.resume' }],
  ['ops pause queue', 'messageQueue', { type: 'queue.pause' }],
  ['ops dead-letters replay 4711', 'messageQueue', { type: 'queue.wake' }],
] as const)
  test(`${text}: given, written down and logged`, async () => {
    const { done, told, uses, lines } = await order(text);
    const command = text.slice('ops '.length);
    assert.ok(done);
    assert.equal(told, [[to, message]]);
    assert.equal([uses.length, uses[0]?.who, uses[0]?.command], [1, 'U0OPS', command]);
    assert.equal(lines, [['ops.command', { who: '47eccc9f', command, outcome: 'done' }]]);
  });

test('papers-7: the index that was rejected last may pass; another one is refused in words', async () => {
  const right = await order('ops accept-index 0f3a9c51d2e7', { ledger: rejected });
  assert.equal(right.told, [
    ['poller', { type: 'index.accept', hash: '0f3a9c51d2e7', by: 'U0OPS' }],
  ]);
  const wrong = await order('ops accept-index aaaaaaaaaaaa', { ledger: rejected });
  assert.not.ok(wrong.done);
  assert.match(wrong.text, /rejected last: `0f3a9c51d2e7` by `shrunk`/);
  assert.equal([wrong.told, wrong.uses.length], [[], 1]);
  const none = await order('ops accept-index aaaaaaaaaaaa');
  assert.match(none.text, /No index was rejected/);
});

test('an order that cannot be carried out says why and is written down all the same', async () => {
  for (const [text, given, why] of [
    ['ops poll', { poller: 'paused' }, /paused/],
    ['ops poll', { poller: '{"committing":"index"}' }, /under way/],
    ['ops poll', { poller: 'standby' }, /Another process leads/],
    ['ops probe', { noProber: true }, /no prober/],
    ['ops probe', { prober: 'probing' }, /under way/],
    ['ops probe', { prober: 'standby' }, /Another process leads/],
    ['ops probe P1234', { prober: 'paused' }, /`ops resume prober` first/],
    ['ops dead-letters replay 5', {}, /nothing to replay under that id/],
    [
      'ops dead-letters replay all',
      { noLetters: true },
      /parked for a suspended conversation waits/,
    ],
    ['ops ack self.poll.stale', {}, /Nothing of that name fires/],
    ['ops unsilence 7', {}, /No silence 7 holds/],
  ] as const) {
    const { done, told, uses, text: said } = await order(text, given);
    assert.not.ok(done);
    assert.match(said, why);
    assert.equal([told, uses.length], [[], 1]);
  }
});

const MINUTE = 60_000;

test('a cycle on order is named; the next is refused for a sixth of the interval, and written so', async () => {
  const { at, told, uses, lines } = start();
  assert.equal(await at(0, 'ops probe'), { done: true, text: 'It looks now.', cycle: 'cycle-1' });
  const text = 'It looked on order a moment ago.';
  assert.equal(await at(MINUTE, 'ops probe'), { done: false, text, retryAfterMs: 540_000 });
  assert.ok((await at(MINUTE, 'ops probe P1234')).done);
  assert.ok((await at(10 * MINUTE, 'ops probe')).done);
  assert.is(told.length, 3);
  assert.is(uses[1]?.outcome, text);
  assert.equal(lines[1], [
    'ops.command',
    { who: '47eccc9f', command: 'probe', outcome: 'refused' },
  ]);
});

test('a boost is stored when it is ordered; where it cannot be, the answer says so', async () => {
  const { done, boosts, uses, text } = await order('ops boost 7d');
  assert.equal([done, boosts, uses[0]?.command], [true, [START + 604_800_000], 'boost 7d']);
  assert.match(text, /more often for 7 days, from the next cycle on/);
  const lost = await order('ops boost 7d', { broken: true });
  assert.not.ok(lost.done);
  assert.match(lost.text, /did not work: DB\/refused/);
});

test('a number is looked at after the cycle under way', async () => {
  const { done, told } = await order('ops probe P1234', { prober: 'probing' });
  assert.equal([done, told.length], [true, 1]);
});

test('a poll that does not begin is refused until the pause is over, and written so', async () => {
  const text = 'It polled on order a moment ago, or was asked to wait.';
  const first = start();
  assert.is((await first.at(0, 'ops poll')).cycle, 'poll-1');
  const { done, uses, lines, ...answer } = await order('ops poll', { deaf: true });
  assert.equal([done, answer.text, answer.retryAfterMs], [false, text, 600_000]);
  assert.is(uses[0]?.outcome, text);
  assert.match(JSON.stringify(lines), '"outcome":"refused"');
});

test('dead letters and health are lists; people are named by a hash', async () => {
  const { text } = await order('ops dead-letters');
  assert.match(
    text,
    /`4711` dead invalid_blocks · news to [0-9a-f]{8} · 2 attempts, last 1 hour ago/,
  );
  assert.not.match(text, /U0ADA/);
  const { text: health } = await order('ops health');
  assert.match(health, /No trouble\.\nRestarts in the last hour: 3\.\npoller up \(waiting\)/);
  assert.match(health, /messageQueue up \(running open\)/);
});

test('without the database an order is given and logged, and the answer says what is missing', async () => {
  const { done, told, text } = await order('ops pause poller', { broken: true });
  assert.ok(done);
  assert.equal(told, [['poller', { type: 'poll.pause' }]]);
  assert.match(text, /not in `ops_log`: DB\/refused/);
  const list = await order('ops dead-letters', { broken: true });
  assert.match(list.text, /did not work: DB\/refused/);
  assert.not.match(list.text, /secret/);
});

test.run();
