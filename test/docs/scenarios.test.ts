import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reasons } from '../../src/domain/health/failure.ts';

/** Every id that must have a row: a requirement, a numbered edge case, a thing that must be seen to work. */
const wanted = [
  ...ids('PS', 39, 2),
  ...ids('edge-', 26),
  ...ids('papers-', 22),
  ...ids('store-', 30),
  ...ids('supervision-', 28),
  ...ids('delivery-', 28),
  ...ids('operations-', 22),
];

function ids(prefix: string, count: number, digits = 1): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}${String(n + 1).padStart(digits, '0')}`);
}

interface Row {
  readonly id: string;
  readonly shown: string;
}

const page = new URL('../../docs/scenarios.md', import.meta.url);
const text = existsSync(page) ? readFileSync(page, 'utf8') : '';

const rows: readonly Row[] = text
  .split('\n')
  .filter((line) => /^\| (PS|edge-|papers-|store-|supervision-|delivery-|operations-)\d/.test(line))
  .map((line) => {
    const cells = line.split(' | ');
    return { id: (cells[0] ?? '').slice(2), shown: (cells.at(-1) ?? '').replace(/ \|$/, '') };
  });

/** `file › test name`, several separated by `<br>`; `not built yet: what` where the part is missing. */
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

const test = suite('scenarios');

test('every id has exactly one row', () => {
  const found = rows.map(({ id }) => id);
  assert.equal(
    wanted.filter((id) => !found.includes(id)),
    [],
  );
  assert.equal(
    found.filter((id, n) => found.indexOf(id) !== n),
    [],
  );
  assert.equal(
    found.filter((id) => !wanted.includes(id)),
    [],
  );
});

for (const row of rows) {
  test(`${row.id} names tests that exist`, () => {
    for (const one of shownBy(row)) {
      if (/^not built yet: .+/.test(one)) continue;
      const [file = '', name = ''] = one.split(' › ');
      assert.ok(name !== '' && sourceOf(file).includes(name.replaceAll('`', '')), one);
    }
  });
}

test('every failure reason occurs in a scenario', () => {
  const all = Object.entries(reasons).flatMap(([category, words]) =>
    words.map((word) => `${category}/${word}`),
  );
  assert.equal(
    all.filter((pair) => !text.includes(`\`${pair}\``)),
    [],
  );
});

test.run();
