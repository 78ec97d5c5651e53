import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Verdict } from '../../../../src/domain/delivery/verdict.ts';
import { alert, withoutDatabase } from '../support/away.ts';
import { failure, sunny } from '../support/slack.ts';
import { ground, MINUTE, SECOND, startQueue } from '../support/world.ts';

const test = suite('delivery past the database');

const reset: Verdict = {
  type: 'ambiguous',
  failure: failure({ category: 'NETWORK', reason: 'reset' }),
};

test('delivery-14: the alert about the database is there at once, once, and edited when it is over', async () => {
  const { on, queue } = await withoutDatabase();
  queue.ring.offer(alert('db:firing', 'alert:db'));
  await queue.pass(10 * SECOND);
  assert.equal(on.slack.texts('COPS'), ['db:firing']);
  const sent = queue.facts('delivery.sent');
  assert.equal(
    sent.map((fact) => fact.type === 'delivery.sent' && [fact.row, fact.lane]),
    [['db:firing', 'ops']],
  );
  on.away = false;
  await queue.pass(40 * SECOND, 250);
  assert.is(queue.ring.isEmpty(), true);
  await queue.enqueue(alert('db:firing', 'alert:db'));
  await queue.enqueue(alert('db:over', 'alert:db', { kind: 'update' }));
  await queue.pass(10 * SECOND);
  assert.equal(on.slack.texts('COPS'), ['db:firing'], 'told once');
  assert.equal(
    on.slack.edits.map(({ text, ts }) => [text, ts]),
    [['db:over', '1.000000']],
  );
  assert.ok(queue.rows().every(({ state }) => state === 'sent'));
});

test('of one alert the newest state wins, and edits what is there', async () => {
  const { on, queue } = await withoutDatabase();
  on.slack.weather = () => ({
    verdict: {
      type: 'refused',
      kind: 'transient',
      failure: failure({ category: 'NETWORK', reason: 'refused' }),
    },
  });
  queue.ring.offer(alert('a:1', 'alert:a'));
  await queue.calm();
  queue.ring.offer(alert('a:2', 'alert:a', { kind: 'update' }));
  on.slack.weather = sunny;
  await queue.pass(5 * SECOND);
  assert.equal(on.slack.texts('COPS'), ['a:2']);
  queue.ring.offer(alert('a:3', 'alert:a', { kind: 'update' }));
  queue.ring.offer(alert('a:4', '', { anchorKey: null, threadOf: 'alert:a' }));
  await queue.pass(5 * SECOND);
  assert.equal(
    on.slack.edits.map(({ text }) => text),
    ['a:3'],
  );
  assert.equal(on.slack.threads, [['a:4', '1.000000']]);
  on.away = false;
  await queue.pass(40 * SECOND, 250);
  assert.equal(
    queue.rows().map(({ dedupeKey, state }) => [dedupeKey, state]),
    [
      ['a:1', 'sent'],
      ['a:2', 'sent'],
      ['a:3', 'sent'],
      ['a:4', 'sent'],
    ],
  );
});

test('an alert whose message came before the outage is edited; a reply to one nobody knows waits', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.enqueue(alert('a:1', 'alert:a'));
  await queue.pass(SECOND);
  on.away = true;
  await queue.pass(6 * SECOND);
  queue.ring.offer(alert('a:2', 'alert:a', { kind: 'update' }));
  queue.ring.offer(alert('b:2', '', { anchorKey: null, threadOf: 'alert:b' }));
  await queue.pass(5 * SECOND);
  assert.equal(
    on.slack.edits.map(({ text }) => text),
    ['a:2'],
  );
  assert.equal(on.slack.texts('COPS'), ['a:1']);
  on.away = false;
  await queue.pass(40 * SECOND, 250);
  assert.equal(on.slack.texts('COPS'), ['a:1', 'b:2'], 'left to the database');
});

test('a gate is obeyed without the database, and the database learns of it', async () => {
  const { on, queue } = await withoutDatabase();
  let first = true;
  const limited = failure({ category: 'RATE_LIMIT', reason: 'retry_after' });
  on.slack.weather = () => {
    if (!first) return null;
    first = false;
    return {
      verdict: {
        type: 'limited',
        scope: 'destination',
        failure: limited,
        retryAfterMs: 20 * SECOND,
      },
    };
  };
  const began = on.now;
  queue.ring.offer(alert('a', 'alert:a'));
  await queue.pass(19 * SECOND);
  assert.is(on.slack.calls.length, 1);
  assert.is(on.store.tables.gates.size, 0);
  on.away = false;
  await queue.pass(40 * SECOND, 250);
  assert.equal(on.slack.texts('COPS'), ['a']);
  assert.ok((on.slack.calls[1]?.at ?? 0) - began >= 20 * SECOND);
});

test('in doubt it is looked for before it goes again; without the right to look it goes again', async () => {
  for (const [history, texts] of [
    [true, ['a']],
    [false, ['a', 'a']],
  ] as const) {
    const { on, queue } = await withoutDatabase();
    on.slack.history = history;
    let first = true;
    on.slack.weather = () => {
      if (!first) return null;
      first = false;
      return { verdict: reset, took: true };
    };
    queue.ring.offer(alert('a', 'alert:a'));
    await queue.pass(10 * SECOND);
    assert.equal(on.slack.texts('COPS'), texts);
    on.away = false;
    await queue.pass(MINUTE, 250);
    assert.equal(on.slack.texts('COPS'), texts);
  }
});

test('still in doubt when the database is back, it is confirmed as any other row', async () => {
  const { on, queue } = await withoutDatabase();
  on.slack.weather = () => ({ verdict: reset, took: true });
  queue.ring.offer(alert('a', 'alert:a'));
  await queue.pass(500);
  on.slack.weather = sunny;
  on.away = false;
  await queue.pass(MINUTE, 250);
  assert.equal(on.slack.texts('COPS'), ['a']);
  assert.is(queue.rows()[0]?.state, 'sent');
});

test('blocks that Slack refuses go as text; a channel that is gone leaves it to the database', async () => {
  const { on, queue } = await withoutDatabase();
  const code = (reason: string) => failure({ category: 'SLACK', reason: reason as never });
  on.slack.weather = ({ text }) =>
    text.startsWith('plain')
      ? null
      : {
          verdict: { type: 'refused', kind: 'payload', failure: code('invalid_blocks') },
        };
  queue.ring.offer(alert('a', 'alert:a'));
  await queue.pass(5 * SECOND);
  assert.equal(on.slack.texts('COPS'), ['plain a']);
  on.slack.weather = () => ({
    verdict: { type: 'refused', kind: 'destination', failure: code('is_archived') },
  });
  queue.ring.offer(alert('b', 'alert:b'));
  await queue.pass(MINUTE, 250);
  assert.is(on.slack.calls.length, 3);
  on.away = false;
  await queue.pass(MINUTE, 250);
  assert.is(queue.rows().find(({ dedupeKey }) => dedupeKey === 'b')?.state, 'parked');
});

test('what was sent and what waits outlive the process on the disk', async () => {
  const { on, queue } = await withoutDatabase();
  queue.ring.offer(alert('a', 'alert:a'));
  await queue.pass(2 * SECOND);
  on.slack.token = false;
  queue.ring.offer(alert('b', 'alert:b'));
  await queue.pass(SECOND);
  queue.actor.send({ type: 'sup.stop' });
  await queue.calm();
  assert.equal(
    on.rescues.kept.map(({ draft, state }) => [draft.dedupeKey, state]),
    [
      ['a', 'sent'],
      ['b', 'waiting'],
    ],
  );
  on.slack.token = true;
  on.away = false;
  const next = await startQueue(on);
  await next.enqueue(alert('a', 'alert:a'));
  await next.pass(10 * SECOND);
  assert.equal(on.slack.texts('COPS'), ['a', 'b']);
  assert.equal(on.rescues.kept, []);
});

test('a killed process that sent one tells nobody twice', async () => {
  const { on, queue } = await withoutDatabase();
  queue.ring.offer(alert('a', 'alert:a'));
  await queue.pass(2 * SECOND);
  queue.kill();
  const next = await startQueue(on);
  await next.pass(5 * SECOND);
  next.ring.offer(alert('a:over', 'alert:a', { kind: 'update' }));
  await next.pass(5 * SECOND);
  on.away = false;
  await next.pass(MINUTE, 250);
  assert.equal(on.slack.texts('COPS'), ['a']);
  assert.is(on.slack.edits.length, 1);
});

test('the ring holds fifty: the oldest goes', async () => {
  const { on, queue } = await withoutDatabase();
  on.slack.token = false;
  for (let n = 0; n < 52; n++) queue.ring.offer(alert(`a${n}`, `alert:${n}`));
  const keys = queue.ring.contents().rescues.map(({ draft }) => draft.dedupeKey);
  assert.ok(keys.length <= 51, 'one may be under way');
  assert.is(keys.at(-1), 'a51');
});

test('without tokens it is printed', async () => {
  const on = ground();
  const queue = await startQueue(on, 'dry_run');
  on.away = true;
  await queue.pass(6 * SECOND);
  queue.ring.offer(alert('a', 'alert:a'));
  await queue.pass(SECOND);
  assert.equal([queue.facts('delivery.printed').length, on.slack.calls.length], [1, 0]);
});

test.run();
