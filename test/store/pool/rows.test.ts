import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Db } from '../../../src/store/pool/db.ts';
import {
  jsonIn,
  momentOut,
  momentOutOrNull,
  rowsIn,
  storable,
  storableJson,
} from '../../../src/store/pool/rows.ts';
import { hasServer, TestServer } from './server.ts';
import { once, openPool } from './support.ts';

const test = suite('store/pool/rows');

const texts: readonly (readonly [string, string, string])[] = [
  ['NUL', 'a\0b\0', 'a\ufffdb\ufffd'],
  ['a lone high surrogate', 'a\ud800b', 'a\ufffdb'],
  ['a lone low surrogate', '\udc00', '\ufffd'],
  ['a pair the wrong way round', '\udc00\ud800', '\ufffd\ufffd'],
  ['an emoji', 'paper 📄', 'paper 📄'],
  ['quotes and backslashes', `'"\\\`$1 \\u0000 \\\\ud800`, `'"\\\`$1 \\u0000 \\\\ud800`],
  ['a line separator', 'a\u2028b\u2029', 'a\u2028b\u2029'],
  ['nothing', '', ''],
];

for (const [what, given, expected] of texts) {
  test(`takes ${what} as text`, () => {
    assert.is(storable(given), expected);
  });

  test(`takes ${what} inside JSON`, () => {
    assert.equal(JSON.parse(jsonIn({ [given]: [given] })), { [expected]: [expected] });
    assert.equal(JSON.parse(rowsIn([{ text: given }])), [{ text: expected }]);
  });
}

test('JSON that somebody else wrote keeps its escaped pairs and loses the rest', () => {
  assert.is(
    storableJson('"\\ud83d\\udcc4 \\uD83D \\u0000 \\\\u0000 \\u0041"'),
    '"\\ud83d\\udcc4 \\ufffd \\ufffd \\\\u0000 \\u0041"',
  );
});

test('a moment is whole milliseconds, and null stays null', () => {
  assert.is(momentOut(1_700_000_000_123.0002), 1_700_000_000_123);
  assert.is(momentOutOrNull(null), null);
});

if (hasServer) {
  let server: TestServer;
  let db: Db;

  test.before(async () => {
    server = await TestServer.begin();
    db = openPool(server.settings, { max: 1 }).db;
  });

  test.after(async () => {
    await db.close(0);
    await server.end();
  });

  const long = 'x'.repeat(1_000_000);

  for (const [what, given, expected] of [...texts, ['1 MB', long, long] as const])
    test(`${what} comes back from the server`, async () => {
      const [row] = await db.run(
        once,
        (sql) => sql<{ text: string; json: string; rows: string }>`
          select ${given}::text as text, ${jsonIn({ v: given })}::text::jsonb ->> 'v' as json,
                 (select v from json_to_recordset(${rowsIn([{ v: given }])}::text::json) as x(v text)) as rows`,
      );
      assert.ok(row?.text === expected && row.json === expected && row.rows === expected);
    });

  test('ids above 2^53 survive as text', async () => {
    const [row] = await db.run(
      once,
      (sql) => sql<{ id: string }>`select ${'9007199254740993'}::bigint as id`,
    );
    assert.is(row?.id, '9007199254740993');
  });

  test('moments come back to the millisecond under any zone', async () => {
    const moments = [0, 1, 1_700_000_000_123, 1_793_533_571_565, 4_102_444_799_999];
    for (const zone of ['UTC', 'Asia/Kathmandu', 'America/St_Johns'])
      for (const ms of moments) {
        const [row] = await db.run(
          once,
          (sql) => sql<{ ms: number }>`
            with zone as materialized (select set_config('TimeZone', ${zone}, true))
            select (extract(epoch from to_timestamp(${ms}::float8 / 1000)) * 1000)::float8 as ms from zone`,
        );
        assert.is(momentOut(row?.ms ?? -1), ms);
      }
  });

  test('our own zone does not matter either', async () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'Pacific/Chatham';
    try {
      const [row] = await db.run(
        once,
        (sql) => sql<{ ms: number; day: string }>`
          select (extract(epoch from ${'2026-03-29T01:30:00.123Z'}::text::timestamptz) * 1000)::float8 as ms,
                 '2026-03-29'::date::text as day`,
      );
      assert.equal([momentOut(row?.ms ?? 0), row?.day], [1_774_747_800_123, '2026-03-29']);
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });
}

test.run();
