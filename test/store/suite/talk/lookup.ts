/** What answers read: one paper, its neighbours, history, and what operators did. */

import { randomUUID } from 'node:crypto';
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StagedEvent } from '../../../../src/domain/papers/staged.ts';
import { entry, newPaper, poll } from '../batches.ts';
import { DAY, draft, HOUR, lead, type Open } from '../support.ts';
import { listedEntry } from './search.ts';

const all = { offset: 0, limit: 10 };

/** News of a paper in a group. */
const news = (key: string, ord: number, change: Partial<StagedEvent> = {}): StagedEvent => ({
  ...newPaper(key, ord),
  ...change,
});

export function lookupTests(test: ReturnType<typeof suite>, open: Open): void {
  test('lookup: the revisions of a number, and one entry as it is stored', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const entries = [
      listedEntry('P0447R9', 'Hive', '2020-01'),
      listedEntry('P0447R28', 'Hive', '2024-08'),
      listedEntry('D0447R3', 'Hive'),
      listedEntry('P0448R0', 'Other'),
      entry('LWG447', { prefix: 'LWG', number: 447, revision: null, section: '7.1 [dcl]' }),
    ];
    await poll(store, epoch, { entries });
    const family = await store.lookup.family(447);
    assert.equal(
      family.map(({ key }) => key),
      ['D0447R3', 'P0447R28', 'P0447R9'],
    );
    assert.is((await store.lookup.entry('LWG447'))?.section, '7.1 [dcl]');
    assert.equal(await store.lookup.entry('P0447R28'), {
      key: 'P0447R28',
      prefix: 'P',
      number: 447,
      revision: 28,
      regular: true,
      title: 'Hive',
      authors: ['Ada Lovelace'],
      groups: ['LEWG'],
      date: '2024-08',
      link: 'https://wg21.link/p0447r28',
      longLink: null,
      githubUrl: null,
      section: null,
      status: null,
      missing: false,
    });
    assert.is(await store.lookup.entry('P9999R0'), null);
    assert.equal(await store.lookup.family(9_999), []);
  });

  test('lookup: an entry that is gone is shown as gone', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    await poll(store, epoch, { entries: [listedEntry('P0001R0', 'A')] });
    await poll(store, epoch, { missing: [{ key: 'P0001R0', missing: true }] });
    assert.is((await store.lookup.entry('P0001R0'))?.missing, true);
  });

  test('lookup: the nearest numbers, each once, the nearest first', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const keys = ['P0100R0', 'P0104R0', 'P0104R1', 'P0110R0', 'P0111R0', 'P0112R0', 'N0105'];
    await poll(store, epoch, { entries: keys.map((key) => listedEntry(key, 'A')) });
    assert.equal(await store.lookup.nearest(105, 3), [104, 100, 110]);
    assert.equal(await store.lookup.nearest(104, 3), [104, 100, 110]);
    assert.equal(await store.lookup.nearest(9_000, 3), [112, 111, 110]);
    assert.equal(await store.lookup.nearest(1, 2), [100, 104]);
  });

  test('lookup: news of the last days, the latest first, by group and by page', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const inGroup = (group: string) => ({
      facts: { entry: { title: 'x', authors: [], groups: [group], date: null, url: null } },
    });
    await poll(store, epoch, { events: [news('P0001R0', 0)] });
    await store.pass(3 * DAY);
    const second = [
      news('P0002R0', 0, inGroup('SG9')),
      news('P0003R0', 1, inGroup('LEWG')),
      news('P0003R1', 2, { folded_into: 'new:P0003R0' }),
      news('LWG1', 3, { kind: 'issue.new' }),
      news('N1', 4, { kind: 'ndoc.new', ...inGroup('SG9') }),
    ];
    await poll(store, epoch, { events: second });
    const keys = async (since: number, group: string | null, page = all) => {
      const { rows, total } = await store.lookup.recent(since, group, page);
      return [...rows.map(({ key }) => key), total];
    };
    const [dayAgo, weekAgo] = [store.now() - DAY, store.now() - 7 * DAY];
    assert.equal(await keys(dayAgo, null), ['N1', 'P0003R0', 'P0002R0', 3]);
    assert.equal(await keys(weekAgo, null), ['N1', 'P0003R0', 'P0002R0', 'P0001R0', 4]);
    assert.equal(await keys(weekAgo, 'SG9'), ['N1', 'P0002R0', 2]);
    assert.equal(await keys(weekAgo, null, { offset: 2, limit: 1 }), ['P0002R0', 4]);
    const [first] = (await store.lookup.recent(dayAgo, 'LEWG', all)).rows;
    assert.ok(first !== undefined && Math.abs(first.at - store.now()) < HOUR);
    assert.equal([first.kind, first.facts.entry?.groups], ['paper.new', ['LEWG']]);
  });

  test('lookup: the last mailing, or that of a month, by number', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const mailing = (day: string, ids: readonly string[], ord: number): StagedEvent =>
      news('mailing', ord, {
        kind: 'mailing.posted',
        dedupe: `mailing:${day}`,
        facts: { entry: null, count: ids.length, day, ids },
      });
    const keys = ['P0300R1', 'P0200R0', 'P0100R2'];
    await poll(store, epoch, {
      entries: keys.map((key) => listedEntry(key, 'A')),
      events: [mailing('2026-06-17', ['P0100R2'], 0), mailing('2026-08-18', keys, 1)],
    });
    const short = async (month: string | null, page = all) => {
      const found = await store.lookup.mailing(month, page);
      return found === null ? null : [found.day, found.total, ...found.rows.map(({ key }) => key)];
    };
    assert.equal(await short(null), ['2026-08-18', 3, 'P0100R2', 'P0200R0', 'P0300R1']);
    assert.equal(await short('2026-06'), ['2026-06-17', 1, 'P0100R2']);
    assert.equal(await short(null, { offset: 2, limit: 2 }), ['2026-08-18', 3, 'P0300R1']);
    assert.is(await short('2026-07'), null);
  });

  test('ops log: every use is one row, however often it is written', async () => {
    const store = open();
    const use = { id: randomUUID(), who: 'U0OPS', command: 'pause poller', outcome: 'done' };
    await store.opsLog.write(use);
    await store.opsLog.write(use);
    await store.people.forget('U0OPS');
    assert.equal(await store.opsUses(), [use]);
  });

  test('who is forgotten leaves no click behind, and nobody with a longer id loses anything', async () => {
    const store = open();
    const keys = ['act:U1:5.1', 'act:U12:5.1', 'ev:E1'];
    for (const key of keys) await store.seen.note(key);
    await store.outbox.enqueue([draft('dm:U12:1', { dest: 'C1' })]);
    await store.people.forget('U1');
    assert.equal(
      [await store.seen.note('act:U1:5.1'), await store.seen.note('act:U12:5.1')],
      [true, false],
    );
    assert.equal(await store.outbox.enqueue([draft('dm:U12:1', { dest: 'C1' })]), { written: 0 });
  });
}
