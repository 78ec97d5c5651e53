import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { WatchWish } from '../../../src/domain/papers/match/understand.ts';
import { understandWatch } from '../../../src/flows/people/understandWatch.ts';
import type { Library, LibraryEntry } from '../../../src/ports/library.ts';
import { knownEntries } from '../../support/papers/known.ts';
import { assembled } from '../../support/papers/wg21.ts';

const test = suite('what somebody means to watch');

let entries: readonly LibraryEntry[] = [];

test.before(() => {
  entries = knownEntries(assembled());
});

/** Gives everything: the domain decides. */
const library: Library = { find: async () => entries };

const meant = async (value: string, change: Partial<WatchWish> = {}) => {
  const bare = { exact: false, as: null, without: [], groups: [], kinds: [], delivery: null };
  const found = await understandWatch({ library }, { value, ...bare, ...change });
  if (found.type === 'problem') return found.text;
  const latest = found.latest.map(({ key }) => key);
  return [found.draft.kind, found.draft.value, found.count, latest.length, found.revision];
};

test('papers-18: li is an author of 4 papers, of which the three latest are named', async () => {
  assert.equal(await meant('li'), ['author', 'li', 4, 3, null]);
});

test('papers-18: a revision stands for its number', async () => {
  assert.equal(await meant('P2300R10'), ['paper', 'P2300', 1, 1, 'P2300R10']);
});

test('what is no author is a keyword', async () => {
  assert.equal(await meant('#embed'), ['keyword', '#embed', 3, 3, null]);
  assert.equal(await meant('no such words anywhere'), [
    'keyword',
    'no such words anywhere',
    0,
    0,
    null,
  ]);
});

test('an issue counts as one', async () => {
  assert.equal(await meant('LWG4000'), ['issue', 'LWG4000', 1, 1, null]);
});

test.run();
