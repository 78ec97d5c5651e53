import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { foldName, splitAuthors } from '../../../../src/domain/papers/entry/authors.ts';
import { indexDate } from '../../../../src/domain/papers/entry/date.ts';
import { decodeEntry, type RawEntry } from '../../../../src/domain/papers/entry/entry.ts';
import { splitGroups } from '../../../../src/domain/papers/entry/groups.ts';
import { indexId } from '../../../../src/domain/papers/id/id.ts';

const test = suite('entries');

const tomorrow = '2026-08-23';

/** What a reader gives, and the warnings on the way. */
function heard<T>(read: (warn: (word: string) => void) => T): { value: T; warnings: string[] } {
  const warnings: string[] = [];
  return { value: read((word) => warnings.push(word)), warnings };
}

function decode(raw: RawEntry) {
  const id = indexId('P0001R0');
  if (id === null) throw new Error('no id');
  return heard((warn) => decodeEntry(id, raw, tomorrow, warn));
}

const dates: readonly (readonly [string, string | null, string, string[]])[] = [
  ['2016-10-14', '2016-10-14', 'day', []],
  ['20091230', '2009-12-30', 'day', []],
  ['20 November 2009', '2009-11-20', 'day', []],
  ['3 Sept 2009', '2009-09-03', 'day', []],
  ['March 2009', '2009-03', 'month', []],
  ['Sept 2009', '2009-09', 'month', []],
  ['sep 2009', '2009-09', 'month', []],
  ['2016-10', '2016-10', 'month', []],
  ['2016', '2016', 'year', []],
  ['2012-02-29', '2012-02-29', 'day', []],
  ['2013-02-29', null, 'none', ['date_unreadable']],
  ['2009-13-01', null, 'none', ['date_unreadable']],
  ['2009-13', null, 'none', ['date_unreadable']],
  ['20091301', null, 'none', ['date_unreadable']],
  ['Sept', null, 'none', ['date_unreadable']],
  ['Smarch 2009', null, 'none', ['date_unreadable']],
  ['unknown', null, 'none', []],
  ['2026-08-23', '2026-08-23', 'day', []],
  ['2031-01-01', '2031-01-01', 'day', ['date_in_future']],
];

for (const [raw, iso, precision, warnings] of dates)
  test(`the date ${raw} reads as ${iso} (${precision})`, () => {
    const read = heard((warn) => indexDate(raw, tomorrow, warn));
    assert.equal(read, { value: { raw, iso, precision }, warnings });
  });

const groups: readonly (readonly [string, readonly string[], string[]])[] = [
  ['EWG Evolution', ['EWG'], []],
  ['EWGI SG17: EWG Incubator', ['EWGI'], []],
  ['Library Evoution', ['LEWG'], []],
  ['Library Evolution', ['LEWG'], []],
  ['Library', ['LWG'], []],
  ['SG1, SG12', ['SG1', 'SG12'], []],
  ['LEWG/LWG', ['LEWG', 'LWG'], []],
  ['SG1 Concurrency and Parallelism', ['SG1'], []],
  ['SG13 I/O', ['SG13'], []],
  ['SG22 Compatibility, C/C++ Liaison', ['SG22'], []],
  ['ARG/ABI', ['ARG/ABI'], []],
  ['SG23 Safety and Security; Core', ['SG23', 'CWG'], []],
  ['All of WG21', ['All of WG21'], []],
  ['?', [], []],
  ['EWG?', ['EWG'], []],
  ['Astronomy', ['Astronomy'], ['group_unknown']],
  ['SG99', ['SG99'], ['group_unknown']],
];

for (const [text, value, warnings] of groups)
  test(`the subgroup ${text} means ${value.join(' and ') || 'none'}`, () => {
    assert.equal(
      heard((warn) => splitGroups(text, warn)),
      { value, warnings },
    );
  });

test('names stand between commas, semicolons, ampersands and the word and', () => {
  const names = (text: string) => splitAuthors(text);
  assert.equal(names('A. Berkan, C. Mysen, H. Boehm;'), ['A. Berkan', 'C. Mysen', 'H. Boehm']);
  assert.equal(names('Walter Brown & Marc Paterno'), ['Walter Brown', 'Marc Paterno']);
  assert.equal(names('Matúš Chochlík, Axel Naumann, and David Sankel'), [
    'Matúš Chochlík',
    'Axel Naumann',
    'David Sankel',
  ]);
  assert.equal(names('Andy Sandoz (Foo, Bar and Baz), B'), ['Andy Sandoz (Foo, Bar and Baz)', 'B']);
  assert.equal(names('unknown'), []);
  assert.equal(splitAuthors(null), []);
});

test('parentheses do not count for matching', () => {
  assert.is(foldName('Wen-Heng (Jack) Chung'), 'wen-heng chung');
  assert.is(foldName('Jean (open'), 'jean');
});

test('titles are cleaned, tags and ticks stay', () => {
  const title = (text: string) => decode({ title: text }).value.title;
  assert.is(
    title('Extending <code><chrono></code> to Calendars'),
    'Extending <code><chrono></code> to Calendars',
  );
  assert.is(
    title('this &amp; that &quot;x&quot; &#39;y&#x27; &lt;z&gt;'),
    `this & that "x" 'y' <z>`,
  );
  assert.is(
    title('&amp;lt; stays one step away; &unknown; &#0; &#xd800;'),
    '&lt; stays one step away; &unknown; &#0; &#xd800;',
  );
  assert.is(title('  a \n\t b  c '), 'a b c');
  assert.is(title('`x` *y* @channel'), '`x` *y* @channel');
  assert.is(title('right\u202eleft\u200f\u0007'), 'rightleft');
  assert.is(title('Kamin\u0301ski'), 'Kamiński');
  assert.is(title('half \ud83d'), 'half \ufffd');
  assert.is(title('   '), null);
});

test('what is no text is null and warned about', () => {
  for (const value of [null, 7, [], { a: 1 }, true])
    assert.equal(decode({ title: value, author: value }).warnings, [
      'title_not_text',
      'author_not_text',
    ]);
  assert.is(decode({ title: 7 }).value.title, null);
  assert.equal(decode({}).warnings, []);
});

test('a megabyte of title is cut at 2,000 letters, between characters', () => {
  const { value, warnings } = decode({ title: 'x'.repeat(1_000_000) });
  assert.is(value.title?.length, 2000);
  assert.equal(warnings, ['title_cut']);
  assert.is(decode({ title: `${'x'.repeat(1999)}💥!` }).value.title?.length, 1999);
});

test('an unknown type only warns', () => {
  assert.equal(decode({ type: 'memo', title: 'x' }).warnings, ['type_unknown']);
  assert.equal(decode({ type: 'draft' }).warnings, []);
});

test('links are http or https, or nothing', () => {
  const link = (text: string) => decode({ link: text, long_link: 'http://a.example/x.ps' });
  assert.is(link('https://wg21.link/p1').value.link, 'https://wg21.link/p1');
  assert.is(link('HTTP://wg21.link/p1').value.longLink, 'http://a.example/x.ps');
  for (const bad of ['javascript:alert(1)', 'ftp://x', '//x', 'https://a b', 'https://x/<y>'])
    assert.equal([link(bad).value.link, link(bad).warnings], [null, ['link_not_http']], bad);
});

test('the submitter of an issue stands for its author; section and status are kept', () => {
  const { value } = decode({
    submitter: 'Bill Gibbons',
    section: '7.1 [dcl]',
    status: 'NAD',
    subgroup: 'Core',
  });
  assert.equal(value.authors, ['Bill Gibbons']);
  assert.equal([value.section, value.status, value.groups], ['7.1 [dcl]', 'NAD', ['CWG']]);
});

/** The English names and lengths of the months. */
const months: readonly (readonly [string, number])[] = [
  ['January', 31] as const,
  ['February', 28] as const,
  ['March', 31] as const,
  ['April', 30] as const,
  ['May', 31] as const,
  ['June', 30] as const,
  ['July', 31] as const,
  ['August', 31] as const,
  ['September', 30] as const,
  ['October', 31] as const,
  ['November', 30] as const,
  ['December', 31] as const,
];

const isoOf = (raw: string) => indexDate(raw, tomorrow, () => {}).iso;

months.forEach(([name, days], index) => {
  const month = String(index + 1).padStart(2, '0');
  test(`${name} is month ${month} by its name and three letters, and has ${days} days`, () => {
    for (const word of [name, name.slice(0, 3), name.toUpperCase()]) {
      assert.is(isoOf(`${word} 2009`), `2009-${month}`);
      assert.is(isoOf(`${days} ${word} 2009`), `2009-${month}-${days}`);
      assert.is(isoOf(`${days + 1} ${word} 2009`), null);
    }
    assert.is(isoOf(`2009${month}${days}`), `2009-${month}-${days}`);
    assert.is(isoOf(`2009-${month}-${days + 1}`), null);
    assert.is(isoOf(`2009-${month}-00`), null);
  });
});

test('a year of a full century has a leap day only every 400 years', () => {
  assert.equal(['2000-02-29', '1900-02-29', '2024-02-29', '2023-02-29'].map(isoOf), [
    '2000-02-29',
    null,
    '2024-02-29',
    null,
  ]);
  assert.equal(['2009-00', '2009-00-10'].map(isoOf), [null, null]);
});

test('a date of tomorrow is no warning, one after it is', () => {
  const warned = (raw: string) => heard((warn) => indexDate(raw, '2026-08-23', warn)).warnings;
  assert.equal([warned('2026-08-23'), warned('2026-08-24')], [[], ['date_in_future']]);
});

test.run();
