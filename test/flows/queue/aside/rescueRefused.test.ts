import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../../src/domain/health/failure.ts';
import { failure } from '../support/slack.ts';
import { ground, MINUTE, post, SECOND, startQueue } from '../support/world.ts';

const test = suite('delivery past the database: what it refuses');

const down = failure({ category: 'NETWORK', reason: 'refused' });

test('a notice that the database does not take for what it is holds nobody up, and is told', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.away = true;
  await queue.pass(6 * SECOND);
  on.slack.weather = ({ text }) =>
    text === 'bad' ? { verdict: { type: 'refused', kind: 'transient', failure: down } } : null;
  queue.ring.offer(post('bad', 'COPS', { lane: 0, anchorKey: 'A' }));
  queue.ring.offer(post('good', 'COPS', { lane: 0, anchorKey: 'B' }));
  const { enqueue } = on.store.outbox;
  const constraint = new Failure({
    category: 'DB',
    reason: 'constraint',
    operation: 'outbox.enqueue',
    message: 'no',
  });
  Object.assign(on.store.outbox, {
    enqueue: (drafts: Parameters<typeof enqueue>[0]) =>
      drafts.some(({ dedupeKey }) => dedupeKey === 'bad')
        ? Promise.reject(constraint)
        : enqueue(drafts),
  });
  on.away = false;
  await queue.pass(3 * MINUTE, 250);
  await queue.enqueue(post('news'));
  await queue.pass(5 * SECOND);
  assert.equal(on.slack.texts(), ['news']);
  assert.equal(on.slack.texts('COPS'), ['good']);
  const reasons = queue.reports.flatMap((fact) =>
    fact.type === 'queue.failed' ? fact.failure.reason : [],
  );
  assert.is(reasons.filter((reason) => reason === 'constraint').length, 1);
});

test.run();
