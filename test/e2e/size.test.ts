import * as assert from 'uvu/assert';
import { databaseSuite } from '../support/database.ts';
import { assembled } from '../support/papers/wg21.ts';
import type { Daemon } from './support/daemon.ts';
import { ask } from './support/rows.ts';
import { OPS, openScene, PAPERS, type Scene } from './support/scene.ts';

const test = databaseSuite('an index of full size, end to end');

let scene: Scene;
let daemon: Daemon;

const MIB = 2 ** 20;

test.before(async () => {
  scene = await openScene({ snapshot: assembled() });
});

test.after(() => scene.close());

test('29,136 entries are stored in silence: no message to people, one note to operators', async () => {
  daemon = scene.daemon({ POLL_INTERVAL: '3s' });
  const poll = await daemon.wait('poll.succeeded', undefined, { withinMs: 60_000 });
  assert.equal([poll['result'], poll['entries'], poll['events']], ['seeded', 29_136, 0]);
  await daemon.wait('delivery.sent');
  assert.equal([scene.slack.messages(PAPERS).length, scene.slack.messages(OPS).length], [0, 1]);
});

/** Rows that were written since a moment, by table. */
async function writtenSince(transaction: string): Promise<Readonly<Record<string, number>>> {
  const tables = await ask<{ name: string }>(
    scene,
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const counts = tables.map(
    ({ name }) => `select '${name}' as name, count(*)::int as n from ${name}
      where xmin::text::bigint >= ${transaction}`,
  );
  const rows = await ask<{ name: string; n: number }>(scene, counts.join(' union all '));
  return Object.fromEntries(rows.filter(({ n }) => n > 0).map(({ name, n }) => [name, n]));
}

test('an unchanged poll is one conditional request, and fewer than ten rows', async () => {
  await daemon.wait('poll.succeeded', undefined, { from: daemon.lines.length });
  const [now] = await ask<{ id: string }>(scene, 'select pg_current_xact_id()::text as id');
  const requests = scene.index.requests.length;
  const poll = await daemon.wait('poll.succeeded', undefined, { from: daemon.lines.length });
  assert.equal([poll['result'], poll['bytes']], ['not_modified', 0]);
  const asked = scene.index.requests.slice(requests);
  assert.equal(
    asked.map(({ method, headers }) => [method, typeof headers['if-none-match']]),
    [['GET', 'string']],
  );
  const {
    leader = 0,
    source_state: state,
    cycle_run: cycles,
    ...others
  } = await writtenSince(now?.id ?? '');
  assert.equal([state, cycles, others], [1, 1, {}]);
  assert.ok(leader <= 1);
});

test('neither the memory nor the event loop pays for the size', async () => {
  const { document } = await daemon.health();
  const { memory, event_loop: loop } = document.summary as typeof document.summary & {
    readonly memory: { readonly rss_bytes: number };
    readonly event_loop: { readonly delay_max_seconds: number };
  };
  assert.ok(memory.rss_bytes < 600 * MIB, `${Math.round(memory.rss_bytes / MIB)} MiB`);
  assert.ok(
    loop.delay_max_seconds > 0 && loop.delay_max_seconds < 2,
    `${loop.delay_max_seconds} s`,
  ); // the machine may be busy
  assert.is(daemon.all('actor.crashed').length, 0);
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
