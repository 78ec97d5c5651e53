import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const folder = new URL('../../docs/adr/', import.meta.url);
const files = readdirSync(folder).sort();

const test = suite('decisions');

test('no two decisions have the same number', () => {
  const numbers = files.map((name) => name.slice(0, 4));
  assert.equal(
    numbers.filter((number, place) => numbers.indexOf(number) !== place),
    [],
  );
});

test('each is one page that begins with its own number', () => {
  for (const name of files) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    assert.match(text, new RegExp(`^# ${Number(name.slice(0, 4))}\\. \\S`), name);
    assert.ok(text.split('\n').length <= 60, name);
  }
});

test.run();
