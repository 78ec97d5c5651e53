import { randomUUID } from 'node:crypto';
import * as assert from 'uvu/assert';
import { databaseSuite } from '../support/database.ts';
import { entry, poll } from './suite/batches.ts';
import { claimOne, DAY, done, draft, lead, SECOND } from './suite/support.ts';
import { withPostgres } from './support/suite.ts';

const test = databaseSuite('values and retention in PostgreSQL');

const OLD = process.env['STORE_FULL'] === '1' ? 100_000 : 10_000;
const call = { name: 'test', repeatable: false } as const;

const open = withPostgres(test, 0);

const texts: readonly (readonly [string, string, string])[] = [
  ['NUL', 'a\0b', 'a\ufffdb'],
  ['half a pair, in front', '\ud83da', '\ufffda'],
  ['half a pair, behind', 'a\udc00', 'a\ufffd'],
  ['an emoji', '🦊 and 👩‍👩‍👧', '🦊 and 👩‍👩‍👧'],
  ['quotes and backslashes', `'"\`\\ \\u0000 $1 \${x}`, `'"\`\\ \\u0000 $1 \${x}`],
  ['line and paragraph separators', 'a\u2028b\u2029c\nd\te', 'a\u2028b\u2029c\nd\te'],
  ['a megabyte', 'ü'.repeat(524_288), 'ü'.repeat(524_288)],
];

for (const [what, written, read] of texts)
  test(`${what} comes back from messages and entries`, async () => {
    const under = open();
    const content = { template: 'note', title: 'x', text: written } as const;
    await under.outbox.enqueue([draft(what, { content })]);
    const row = await claimOne(under, await lead(under));
    assert.equal(row.content, { ...content, text: read });
    await poll(under, await lead(under, 'poller'), {
      entries: [entry('P1R0', { title: written })],
    });
    const [page = '[]'] = await under.papers.rows(['P1R0']);
    assert.is(JSON.parse(page)[0].title, read);
  });

test('ids above 2^53 stay what they are', async () => {
  const under = open();
  const from = (sql: Parameters<Parameters<typeof under.db.run>[1]>[0]) =>
    sql`select setval(pg_get_serial_sequence('outbox', 'id'), 9007199254740992)`;
  await under.db.run(call, from);
  await under.outbox.enqueue([draft('a'), draft('b', { dest: 'C2' })]);
  const rows = done(await under.outbox.claim(await lead(under), randomUUID(), 2));
  assert.equal(
    rows.map(({ id }) => id),
    ['9007199254740993', '9007199254740994'],
  );
  for (const row of rows)
    assert.ok(await under.outbox.record(row, { type: 'sent', channel: 'C1', ts: '1.1' }));
  await under.db.run(call, (sql) => sql`select setval(pg_get_serial_sequence('outbox', 'id'), 1)`);
});

test('moments keep their millisecond in every time zone', async () => {
  const under = open();
  const zone = process.env['TZ'];
  const until = Math.round(Date.now() / SECOND) * SECOND + 3_600_789;
  for (const name of ['UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Europe/Berlin']) {
    process.env['TZ'] = name;
    await under.outbox.closeGate({ method: name, dest: '*', until });
  }
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
  assert.equal(new Set((await under.outbox.gates()).map((gate) => gate.until)), new Set([until]));
});

test('retention deletes thousands of rows while claims go on', async () => {
  const under = open();
  await under.db.run(
    call,
    (sql) => sql`
      insert into outbox (dedupe_key, dest, lane, kind, foldable, content, state, created_at, sent_at)
      select 'old' || n, 'C' || n % 100, 2, 'post', false, '{}'::jsonb, 'sent',
        now() - interval '40 days', now() - interval '40 days'
      from generate_series(1, ${OLD}::int) n`,
  );
  await under.outbox.enqueue([draft('waits')]);
  const epoch = await lead(under);
  let [deleted, slowest, running] = [0, 0, true];
  const claims = async () => {
    while (running) {
      const [from, token] = [performance.now(), randomUUID()];
      const [row] = done(await under.outbox.claim(epoch, token, 1));
      slowest = Math.max(slowest, performance.now() - from);
      if (row !== undefined) await under.outbox.giveBack(token, [row.id]);
    }
  };
  const claiming = claims();
  for (let n = 1; n > 0; deleted += n) n = await under.retention.batch('outbox');
  running = false;
  await claiming;
  assert.is(deleted, OLD);
  assert.is(await under.count('outbox'), 1);
  assert.ok(slowest < SECOND, `a claim took ${slowest} ms`); // 50 ms on a quiet machine: see the bench
});

test('rows on both sides of each limit: the old one goes, the young one stays', async () => {
  const under = open();
  const limits = [
    ['cycle_run', 90],
    ['ops_log', 400],
    ['alert_event', 400],
    ['alert_episode', 400],
    ['alert_notice', 90],
    ['seen_envelope', 1],
    ['silence', 400],
    ['anchor', 90],
  ] as const;
  for (const [table, days] of limits) {
    await under.empty();
    for (const age of [days * DAY - 60 * SECOND, days * DAY + 60 * SECOND])
      await under.db.run(call, (sql) => {
        const at = sql`now() - ${age}::float8 * interval '1 millisecond'`;
        const id = randomUUID();
        switch (table) {
          case 'cycle_run':
            return sql`insert into cycle_run (id, kind, started, ended, result, requests, counts)
              values (${id}::uuid, 'poll', ${at}, now(), 'x', 0, '{}')`;
          case 'ops_log':
            return sql`insert into ops_log values (${id}::uuid, ${at}, 'U1', 'x', 'x')`;
          case 'alert_event':
            return sql`insert into alert_event (episode, at, transition) values (${id}::uuid, ${at}, 'x')`;
          case 'alert_episode':
            return sql`insert into alert_episode (id, key, rule, started_at, ended_at)
              values (${id}::uuid, 'k', 'r', ${at}, ${at})`;
          case 'alert_notice':
            return sql`insert into alert_notice (key, episode, channel, kind, payload, state, created_at)
              values (${id}, ${id}::uuid, 'slack', 'firing', '{}', 'delivered', ${at})`;
          case 'seen_envelope':
            return sql`insert into seen_envelope values (${id}, ${at})`;
          case 'silence':
            return sql`insert into silence (match, author, reason, from_at, until_at)
              values ('{}', 'U1', 'x', ${at}, ${at})`;
          case 'anchor':
            return sql`insert into anchor (anchor_key, dest, state, last_edit_at)
              values (${id}, 'C1', 'closed', ${at})`;
        }
      });
    assert.is(await under.retention.batch(table), 1, table);
    assert.is(await under.retention.batch(table), 0, table);
  }
});

test('what is kept for ever is in no list of the retention', () => {
  const { retention } = open();
  const forEver = ['entries', 'events', 'announced', 'notifications', 'drafts', 'draft_files'];
  const people = ['recipients', 'watches', 'source_state', 'destination', 'leader', 'actor_epoch'];
  const pruned: readonly string[] = retention.tables;
  assert.equal(
    [...forEver, ...people].filter((table) => pruned.includes(table)),
    [],
  );
});

test.run();
