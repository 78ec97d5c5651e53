/** Drafts and probes as answers read them. */

import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { poll } from '../batches.ts';
import { endOf, file, found, markOf, row, url } from '../drafts/rows.ts';
import { DAY, lead, MINUTE, type Open } from '../support.ts';
import { listedEntry } from './search.ts';

const all = { offset: 0, limit: 10 };

export function draftLookupTests(test: ReturnType<typeof suite>, open: Open): void {
  test('lookup: the drafts of a number, with their files and the best title there is', async () => {
    const store = open();
    const epoch = await lead(store, 'prober');
    const draft = { ...found, changed: true };
    const untitled = (name: string, revision: number) => ({
      ...file(name, { title: null }),
      number: 4349,
      revision,
    });
    await store.drafts.commit(
      epoch,
      endOf(markOf(), {
        drafts: [draft, { ...draft, revision: 1 }, { ...draft, number: 4350, state: 'vanished' }],
        files: [
          { ...file('D4349R0.html'), title: 'Own title' },
          { ...file('D4349R0.pdf'), title: null, misses: 2 },
          untitled('D4349R1.pdf', 1),
        ],
      }),
    );
    await poll(store, await lead(store, 'poller'), {
      entries: [listedEntry('P4349R0', 'Published title')],
    });
    const drafts = await store.lookup.draftsOf(4_349);
    assert.equal(
      drafts.map(({ revision, title, urls }) => [revision, title, urls]),
      [
        [0, 'Own title', [url('D4349R0.html')]],
        [1, 'Published title', [url('D4349R1.pdf')]],
      ],
    );
    assert.ok(Math.abs((drafts[0]?.firstSeenAt ?? 0) - store.now()) < MINUTE);
    const since = await store.lookup.draftsSince(store.now() - DAY, all);
    assert.equal(
      [since.total, ...since.rows.map(({ number, revision }) => `${number}R${revision}`)],
      [2, '4349R1', '4349R0'],
    );
    const second = await store.lookup.draftsSince(store.now() - DAY, { offset: 1, limit: 1 });
    assert.equal([second.total, second.rows[0]?.revision], [2, 0]);
    assert.is((await store.lookup.draftsSince(store.now() + MINUTE, all)).total, 0);
  });

  test('lookup: where a number is looked for, when it was last, with what answer', async () => {
    const store = open();
    const epoch = await lead(store, 'prober');
    const mark = markOf({ rows: [row('D4349R0.pdf'), row('D4349R0.html')] });
    await store.drafts.mark(epoch, mark);
    const rows = [row('D4349R0.pdf', { lastAsked: 1, lastStatus: 404 })];
    await store.drafts.commit(epoch, endOf(mark, { rows }));
    const [html, pdf, ...others] = await store.lookup.probesOf(4_349);
    assert.equal(others, []);
    assert.equal(
      [html?.url, html?.lastAskedAt, html?.lastStatus],
      [url('D4349R0.html'), null, null],
    );
    assert.equal([pdf?.class, pdf?.lastStatus], ['F', 404]);
    assert.ok(Math.abs((pdf?.lastAskedAt ?? 0) - store.now()) < MINUTE);
    assert.equal(await store.lookup.probesOf(1), []);
  });
}
