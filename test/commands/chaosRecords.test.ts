import * as assert from 'uvu/assert';
import { readAlerts } from '../../src/commands/chaos/verdict/alerts/record.ts';
import { readRows } from '../../src/commands/chaos/verdict/rows.ts';
import { openClient } from '../../src/store/single/client.ts';
import { databaseSuite, type TestDatabase, testDatabase } from '../support/database.ts';

const test = databaseSuite('npm run chaos, what the database knows');

let database: TestDatabase | null = null;

test.before(async () => {
  database = await testDatabase();
});

test.after(async () => {
  await database?.close();
});

const EPISODE = '00000000-0000-4000-8000-000000000001';

test('episodes, notices and rows are read, those of a digest too', async () => {
  if (database === null) throw new Error('no database');
  const { sql, close } = openClient(database.settings, { name: 'test' });
  const body = { state: 'firing' };
  const digest = `digest:${EPISODE}:1:slack`;
  await sql`insert into alert_episode (id, key, rule, started_at) values (${EPISODE}, 'k', 'r', now())`;
  await sql`insert into alert_event (episode, at, transition, number) values (${EPISODE}, now(), 'fired', 1)`;
  await sql`
    insert into alert_notice (key, episode, channel, kind, payload, state, created_at) values
      (${`${EPISODE}:1:slack`}, ${EPISODE}, 'slack', 'firing',
        ${sql.json({ body, madeAt: 1, into: digest })}, 'folded', now()),
      (${digest}, ${EPISODE}, 'slack', 'digest', ${sql.json({ body, madeAt: 2, into: null })}, 'delivered', now())`;
  await close();
  const { episodes, notices, rows } = await readAlerts(database.url);
  assert.equal(
    [...episodes].map((one) => ({ ...one })),
    [{ id: EPISODE, key: 'k', rule: 'r', open: true, flapping: false, events: ['fired'] }],
  );
  assert.equal(
    notices.map(({ key, says, into }) => [key, says, into]),
    [
      [`${EPISODE}:1:slack`, 'firing', digest],
      [digest, 'firing', null],
    ],
  );
  assert.is(rows.length, 0);
  assert.is((await readRows(database.url)).sent, 0);
});

test('the wrong order is named; what went past the database is in no order', async () => {
  if (database === null) throw new Error('no database');
  const { sql, close } = openClient(database.settings, { name: 'test' });
  const tried = '2026-11-28T12:00:01Z';
  const made = '2026-11-28T12:00:00Z';
  for (const [key, lane, ts, createdAt] of [
    ['waited', 0, '20.000000', made],
    ['past the database', 0, '10.000000', tried],
    ['first', 2, '40.000000', made],
    ['second', 2, '30.000000', made],
  ] as const)
    await sql`
      insert into outbox (dedupe_key, dest, lane, kind, foldable, content, state, attempts,
        created_at, first_attempt_at, channel, ts)
      values (${key}, 'C0OPS', ${lane}, 'post', false, '{}', 'sent', 1,
        ${createdAt}, ${tried}, 'C0OPS', ${ts})`;
  await close();
  const { disordered } = await readRows(database.url);
  assert.is(disordered.length, 1);
  assert.match(disordered[0] ?? '', /^C0OPS lane 2: row \d+ \(first, 1 tries, 0 doubts\) at 40/);
});

test.run();
