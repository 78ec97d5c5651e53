import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { idOf } from '../../../../src/domain/papers/id/id.ts';
import { readIndex } from '../../../../src/domain/papers/index/read.ts';
import { rawEntry, rawKey } from '../../../../src/domain/papers/index/scan.ts';
import {
  aroundMailing,
  assembled,
  bodyOf,
  type IndexObject,
  march2021,
  may2021,
} from '../../../support/papers/wg21.ts';

const test = suite('reading an index');

const read = (index: unknown, least = 1) => readIndex(bodyOf(index), 'abc', least);
const readText = (text: string) => readIndex(Buffer.from(text), 'abc', 1);

/** What was read, or the gate that refused. */
const seen = (answer: ReturnType<typeof readIndex>) =>
  answer.type === 'rejected' ? answer.gate : answer.index.ids.map((id) => idOf(id).key);

function numbers(index: IndexObject) {
  const answer = read(index);
  if (answer.type === 'rejected') throw new Error(answer.message);
  const ids = answer.index.ids.map(idOf);
  const counts = Object.groupBy(ids, ({ prefix }) => prefix);
  return {
    prefixes: Object.fromEntries(Object.entries(counts).map(([name, some]) => [name, some.length])),
    irregular: ids.filter(({ regular }) => !regular).length,
    ...answer.size,
    warnings: answer.index.warnings,
  };
}

test('counts the entries of March 2021', () => {
  assert.equal(numbers(march2021()), {
    prefixes: {
      CWG: 2480,
      D: 423,
      EDIT: 4563,
      EWG: 189,
      FS: 71,
      LEWG: 531,
      LWG: 3059,
      N: 3469,
      P: 3692,
      SD: 6,
    },
    irregular: 22,
    entries: 18_483,
    papers: 3692,
    frontier: 2400,
    warnings: {},
  });
});

test('counts the entries of May 2021', () => {
  const { entries, papers, frontier } = numbers(may2021());
  assert.equal({ entries, papers, frontier }, { entries: 18_647, papers: 3792, frontier: 2400 });
});

test('counts every id of August 2026; two outliers do not move the frontier', () => {
  assert.equal(numbers(assembled()), {
    prefixes: {
      CWG: 3194,
      D: 531,
      EDIT: 9236,
      EWG: 189,
      FS: 71,
      LEWG: 531,
      LWG: 4133,
      N: 3621,
      P: 7622,
      SD: 8,
    },
    irregular: 39,
    entries: 29_136,
    papers: 7622,
    frontier: 4348,
    warnings: {},
  });
});

test('irregular ids and outliers leave the frontier where it is; other keys are skipped', () => {
  const more = {
    P04116R0: {},
    P3141: {},
    D4752: {},
    draft: {},
    standard: {},
    P5000R1: {},
    P5001R0: {},
  };
  const { frontier, entries, warnings } = numbers({ ...assembled(), ...more });
  assert.equal({ frontier, entries }, { frontier: 4348, entries: 29_137 }); // only P5001R0 is new
  assert.equal(warnings, { key_unknown: 2 });
});

test('knows the sizes before and after a mailing', () => {
  const { base, next } = aroundMailing();
  const { entries, frontier } = numbers(base);
  assert.equal({ entries, frontier }, { entries: 26_886, frontier: 3160 });
  assert.is(numbers(next).entries, 27_058);
});

const refused: readonly (readonly [string, string, string])[] = [
  ['an array', '[]', 'not_object'],
  ['null', 'null', 'not_object'],
  ['a string', '"x"', 'not_object'],
  ['nothing at all', '', 'not_object'],
  ['an empty index', '{}', 'too_few'],
  ['a page', '<!doctype html><html></html>', 'html'],
  ['a page behind blank lines', '\n\n <html>', 'html'],
  ['a body cut in the middle', '{"P0001R0":{"type":"pa', 'not_json'],
  ['a body cut between entries', '{"P0001R0":{"type":"paper"},', 'not_json'],
  ['something behind the end', '{"P0001R0":{}} x', 'not_json'],
  ['a trailing comma', '{"P0001R0":{},}', 'not_json'],
  ['a trailing comma in a list', '{"P0001R0":{"issues":["a",]}}', 'not_json'],
  ['a raw line break in a string', '{"P0001R0":{"title":"a\nb"}}', 'not_json'],
  ['an unknown escape', '{"P0001R0":{"title":"\\x"}}', 'not_json'],
  ['a wrong number', '{"P0001R0":{"n":01}}', 'not_json'],
  ['a wrong word', '{"P0001R0":{"n":nul}}', 'not_json'],
  ['a missing colon', '{"P0001R0" {}}', 'not_json'],
  ['an entry without type, link', '{"P0001R0":{"title":"x"}}', 'fields_missing'],
];

for (const [what, text, gate] of refused)
  test(`refuses ${what}`, () => assert.is(seen(readText(text)), gate));

test('is as strict as JSON.parse', () => {
  const good =
    '{"P0001R0":{"type":"paper","link":"l","title":"a\\u00e9\\"\\n","n":[-1.5e3,true,{"a":null}]}}';
  for (let at = 0; at < good.length; at++) {
    for (const letter of ['"', '\\', '{', '}', ',', ' ', '0', '\u0001']) {
      const text = good.slice(0, at) + letter + good.slice(at + 1);
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false; // that is the answer
      }
      assert.is(seen(readText(text)) !== 'not_json', valid || text[0] !== '{', text);
    }
  }
});

const entry = { type: 'paper', link: 'https://wg21.link/x', title: 'x' };

test('takes a byte order mark and blanks for what they are', () => {
  assert.equal(seen(readText(`\ufeff\n ${JSON.stringify({ P0001R0: entry }, null, 2)}\n`)), [
    'P0001R0',
  ]);
});

test('nothing but enough usable entries passes', () => {
  assert.is(seen(read({ P0001R0: entry, draft: entry, P0002R0: 5 }, 2)), 'too_few');
  const usable = { P0001R0: entry, draft: entry, P0002R0: 5, standard: 5 };
  const answer = read(usable, 1);
  assert.equal(seen(answer), ['P0001R0']);
  const warnings = answer.type === 'index' ? answer.index.warnings : null;
  assert.equal(warnings, { key_unknown: 2, entry_not_object: 1 });
});

test('asks for type and link on 95 of 100 entries and for a title on 95 of 100 papers', () => {
  const index = (bare: object, count: number) =>
    Object.fromEntries(
      Array.from({ length: 100 }, (_, n) => [`P${1000 + n}R0`, n < count ? bare : entry]),
    );
  const { type, link, title } = entry;
  for (const bare of [
    { type, link },
    { type, title },
    { link, title },
    { ...entry, link: '' },
  ]) {
    assert.is(seen(read(index(bare, 6))), 'fields_missing');
    assert.is(seen(read(index(bare, 5))).length, 100);
  }
});

test('of two keys that differ in case the richer entry stays, of equally rich the later', () => {
  const rich = { ...entry, author: 'A' };
  const title = (index: object) => {
    const answer = read(index);
    if (answer.type === 'rejected') throw new Error(answer.message);
    const { warnings } = answer.index;
    return { key: rawKey(answer.index, 0), author: rawEntry(answer.index, 0)['author'], warnings };
  };
  const once = { key_in_two_cases: 1 };
  assert.equal(title({ P0001R0: rich, p0001r0: entry }), {
    key: 'P0001R0',
    author: 'A',
    warnings: once,
  });
  assert.equal(title({ p0001r0: entry, P0001R0: rich }), {
    key: 'P0001R0',
    author: 'A',
    warnings: once,
  });
  assert.equal(title({ P0001R0: entry, p0001r0: entry }), {
    key: 'p0001r0',
    author: undefined,
    warnings: once,
  });
});

test('keys with escapes, full-width letters or invisible marks are read like any other', () => {
  const key = (text: string) => seen(readText(`{"${text}":${JSON.stringify(entry)}}`));
  assert.equal(key('\\u00500001R0'), ['P0001R0']);
  assert.equal(key('Ｐ0001Ｒ0'), ['P0001R0']);
  assert.equal(key('P0001\u200bR0'), ['P0001R0']);
  assert.is(key('P0001R0\\n5'), 'too_few');
});

test('of the same key twice the last stays', () => {
  const twice = `{"P0001R0":${JSON.stringify({ ...entry, author: 'A' })},"P0001R0":${JSON.stringify(entry)}}`;
  const answer = readText(twice);
  if (answer.type === 'rejected') throw new Error(answer.message);
  assert.equal(rawEntry(answer.index, 0), entry);
  assert.equal(answer.index.warnings, {});
});

test('keys such as __proto__ are unknown keys', () => {
  const text = `{"__proto__":{"type":"x"},"constructor":{},"P0001R0":${JSON.stringify(entry)}}`;
  const answer = readText(text);
  if (answer.type === 'rejected') throw new Error(answer.message);
  assert.equal(answer.index.warnings, { key_unknown: 2 });
});

test('says with what numbers it refused', () => {
  const answer = read({ P0007R0: entry }, 5000);
  if (answer.type !== 'rejected') throw new Error('was not refused');
  const { held, ...refused } = answer;
  assert.is(held?.size.entries, 1, 'for an operator who lets it pass');
  assert.equal(refused, {
    type: 'rejected',
    gate: 'too_few',
    numbers: { bytes: 69, entries: 1, papers: 1, frontier: 7, gone: null },
    sha256: 'abc',
    message: 'too few usable entries (bytes 69, entries 1, papers 1, frontier 7)',
  });
});

test.run();
