import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Rescued } from '../../../src/domain/delivery/turn.ts';
import type { FactDraft } from '../../../src/domain/health/fact.ts';
import { away, begun, handled, later, SECOND, startQueue } from './support.ts';

const test = suite('message queue: past the database');

const fact: FactDraft = { type: 'queue.authorised', component: 'message-queue', at: 1 };
const none = { signal: 'none', facts: [], nextInMs: null } as const;

/** A queue that counts its rescues. */
async function startRescue(some: Parameters<typeof startQueue>[0] = {}) {
  const script: (Rescued | Error)[] = [];
  let rescues = 0;
  const queue = await startQueue({
    rescue: () => {
      rescues++;
      return script.shift() ?? none;
    },
    ...some,
  });
  const offer = async () => {
    queue.actor.send({ type: 'notice.offered' });
    await queue.calm();
  };
  return { ...queue, script, offer, rescues: () => rescues };
}

test('an alert that is offered goes at once, database or not', async () => {
  for (const world of [{}, { begin: () => away }, { tend: () => away, turn: () => away }]) {
    const queue = await startRescue(world);
    await queue.pass(6 * SECOND);
    const before = queue.rescues();
    await queue.offer();
    assert.is(queue.rescues() - before, 1);
  }
});

test('what waits is tried again when it may, not before', async () => {
  const queue = await startRescue();
  queue.script.push({ ...none, nextInMs: 4 * SECOND });
  await queue.offer();
  await queue.pass(4 * SECOND - 250);
  assert.is(queue.rescues(), 1);
  await queue.pass(250);
  assert.is(queue.rescues(), 2);
  await queue.pass(60 * SECOND);
  assert.is(queue.rescues(), 2, 'nothing waits any more');
});

test('two that are offered at once both go', async () => {
  const queue = await startRescue();
  queue.script.push({ ...none, nextInMs: 0 }, none);
  queue.actor.send({ type: 'notice.offered' });
  await queue.offer();
  await queue.pass(SECOND);
  assert.is(queue.rescues(), 2);
});

test('not while the token is refused, the breaker open, or another process leads', async () => {
  const worlds = [
    await startRescue({ turn: () => handled('auth') }),
    await startRescue({ begin: () => ({ type: 'standby' }) }),
  ];
  for (const queue of worlds) {
    await queue.offer();
    await queue.pass(10 * SECOND);
    assert.is(queue.rescues(), 0, queue.mode());
  }
  const [, standby] = worlds;
  if (standby === undefined) throw new Error('no queue');
  standby.world.begin = () => begun;
  standby.actor.send({ type: 'leader.acquired' });
  await standby.pass(2 * SECOND);
  assert.is(standby.rescues(), 1, 'it was only kept');
});

test('a token that is refused on the way is the end of sending', async () => {
  const queue = await startRescue();
  queue.script.push({ signal: 'auth', facts: [fact], nextInMs: 0 });
  await queue.offer();
  assert.is(queue.mode(), 'running.unauthorised.waiting');
  assert.ok(queue.told().includes('queue.authorised'), 'what it had to report is told');
});

test('steps that fail are told, and it goes on', async () => {
  const queue = await startRescue({ restore: () => away });
  queue.script.push(away);
  await queue.offer();
  await queue.pass(2 * SECOND);
  assert.is(queue.rescues(), 2);
  assert.equal(queue.told(), ['queue.failed', 'queue.failed']);
});

test('asked to stop, what waits goes to the disk first', async () => {
  const disk = later<readonly FactDraft[]>();
  const queue = await startRescue({ spool: () => disk.promise });
  queue.script.push({ ...none, nextInMs: 60 * SECOND });
  await queue.offer();
  queue.actor.send({ type: 'sup.stop' });
  await queue.calm();
  assert.is(queue.actor.getSnapshot().status, 'active');
  disk.resolve([fact]);
  await queue.calm();
  assert.is(queue.actor.getSnapshot().status, 'done');
  assert.equal(queue.told(), ['queue.authorised']);
});

test('asked to stop during a call: its end is waited for and told, then the disk', async () => {
  for (const end of [{ ...none, facts: [fact] }, away]) {
    const call = later<Rescued>();
    const queue = await startRescue({ rescue: () => call.promise, spool: () => away });
    await queue.offer();
    queue.actor.send({ type: 'sup.stop' });
    await queue.pass(SECOND);
    assert.is(queue.actor.getSnapshot().status, 'active');
    call.resolve(end as Rescued);
    await queue.calm();
    assert.is(queue.actor.getSnapshot().status, 'done');
    assert.is(queue.told().length, 2, 'the end of the call, and the disk that failed');
  }
});

test('a call or a disk that hangs is given up after the time for it', async () => {
  const hung = later<never>();
  const disk = await startRescue({ spool: () => hung.promise });
  disk.script.push({ ...none, nextInMs: 60 * SECOND });
  const call = await startRescue({ rescue: () => hung.promise });
  for (const queue of [disk, call]) {
    await queue.offer();
    queue.actor.send({ type: 'sup.stop' });
    await queue.pass(10 * SECOND);
    assert.is(queue.actor.getSnapshot().status, 'done');
  }
});

test('asked to stop before the disk was read', async () => {
  const hung = later<never>();
  const queue = await startRescue({ restore: () => hung.promise });
  queue.actor.send({ type: 'sup.stop' });
  await queue.calm();
  assert.is(queue.actor.getSnapshot().status, 'done');
});

test('a token that Slack withdraws stops sending at once, also while paused or broken', async () => {
  const plain = await startQueue();
  const paused = await startQueue({}, 100, { paused: true });
  const broken = await startQueue({}, 100, { startsIn: 'breakerOpen' });
  for (const queue of [plain, paused, broken]) {
    queue.actor.send({ type: 'slack.token_revoked' });
    assert.is(queue.mode(), 'running.unauthorised.waiting');
  }
  assert.ok(broken.told().includes('queue.breaker_closed'));
});

test.run();
