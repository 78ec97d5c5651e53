import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Outbox } from '../../../src/ports/delivery.ts';
import { sunny } from './support/slack.ts';
import { ground, MINUTE, post, SECOND, startQueue } from './support/world.ts';

const test = suite('delivery: recovery');

test('delivery-8: the process ends between the answer and the record: one message, found by a look', async () => {
  const on = ground();
  const before = await startQueue(on);
  on.slack.weather = () => {
    before.kill();
    return null;
  };
  await before.enqueue(post('a'), post('b'));
  assert.equal(on.slack.texts(), ['a']);
  on.slack.weather = sunny;
  const after = await startQueue(on);
  await after.pass(60 * SECOND, 250);
  assert.equal(on.slack.texts(), ['a', 'b']);
  assert.is(after.facts('delivery.confirmed').length, 1);
  const [told] = after.facts('queue.failed');
  assert.is(told?.type === 'queue.failed' && told.failure.reason, 'lease');
});

test('delivery-8: the database is stopped before the record and is back after 60 s: one message', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.slack.weather = ({ text }) => {
    if (text === 'a') on.away = true;
    return null;
  };
  await queue.enqueue(post('a'), post('b'));
  assert.is(on.spool.kept.length, 1);
  await queue.pass(60 * SECOND, 250);
  assert.match(queue.mode(), 'withoutDb');
  assert.equal(on.slack.texts(), ['a']);
  on.away = false;
  await queue.pass(40 * SECOND, 250);
  assert.equal(on.slack.texts(), ['a', 'b']);
  assert.equal(
    queue.rows().map(({ state }) => state),
    ['sent', 'sent'],
  );
  assert.is(on.spool.kept.length, 0, 'emptied once it is stored');
  assert.is(queue.facts('delivery.confirmed').length, 0, 'known, so nobody had to look');
});

test('what the spool holds is stored by the next process', async () => {
  const on = ground();
  const before = await startQueue(on);
  on.slack.weather = () => {
    on.away = true;
    return null;
  };
  await before.enqueue(post('a'));
  before.kill();
  on.slack.weather = sunny;
  on.away = false;
  const after = await startQueue(on);
  assert.is(after.rows()[0]?.state, 'sent');
  assert.equal(on.spool.kept, []);
  await after.pass(40 * SECOND, 250);
  assert.equal(on.slack.texts(), ['a']);
});

test('a spool that cannot be used is told, and the queue works all the same', async () => {
  const on = ground();
  const broken = () => Promise.reject(new Error('EACCES'));
  on.spool.read = broken;
  on.spool.append = broken;
  const queue = await startQueue(on);
  assert.match(queue.mode(), 'open');
  on.slack.weather = ({ text }) => {
    if (text === 'a') on.away = true;
    return null;
  };
  await queue.enqueue(post('a'));
  on.away = false;
  await queue.pass(6 * SECOND);
  assert.is(queue.rows()[0]?.state, 'sent');
  const operations = queue.reports.flatMap((fact) =>
    fact.type === 'queue.failed' ? fact.failure.operation : [],
  );
  assert.ok(operations.includes('spool.read') && operations.includes('spool.append'));
});

test('one result that is never taken holds up its conversation and no other', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const { record } = on.store.outbox;
  const bad: Outbox['record'] = (row, result) =>
    row.id === '1' ? Promise.reject(new Error('constraint')) : record(row, result);
  Object.assign(on.store.outbox, { record: bad });
  await queue.enqueue(post('a1'), post('a2'), post('b1', 'C2'), post('b2', 'C2'));
  await queue.pass(2 * MINUTE, 250);
  assert.equal(on.slack.texts('C1'), ['a1']);
  assert.equal(on.slack.texts('C2'), ['b1', 'b2']);
  Object.assign(on.store.outbox, { record });
  await queue.pass(2 * MINUTE, 250);
  assert.equal(on.slack.texts('C1'), ['a1', 'a2']);
});

test('asked to stop while a post is under way: it is recorded, nothing new is sent', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const { promise, resolve } = Promise.withResolvers<void>();
  on.slack.hung.set('C1', promise);
  await queue.enqueue(post('a'), post('b'), post('c', 'C2', { notBefore: on.now + SECOND }));
  queue.actor.send({ type: 'sup.stop' });
  await queue.pass(5 * SECOND);
  assert.is(queue.actor.getSnapshot().status, 'active');
  resolve();
  await queue.calm();
  assert.is(queue.actor.getSnapshot().status, 'done');
  assert.equal(
    queue.rows().map(({ state }) => state),
    ['sent', 'pending', 'pending'],
  );
});

test('no tokens: each row is printed with its text, Slack is not called, and it is told once for ever', async () => {
  const on = ground();
  const dry = await startQueue(on, 'dry_run');
  await dry.enqueue(post('a'), post('b', 'C2'), post('c', 'U3', { lane: 1 }));
  await dry.pass(5 * SECOND);
  const printed = dry.reports.flatMap((fact) =>
    fact.type === 'delivery.printed' ? [[fact.dest, fact.lane, fact.text]] : [],
  );
  assert.equal(printed.toSorted(), [
    ['C1', 'news', 'a'],
    ['C2', 'news', 'b'],
    ['U3', 'answers', 'c'],
  ]);
  assert.is(on.slack.calls.length + on.slack.tests, 0);
  assert.ok(dry.rows().every(({ state }) => state === 'printed'));
  dry.kill();
  const real = await startQueue(on);
  await real.enqueue(post('a'), post('b', 'C2'));
  await real.pass(10 * SECOND);
  assert.is(on.slack.calls.length, 0);
});

test('a row that is too old to be told is said to be, once', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const gate = { method: 'chat.postMessage', dest: 'C1', until: on.now + MINUTE };
  await on.store.outbox.closeGate(gate);
  await queue.enqueue({ ...post('late'), expiresAt: on.now + 5 * SECOND });
  await queue.pass(30 * SECOND);
  const said = queue.facts('delivery.expired');
  assert.equal(
    said.map((fact) => fact.type === 'delivery.expired' && [fact.dest, fact.reason]),
    [['C1', 'too_old']],
  );
});

test('a row that waited too long for its calls is given back, not sent late', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const { claim } = on.store.outbox;
  let slow = true;
  const slowly: Outbox['claim'] = async (...given) => {
    const answer = await claim(...given);
    if (slow) on.now += 21 * SECOND;
    slow = false;
    return answer;
  };
  await queue.pass(10 * SECOND);
  Object.assign(on.store.outbox, { claim: slowly });
  await queue.enqueue(post('a'));
  assert.is(on.slack.calls.length, 0);
  assert.is(queue.rows()[0]?.attempts, 0, 'the attempt is given back too');
  await queue.pass(3 * SECOND);
  assert.equal(on.slack.texts(), ['a']);
});

test('delivery-16: threshold 5, a channel that is limited: six rows are pressure, and it ends with them', async () => {
  const on = ground();
  const queue = await startQueue(on, 'slack', 5);
  await on.store.outbox.closeGate({
    method: 'chat.postMessage',
    dest: 'CL',
    until: on.now + 2 * MINUTE,
  });
  const rows = ['1', '2', '3', '4', '5', '6'].map((key) => post(key, 'CL'));
  await queue.enqueue(...rows.slice(0, 5));
  await queue.pass(10 * SECOND, 250);
  assert.is(queue.facts('queue.backpressure').length, 0);
  await queue.enqueue(...rows.slice(5));
  await queue.pass(10 * SECOND, 250);
  assert.is(queue.facts('queue.backpressure').length, 1);
  await queue.enqueue(post('alert', 'COPS', { lane: 0 }));
  await queue.pass(SECOND);
  assert.equal(
    on.slack.messages.map(({ text }) => text),
    ['alert'],
    'ahead of all six',
  );
  await queue.pass(3 * MINUTE, 250);
  assert.equal(on.slack.texts('CL'), ['1', '2', '3', '4', '5', '6']);
  assert.is(queue.facts('queue.backpressure').length, 1);
  assert.is(queue.facts('queue.relieved').length, 1);
});

test('when ten times too much waits, home tabs are dropped; nothing else ever is', async () => {
  const on = ground();
  const queue = await startQueue(on, 'slack', 1);
  const until = on.now + MINUTE;
  await on.store.outbox.closeGate({ method: '*', dest: '*', until });
  const rows = Array.from({ length: 10 }, (_, n) => post(`m${n}`));
  await queue.enqueue(...rows, post('home', 'U1', { kind: 'home', lane: 3 }));
  await queue.pass(10 * SECOND);
  await queue.pass(2 * MINUTE, 250);
  assert.is(on.slack.texts().length, 10);
  assert.is(on.slack.calls.length, 10, 'no home tab');
});

test.run();
