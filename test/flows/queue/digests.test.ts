import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Content } from '../../../src/domain/delivery/content.ts';
import type { OutboxDraft, OutboxRow } from '../../../src/domain/delivery/outbox.ts';
import type { Verdict } from '../../../src/domain/delivery/verdict.ts';
import { failure } from './support/slack.ts';
import { ground, MINUTE, post, SECOND, startQueue } from './support/world.ts';

const test = suite('delivery: digests');

/** A message about one paper. */
const paper = (id: string): Content => ({
  template: 'papers',
  head: '1 new paper',
  rest: null,
  sections: [
    {
      heading: null,
      lines: [
        {
          id,
          url: null,
          mark: 'new',
          title: null,
          authors: [],
          more: false,
          groups: [],
          also: [],
          because: [],
        },
      ],
    },
  ],
});

const ids = (count: number) => Array.from({ length: count }, (_, n) => `P${1000 + n}R0`);

const papers = (count: number, some: Partial<OutboxDraft> = {}) =>
  ids(count).map((id) => post(id, 'C1', { foldable: true, content: paper(id), ...some }));

/** The ids of the papers in all messages, in order. */
const told = (texts: readonly string[]) => texts.flatMap((text) => text.split(' '));

const invalid: Verdict = {
  type: 'refused',
  kind: 'payload',
  failure: failure({ category: 'SLACK', reason: 'invalid_blocks' as never }),
};

test('delivery-1: 200 foldable rows to one channel are at most 8 messages, each paper exactly once', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.enqueue(...papers(200));
  await queue.pass(20 * SECOND);
  const texts = on.slack.texts();
  assert.ok(texts.length <= 8, `${texts.length} messages`);
  assert.equal(told(texts), ids(200));
  assert.is(queue.rows().filter(({ state }) => state === 'folded').length, 200 - texts.length);
  const counts = queue.reports.flatMap((fact) =>
    fact.type === 'delivery.folded' ? fact.count : [],
  );
  assert.is(
    counts.reduce((sum, one) => sum + one, 0),
    200 - texts.filter((text) => !text.includes(' ')).length,
  );
});

test('delivery-12: ten rows in a digest, one of them poisonous: nine arrive, one is dead', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.slack.weather = ({ text }) => (text.includes('P1004R0') ? { verdict: invalid } : null);
  await queue.enqueue(...papers(10));
  await queue.pass(30 * SECOND);
  assert.equal(
    told(on.slack.texts()).toSorted(),
    ids(10).filter((id) => id !== 'P1004R0'),
  );
  const dead = queue.rows().filter(({ state }) => state === 'dead');
  assert.equal(
    dead.map(({ dedupeKey }) => dedupeKey),
    ['P1004R0'],
  );
  assert.is(queue.facts('delivery.dead').length, 1, 'the digest itself goes quietly');
  const [row] = dead;
  on.slack.weather = () => null;
  assert.is(await on.store.deadLetters.replay(String(row?.id)), 1);
  await queue.pass(10 * SECOND);
  assert.ok(on.slack.texts().includes('P1004R0'), 'and it can be tried again');
});

test('a digest in doubt is looked up as one message', async () => {
  const on = ground();
  const queue = await startQueue(on);
  let first = true;
  const reset = failure({ category: 'NETWORK', reason: 'reset' });
  on.slack.weather = () => {
    if (!first) return null;
    first = false;
    return { verdict: { type: 'ambiguous', failure: reset }, took: true };
  };
  await queue.enqueue(...papers(10));
  await queue.pass(30 * SECOND);
  assert.equal(on.slack.texts(), [ids(10).join(' ')]);
});

test('what waited for over a minute is told together, though it is little', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const until = on.now + 2 * MINUTE;
  await on.store.outbox.closeGate({ method: 'chat.postMessage', dest: 'C1', until });
  await queue.enqueue(...papers(3));
  await queue.pass(3 * MINUTE, 250);
  assert.equal(on.slack.texts(), [ids(3).join(' ')]);
});

test('news that waited 72 h are told as a digest, though nothing else waits', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const contents: string[] = [];
  const render = queue.needs.render;
  Object.assign(queue.needs, {
    render: (row: OutboxRow) => {
      contents.push(row.content.template);
      return render(row);
    },
  });
  for (const [key, hours] of [
    ['C1', 71],
    ['C2', 73],
  ] as const) {
    const until = on.now + hours * 60 * MINUTE;
    await on.store.outbox.closeGate({ method: 'chat.postMessage', dest: key, until });
    await queue.enqueue(post(key, key, { foldable: true, content: paper('P1R0') }));
  }
  await queue.pass(71 * 60 * MINUTE, 20 * MINUTE);
  await queue.pass(MINUTE, SECOND);
  assert.equal([on.slack.texts('C1'), contents.splice(0)], [['P1R0'], ['papers', 'papers']]);
  on.slack.weather = () => ({ verdict: invalid });
  await queue.pass(2 * 60 * MINUTE, 20 * MINUTE);
  await queue.pass(MINUTE, SECOND);
  assert.is(contents[0], 'digest');
  assert.is(contents.at(-1), 'papers', 'refused as a digest, it is itself again');
});

test('the process ends with a digest under way: nothing is told twice', async () => {
  const on = ground();
  const before = await startQueue(on);
  on.slack.weather = () => {
    before.kill();
    return null;
  };
  await before.enqueue(...papers(10));
  on.slack.weather = () => null;
  const after = await startQueue(on);
  await after.pass(60 * SECOND, 250);
  assert.equal(told(on.slack.texts()), ids(10));
});

test('the next message says how many never came', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const until = on.now + 40 * MINUTE;
  await on.store.outbox.closeGate({ method: 'chat.postMessage', dest: 'C1', until });
  await queue.enqueue(post('a', 'C1', { lane: 1 }), post('b', 'C1', { lane: 1 }));
  await queue.pass(35 * MINUTE, 5 * SECOND);
  await queue.enqueue(post('c'), post('d'));
  await queue.pass(10 * MINUTE, SECOND);
  assert.equal(on.slack.texts(), ['c (2 missed)', 'd']);
  assert.is(queue.facts('delivery.expired').length, 2);
});

test('delivery-24: a dry run that stops in the middle of a digest leaves no replies without head', async () => {
  const on = ground();
  const dry = await startQueue(on, 'dry_run');
  await on.store.outbox.enqueue([
    post('head', 'C1', { anchorKey: 'A' }),
    post('one', 'C1', { threadOf: 'A' }),
    post('two', 'C1', { threadOf: 'A' }),
  ]);
  dry.actor.send({ type: 'queue.wake' });
  await dry.calm();
  dry.kill();
  assert.is(dry.facts('delivery.printed').length, 1);
  const real = await startQueue(on);
  await real.enqueue(post('news'));
  await real.pass(10 * SECOND);
  assert.equal(on.slack.texts(), ['news']);
  assert.equal(on.slack.threads, []);
});

test.run();
