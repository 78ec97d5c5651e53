import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alert, withoutDatabase } from '../support/away.ts';
import { failure, sunny } from '../support/slack.ts';
import { SECOND, startQueue } from '../support/world.ts';

const test = suite('what is handed over without the database');

test('handed over and killed before it was sent: the next process tells it, once', async () => {
  const { on, queue } = await withoutDatabase();
  on.slack.weather = () => ({
    verdict: {
      type: 'refused',
      kind: 'transient',
      failure: failure({ category: 'NETWORK', reason: 'refused' }),
    },
  });
  queue.ring.offer(alert('a:1', 'alert:a'));
  queue.ring.offer(alert('a:2', 'alert:a', { kind: 'update' }));
  await queue.ring.keep();
  await queue.kill();
  on.away = false;
  on.slack.weather = sunny;
  const next = await startQueue(on);
  await next.pass(40 * SECOND, 250);
  assert.equal(on.slack.texts('COPS'), ['a:2'], 'in its last state');
  assert.equal([...on.slack.edits], []);
  assert.equal(on.rescues.kept, []);
});

test('what Slack has stays sent, whichever line came last to the disk', async () => {
  const { on, queue } = await withoutDatabase();
  queue.ring.offer(alert('a:1', 'alert:a'));
  await queue.pass(5 * SECOND);
  assert.equal(on.slack.texts('COPS'), ['a:1']);
  const [sent] = on.rescues.kept;
  if (sent === undefined) throw new Error('nothing was kept');
  on.rescues.kept = [sent, { ...sent, state: 'waiting', channel: null, ts: null }];
  await queue.kill();
  on.away = false;
  const next = await startQueue(on);
  await next.pass(40 * SECOND, 250);
  assert.equal(on.slack.texts('COPS'), ['a:1']);
});

test('a disk that refuses is told to who hands over, and asked again with the next one', async () => {
  const { on, queue } = await withoutDatabase();
  const { append } = on.rescues;
  on.rescues.append = async () => Promise.reject(new Error('full'));
  queue.ring.offer(alert('b:1', '', { anchorKey: null, threadOf: 'alert:b' }));
  let refused = false;
  await queue.ring.keep().catch(() => {
    refused = true;
  });
  assert.is(refused, true);
  on.rescues.append = append;
  queue.ring.offer(alert('c:1', '', { anchorKey: null, threadOf: 'alert:c' }));
  await queue.ring.keep();
  assert.equal(
    on.rescues.kept.map(({ draft }) => draft.dedupeKey),
    ['b:1', 'c:1'],
  );
});

test.run();
