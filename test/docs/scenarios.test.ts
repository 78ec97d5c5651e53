import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reasons } from '../../src/domain/health/failure.ts';

/** Every id that must have a row: a requirement, a numbered edge case, a thing that must be seen to work. */
const wanted = [
  ...ids('PS', 39, 2),
  ...ids('edge-', 26),
  ...ids('papers-', 23),
  ...ids('store-', 30),
  ...ids('supervision-', 28),
  ...ids('delivery-', 28),
  ...ids('operations-', 22),
];

function ids(prefix: string, count: number, digits = 1): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}${String(n + 1).padStart(digits, '0')}`);
}

/** Every failure that there is, as the page writes it. */
const failures = Object.entries(reasons).flatMap(([category, words]) =>
  words.map((word) => `\`${category}/${word}\``),
);

interface Row {
  readonly id: string;
  readonly shown: string;
}

const page = new URL('../../docs/scenarios.md', import.meta.url);
const text = existsSync(page) ? readFileSync(page, 'utf8') : '';

const rows: readonly Row[] = text
  .split('\n')
  .filter((line) => /^\| (PS\d|[a-z]+-\d|`[A-Z_]+\/)/.test(line))
  .map((line) => {
    const cells = line.split(' | ');
    return { id: (cells[0] ?? '').slice(2), shown: (cells.at(-1) ?? '').replace(/ \|$/, '') };
  });

/** `file › test name`, several separated by `<br>`; what is missing says so. */
const shownBy = ({ shown }: Row): string[] => shown.split('<br>').map((one) => one.trim());

const sources = new Map<string, string>();

function sourceOf(file: string): string {
  const known = sources.get(file);
  if (known !== undefined) return known;
  const path = new URL(`../../${file}`, import.meta.url);
  const source = existsSync(path) ? readFileSync(path, 'utf8') : '';
  sources.set(file, source);
  return source;
}

const literally = (part: string): string => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Whether a text of the source is this name and nothing else; `…` is what a table fills in. */
function hasName(source: string, name: string): boolean {
  const parts = name.split('…').map(literally);
  return new RegExp(`(['"\`])${parts.join('\\$\\{.+?\\}')}\\1`).test(source);
}

const test = suite('scenarios');

test('every id has exactly one row', () => {
  const found = rows.map(({ id }) => id);
  const all = [...wanted, ...failures];
  assert.equal(
    all.filter((id) => !found.includes(id)),
    [],
  );
  assert.equal(
    found.filter((id, n) => found.indexOf(id) !== n),
    [],
  );
  assert.equal(
    found.filter((id) => !all.includes(id)),
    [],
  );
});

for (const row of rows) {
  test(`${row.id} names tests that exist`, () => {
    for (const one of shownBy(row)) {
      if (/^not (built|tested) yet: .+/.test(one)) continue;
      const [file = '', name = ''] = one.split(' › ');
      assert.ok(name.length > 2 && hasName(sourceOf(file), name), one);
    }
  });
}

test('every failure reason occurs in a scenario', () => {
  assert.equal(
    failures.filter((pair) => !text.includes(pair)),
    [],
  );
});

test('a name counts only where it is a whole title', () => {
  const source = [
    "test('polls at once', …); test(`a crash in $",
    '{place} leaves nothing`, …)',
  ].join('');
  assert.ok(hasName(source, 'polls at once'));
  assert.ok(hasName(source, 'a crash in … leaves nothing'));
  for (const name of ['polls', 'at once', 'a crash in', 'a crash in … leaves', 'polls … once'])
    assert.not(hasName(source, name), name);
});

test.run();
