import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../src/domain/health/failure.ts';
import type { Inbound } from '../../../src/domain/talk/inbound.ts';
import { nothingRemembered } from '../../../src/domain/talk/socket/remembered.ts';
import { type TakeNeeds, takeInbound } from '../../../src/flows/talk/takeInbound.ts';
import { createMemoryStore } from '../../../src/store/memory/memory.ts';

const clock = { now: () => 5_000, elapsed: () => 0 };
const away = new Failure({ category: 'DB', reason: 'lost', operation: 'test', message: 'away' });

function stage(some: Partial<TakeNeeds> = {}) {
  const store = createMemoryStore(clock);
  const answered: Inbound[] = [];
  const resumed: string[] = [];
  const needs: TakeNeeds = {
    seen: store.seen,
    clock,
    remembered: nothingRemembered(),
    outbox: {
      ...store.outbox,
      resume: async (dest) => {
        resumed.push(dest);
        return dest === 'C1';
      },
    },
    onInbound: async (inbound) => void answered.push(inbound),
    ...some,
  };
  const take = async (inbound: Inbound) =>
    (await takeInbound(needs, inbound)).map((fact) =>
      fact.type === 'slack.failed'
        ? `${fact.failure.category}/${fact.failure.reason} ${fact.failure.operation}`
        : fact.type,
    );
  return { needs, answered, resumed, take };
}

const command = (key: string): Inbound => ({
  type: 'command',
  command: '/paper',
  text: '',
  user: 'U1',
  channel: 'C1',
  key,
  at: 0,
  responseUrl: 'https://hooks.slack.com/x',
});

const test = suite('what arrives from Slack');

test('is answered once, however often Slack sends it', async () => {
  const { take, answered } = stage();
  assert.equal(await take(command('ev:1')), []);
  assert.equal(await take(command('ev:1')), ['slack.duplicate']);
  assert.is(answered.length, 1);
});

test('after a restart of the process the store still knows', async () => {
  const { needs, take, answered } = stage();
  await take(command('ev:1'));
  const later = { ...needs, remembered: nothingRemembered() };
  assert.equal(
    (await takeInbound(later, command('ev:1'))).map(({ type }) => type),
    ['slack.duplicate'],
  );
  assert.is(answered.length, 1);
});

test('without a database memory serves, and whoever asked is answered all the same', async () => {
  const { take, answered } = stage({ seen: { note: () => Promise.reject(away) } });
  assert.equal(await take(command('ev:1')), ['DB/lost test']);
  assert.equal(await take(command('ev:1')), ['slack.duplicate']);
  assert.is(answered.length, 1);
});

test('a flow that fails, or is broken, is a fact and no more', async () => {
  const failing = stage({ onInbound: () => Promise.reject(away) });
  assert.equal(await failing.take(command('a')), ['DB/lost test']);
  const broken = stage({ onInbound: () => Promise.reject(new TypeError('a bug')) });
  assert.equal(await broken.take(command('a')), ['UNKNOWN/bug talk.command']);
});

test('a channel that is back is written to again, and says so', async () => {
  const { take, resumed } = stage();
  const back: Inbound = { type: 'channel_restored', channel: 'C1', key: 'ev:2', at: 0 };
  assert.equal(await take(back), ['destination.restored']);
  const welcome: Inbound = { type: 'channel_restored', channel: 'C2', key: 'ev:3', at: 0 };
  assert.equal(await take(welcome), [], 'it was never away');
  assert.equal(resumed, ['C1', 'C2']);
});

test('what Slack tells of the app itself is ours', async () => {
  const { take, answered } = stage();
  assert.equal(await take({ type: 'unauthorised', reason: 'tokens_revoked', key: 'ev:3', at: 0 }), [
    'slack.token_revoked',
  ]);
  assert.equal(await take({ type: 'events_limited', minute: 7, key: 'ev:4', at: 0 }), [
    'RATE_LIMIT/events slack.events',
  ]);
  assert.equal(await take({ type: 'channel_archived', channel: 'C1', key: 'ev:5', at: 0 }), []);
  assert.equal(answered, []);
});

test.run();
