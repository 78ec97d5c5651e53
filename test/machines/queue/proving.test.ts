import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Tested } from '../../../src/domain/delivery/turn.ts';
import type { FactDraft } from '../../../src/domain/health/fact.ts';
import { away, handled, idle, later, SECOND, startQueue } from './support.ts';

const test = suite('message queue: a token in quiet hours');

const MINUTE = 60 * SECOND;
const fact: FactDraft = { type: 'queue.proven', component: 'message-queue', at: 1 };
const proven: Tested = { signal: 'success', facts: [fact] };

test('where nothing is sent Slack is asked every five minutes whether it takes the token', async () => {
  let asked = 0;
  const queue = await startQueue({
    proveToken: () => {
      asked++;
      return proven;
    },
  });
  await queue.pass(5 * MINUTE - 250);
  assert.is(asked, 0);
  await queue.pass(250);
  assert.is(asked, 1);
  assert.equal(queue.told(), ['queue.proven']);
  await queue.pass(10 * MINUTE);
  assert.is(asked, 3);
});

test('a message that was sent proves it, too', async () => {
  let asked = 0;
  const queue = await startQueue({
    proveToken: () => {
      asked++;
      return proven;
    },
  });
  await queue.pass(4 * MINUTE);
  queue.world.turn = () => {
    queue.world.turn = () => idle;
    return handled('success');
  };
  queue.actor.send({ type: 'rows.written' });
  await queue.calm();
  await queue.pass(5 * MINUTE - SECOND);
  assert.is(asked, 0);
});

test('a refused token ends sending; trouble is told and changes nothing; a database that is away is told', async () => {
  const failed: FactDraft = {
    type: 'queue.failed',
    component: 'message-queue',
    at: 1,
    failure: away.toRecord(1, { component: 'message-queue', at: 1 }),
  };
  const refused = await startQueue({ proveToken: () => ({ signal: 'auth', facts: [failed] }) });
  const reset = await startQueue({ proveToken: () => ({ signal: 'none', facts: [failed] }) });
  const lost = await startQueue({ proveToken: () => away });
  for (const queue of [refused, reset, lost]) await queue.pass(5 * MINUTE);
  assert.is(refused.mode(), 'running.unauthorised.waiting');
  assert.equal(refused.told(), ['queue.failed', 'queue.unauthorised']);
  assert.is(reset.mode(), 'running.open');
  assert.equal(reset.told(), ['queue.failed']);
  assert.ok(lost.told().includes('queue.failed'));
});

test('who stands by asks nothing', async () => {
  let asked = 0;
  const proveToken = () => {
    asked++;
    return proven;
  };
  const queue = await startQueue({ proveToken, begin: () => ({ type: 'standby' }) });
  await queue.pass(11 * MINUTE);
  assert.is(asked, 0);
});

test('asked to stop it ends, whether it asks just now or not', async () => {
  const hung = later<Tested>();
  const queue = await startQueue({ proveToken: () => hung.promise });
  await queue.pass(5 * MINUTE + SECOND);
  queue.actor.send({ type: 'sup.stop' });
  await queue.calm();
  assert.is(queue.actor.getSnapshot().status, 'done');
});

test.run();
