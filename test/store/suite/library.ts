/** Looking for entries. */

import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Probe } from '../../../src/ports/library.ts';
import { entry, poll } from './batches.ts';
import { lead, type Open } from './support.ts';

export function libraryTests(test: ReturnType<typeof suite>, open: Open): void {
  test('finds entries by name, phrase, number, key and group', async () => {
    const store = open();
    const entries = [
      entry('P1000R0', {
        title: 'On <=>',
        title_fold: 'on <=>',
        groups: ['SG9'],
        authors: ['Arthur O’Dwyer'],
        author_fold: ['arthur o’dwyer'],
      }),
      entry('P1001R0', { authors: ['B. Stroustrup'], author_fold: ['b. stroustrup'] }),
      entry('LWG1001', { prefix: 'LWG', revision: null }),
    ];
    await poll(store, await lead(store, 'poller'), { entries });
    const find = async (probe: Probe) =>
      (await store.library.find(probe)).map(({ key }) => key).sort();
    assert.equal(await find({ by: 'name', words: ['odwyer', 'x'], all: false }), ['P1000R0']);
    assert.equal(await find({ by: 'name', words: ['odwyer', 'x'], all: true }), []);
    assert.equal(await find({ by: 'name', words: ['ada', 'lovelace'], all: true }), ['LWG1001']);
    assert.equal(await find({ by: 'phrase', phrase: '<=>' }), ['P1000R0']);
    assert.equal(await find({ by: 'numbers', from: 1001, to: 1500 }), ['P1001R0']);
    assert.equal(await find({ by: 'key', key: 'LWG1001' }), ['LWG1001']);
    assert.equal(await find({ by: 'group', group: 'SG9' }), ['P1000R0']);
    assert.equal((await store.library.find({ by: 'key', key: 'P1000R0' }))[0], {
      key: 'P1000R0',
      prefix: 'P',
      number: 1000,
      revision: 0,
      date: '2026-08',
      title: 'On <=>',
      titleFold: 'on <=>',
      authors: ['Arthur O’Dwyer'],
      authorFold: ['arthur o’dwyer'],
      groups: ['SG9'],
    });
  });
}
