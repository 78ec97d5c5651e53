import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readIndex } from '../../src/domain/papers/index/read.ts';
import { rawEntry, rawKey, type ScannedIndex } from '../../src/domain/papers/index/scan.ts';
import { always, anyText, damaged } from './support.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What our reader makes of it: the entries it found, or why not. */
function ours(bytes: Uint8Array): ScannedIndex | string {
  const read = readIndex(bytes, 'sha', 1);
  if (read.type === 'index') return read.index;
  return read.held?.index ?? read.gate;
}

/** Whether it is JSON at all, as the runtime says. UTF-8 that is none counts as its replacement. */
function isObject(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

const isEntry = (of: unknown): boolean =>
  typeof of === 'object' && of !== null && !Array.isArray(of);

const ids = fc.oneof(
  fc.constantFrom(
    'P2300R10',
    'p2300r10',
    'D4752',
    'N4950',
    'LWG4500',
    'SD-7',
    'draft',
    '__proto__',
  ),
  fc.tuple(fc.constantFrom('P', 'D', 'N', 'CWG'), fc.nat(99_999)).map(([of, n]) => `${of}${n}`),
  fc.tuple(fc.nat(9_999), fc.nat(40)).map(([n, r]) => `P${String(n).padStart(4, '0')}R${r}`),
  anyText,
);

const value = fc.oneof(
  anyText,
  fc.constantFrom('paper', 'issue', 'https://wg21.link/p1'),
  fc.jsonValue(),
);

const entry = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.dictionary(
      fc.constantFrom('type', 'title', 'link', 'author', 'date', 'x'),
      value,
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);

const index = fc.array(fc.tuple(ids, entry), { maxLength: 8 });

/** JSON text of pairs, keys that stand twice included. */
const textOf = (pairs: readonly (readonly [string, unknown])[], indent: boolean): string =>
  `{${pairs.map(([key, of]) => `${JSON.stringify(key)}:${JSON.stringify(of, null, indent ? 1 : 0)}`).join(',')}}`;

const test = suite('any index');

test('each entry is the last object under its key, as JSON.parse reads it', () => {
  always(fc.tuple(index, fc.boolean()), ([pairs, indent]) => {
    const found = ours(bytesOf(textOf(pairs, indent)));
    if (typeof found === 'string') return assert.is(found, 'too_few');
    for (const place of found.ids.keys()) {
      const key = rawKey(found, place);
      const last = pairs.findLast(([name, of]) => name.toWellFormed() === key && isEntry(of));
      assert.equal(rawEntry(found, place), JSON.parse(JSON.stringify(last?.[1])), key);
    }
  });
});

test('a body is no index exactly when it is no JSON object', () => {
  const good = textOf(
    [['P2300R10', { type: 'paper', title: 'a “b” \\ \u0000 c', n: [1e9, -0.5, null] }]],
    true,
  );
  always(damaged(good), (bytes) => {
    const found = ours(bytes);
    const refused = ['html', 'not_object', 'not_json'].includes(String(found));
    assert.is(!refused, isObject(bytes), JSON.stringify(Buffer.from(bytes).toString('latin1')));
  });
});

test('bytes of any kind are refused by name, never with a throw', () => {
  always(fc.uint8Array({ maxLength: 400 }), (bytes) => {
    const found = ours(bytes);
    if (typeof found === 'string')
      assert.match(found, /^(html|not_object|not_json|too_few|fields_missing)$/);
  });
});

test.run();
