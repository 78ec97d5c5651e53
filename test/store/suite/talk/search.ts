/** Search: words, filters, order and pages. */

import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { foldName } from '../../../../src/domain/papers/entry/authors.ts';
import { fold } from '../../../../src/domain/papers/fold.ts';
import { indexId } from '../../../../src/domain/papers/id/id.ts';
import { parse } from '../../../../src/domain/talk/grammar/parse.ts';
import { needleOf } from '../../../../src/domain/talk/search/needle.ts';
import { entry, poll } from '../batches.ts';
import { lead, type Open, type StoreUnderTest } from '../support.ts';

/** An entry as a poll would store it. */
export function listedEntry(
  key: string,
  title: string | null,
  date: string | null = null,
  more: { authors?: readonly string[]; groups?: readonly string[] } = {},
) {
  const id = indexId(key);
  if (id === null) throw new Error(key);
  const { authors = ['Ada Lovelace'], groups = ['LEWG'] } = more;
  return entry(key, {
    prefix: id.prefix,
    number: id.number,
    revision: id.revision,
    regular: id.regular,
    title,
    title_fold: title === null ? null : fold(title),
    date_iso: date,
    authors,
    author_fold: authors.map(foldName),
    groups,
  });
}

/** What a search for these words finds, by keys. */
async function find(store: StoreUnderTest, words: string, offset = 0, limit = 10) {
  const read = parse(`search ${words}`);
  if (read.type !== 'search') throw new Error(words);
  const { rows, total } = await store.lookup.search(needleOf(read.query), { offset, limit });
  return { keys: rows.map(({ key }) => key), total };
}

export function searchTests(test: ReturnType<typeof suite>, open: Open): void {
  const storeWith = async (...entries: Parameters<typeof listedEntry>[]) => {
    const store = open();
    const epoch = await lead(store, 'poller');
    await poll(store, epoch, { entries: entries.map((one) => listedEntry(...one)) });
    return store;
  };

  test('search: all words must match, in title or author, as whole words', async () => {
    const store = await storeWith(
      ['P0001R0', 'A span of ranges', '2020-01'],
      ['P0002R0', 'mdspan and ranges', '2020-02'],
      ['P0003R0', 'Ranges, and span', '2020-03', { authors: ['Barry Revzin'] }],
      ['P0004R0', 'Static <code>std::span<T></code>', '2020-04'],
      ['P0005R0', null, '2020-05'],
    );
    assert.equal((await find(store, 'span ranges')).keys, ['P0003R0', 'P0001R0']);
    assert.equal((await find(store, 'SPAN revzin')).keys, ['P0003R0']);
    assert.equal((await find(store, 'std::span')).keys, ['P0004R0']);
    assert.equal((await find(store, '"of ranges"')).keys, ['P0001R0']);
    assert.equal((await find(store, 'span -ranges')).keys, ['P0004R0']);
    assert.equal((await find(store, 'pan')).keys, []);
  });

  test('search: signs of C++, accents and what looks like SQL or a pattern', async () => {
    const store = await storeWith(
      ['P0001R0', 'Consistent comparison with <=> for you', '2020-01'],
      ['P0002R0', 'operator[] and 100% of #embed', '2020-02'],
      ['P0003R0', 'Grüße an “span”', '2020-03', { authors: ['Tomasz Kamiński'] }],
      ['P0004R0', "O'Dwyer's \\d+ (.*)", '2020-04'],
    );
    assert.equal((await find(store, '<=>')).keys, ['P0001R0']);
    assert.equal((await find(store, 'operator[] 100% #embed')).keys, ['P0002R0']);
    assert.equal((await find(store, 'GRUSSE')).keys, ['P0003R0']);
    assert.equal((await find(store, 'span kaminski')).keys, ['P0003R0']);
    assert.equal((await find(store, '"(.*)"')).keys, ['P0004R0']);
    assert.equal((await find(store, '.*')).keys, ['P0004R0']);
    assert.equal((await find(store, '"\'; drop table entries; --"')).keys, []);
    assert.is(await store.count('entries'), 4);
  });

  test('search: author, group, since and type each reduce the set', async () => {
    const store = await storeWith(
      ['P0001R0', 'modules', '2020-01-15', { authors: ['Arthur O\u2019Dwyer', 'Jens Maurer'] }],
      ['P0002R0', 'modules', '2021', { authors: ['Bjarne Stroustrup'], groups: ['EWG', 'SG2'] }],
      ['N4950', 'modules', '2023-05', { authors: ['Thomas Koppe'] }],
      ['LWG4500', 'modules', null, { authors: [] }],
      ['EDIT12', 'modules', null],
      ['SD7', 'modules', null],
      ['D0005R1', 'modules', null],
    );
    assert.equal((await find(store, 'author:odwyer')).keys, ['P0001R0']);
    assert.equal((await find(store, 'author:"b stroustrup"')).keys, ['P0002R0']);
    assert.equal((await find(store, 'author:"arthur maurer"')).keys, []);
    assert.equal((await find(store, 'modules group:SG2')).keys, ['P0002R0']);
    assert.equal((await find(store, 'modules since:2021')).keys, ['N4950', 'P0002R0']);
    assert.equal((await find(store, 'modules since:2020-01-15 type:paper')).keys, [
      'P0002R0',
      'P0001R0',
    ]);
    assert.equal((await find(store, 'modules type:issue,editorial')).keys, ['LWG4500', 'EDIT12']);
    assert.equal((await find(store, 'modules type:sd')).keys, ['SD7']);
    assert.equal((await find(store, 'modules type:draft')).keys, ['D0005R1']);
  });

  test('search: only the latest revision, unless all are asked for', async () => {
    const store = await storeWith(
      ['P0001R2', 'networking', '2020-01'],
      ['P0001R10', 'networking', '2020-01'],
      ['P0002R3', 'networking', '2019-01'],
      ['P0002R4', 'renamed', '2021-01'],
    );
    assert.equal((await find(store, 'networking')).keys, ['P0001R10']);
    assert.equal((await find(store, 'networking all:yes')).keys, [
      'P0001R10',
      'P0001R2',
      'P0002R3',
    ]);
  });

  test('search: pages of the latest first, with the count of all; missing entries are left out', async () => {
    const many = Array.from({ length: 23 }, (_, n) => n + 10);
    const store = await storeWith(
      ...many.map(
        (n): Parameters<typeof listedEntry> => [`P${1000 + n}R0`, 'coroutine', `20${n}-01`],
      ),
    );
    const epoch = await lead(store, 'poller');
    await poll(store, epoch, { missing: [{ key: 'P1032R0', missing: true }] });
    const first = await find(store, 'coroutine');
    assert.equal([first.total, first.keys.length, first.keys[0]], [22, 10, 'P1031R0']);
    assert.equal((await find(store, 'coroutine', 20)).keys, ['P1011R0', 'P1010R0']);
    assert.equal(await find(store, 'coroutine', 30), { keys: [], total: 22 });
  });
}
