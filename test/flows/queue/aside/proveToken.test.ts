import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { proveToken } from '../../../../src/flows/queue/proveToken.ts';
import { failure } from '../support/slack.ts';
import { ground, MINUTE, post, SECOND, startQueue } from '../support/world.ts';

const test = suite('a token in quiet hours');

test('delivery 5.3: a token withdrawn while nothing is sent is noticed within five minutes', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.slack.token = false;
  await queue.pass(5 * MINUTE, SECOND);
  assert.is(queue.facts('queue.unauthorised').length, 1);
  on.slack.token = true;
  await queue.pass(61 * SECOND, SECOND);
  assert.is(queue.facts('queue.authorised').length, 1);
});

test('while Slack wants no call it is not asked', async () => {
  const on = ground();
  const queue = await startQueue(on);
  queue.needs.keeper.limited({
    method: 'auth.test',
    dest: '*',
    scope: 'workspace',
    waitMs: MINUTE,
  });
  const before = on.slack.tests;
  assert.equal(await proveToken(queue.needs), { signal: 'none', facts: [] });
  assert.is(on.slack.tests, before);
});

test('a limit closes a gate, which outlives the process', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const limited = failure({ category: 'RATE_LIMIT', reason: 'http_429' });
  const chat = {
    auth: async () => ({
      type: 'limited' as const,
      scope: 'method' as const,
      retryAfterMs: 30 * SECOND,
      failure: limited,
    }),
  };
  const way = { mode: 'slack', chat: Object.assign(Object.create(on.slack), chat) } as const;
  const { signal, facts } = await proveToken({ ...queue.needs, way });
  assert.is(signal, 'none');
  assert.equal(
    facts.map((fact) => fact.type === 'queue.failed' && fact.failure.category),
    ['RATE_LIMIT'],
  );
  assert.equal(
    (await on.store.outbox.gates()).map(({ method }) => method),
    ['auth.test'],
  );
});

test('a dry run has no token', async () => {
  const on = ground();
  const queue = await startQueue(on, 'dry_run');
  await queue.enqueue(post('x', 'C1'));
  assert.equal(await proveToken(queue.needs), { signal: 'none', facts: [] });
});

test.run();
