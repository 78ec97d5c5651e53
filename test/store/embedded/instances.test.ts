import * as assert from 'uvu/assert';
import { openClient } from '../../../src/store/single/client.ts';
import type { Ran } from '../../support/process.ts';
import { killServers, Scratch, serverSuite } from './support.ts';

const test = serverSuite('processes on one DATA_DIR');

let scratch: Scratch;

test.before(() => {
  scratch = new Scratch();
});
test.after.each(() => scratch.calm());
test.after(() => scratch.remove());

const rowsIn = (output: string): readonly string[] =>
  [...output.matchAll(/^row (\d+)$/gm)].map(([, id = '']) => id);

test('two at once on an empty folder: one works on, the other ends with 2 and names it', async () => {
  const [one, other] = [scratch.holder(), scratch.holder()];
  const [loser, ran] = await Promise.race([
    one.ended.then((end): [typeof one, Ran] => [one, end]),
    other.ended.then((end): [typeof one, Ran] => [other, end]),
  ]);
  const winner = loser === one ? other : one;
  await winner.said('ready');
  assert.is(ran.code, 2);
  assert.match(
    ran.output,
    `CONFIG/second_instance DATA_DIR is in use by another PaperScout (process ${winner.pid}).`,
  );
});

test('one that comes later ends with 2 within 5 s; after a SIGKILL of the first a new one starts', async () => {
  const first = scratch.holder();
  await first.said('ready');
  const startedAt = performance.now();
  const { code, output } = await scratch.holder().ended;
  assert.is(code, 2);
  assert.match(output, `(process ${first.pid})`);
  assert.ok(performance.now() - startedAt < 5_000);
  first.kill('SIGKILL');
  await scratch.holder().said('ready adopted');
});

test('12 SIGKILLs of a writing process, 4 of its server too: every acknowledged row is there', async () => {
  const acknowledged: string[] = [];
  for (let n = 1; n <= 12; n += 1) {
    const writer = scratch.holder('write');
    await writer.said('\nrow ');
    if (n % 3 === 0) killServers(scratch.folder, 'SIGKILL');
    writer.kill('SIGKILL');
    const { output } = await writer.ended;
    const [, how, ms] = /^ready (\w+) (\d+)/m.exec(output) ?? [];
    assert.is(how, n % 3 === 1 ? 'started' : 'adopted');
    assert.ok(Number(ms) < 15_000, `ready after ${ms} ms`); // 3 s on a quiet machine
    acknowledged.push(...rowsIn(output));
  }
  const { server } = await scratch.start();
  const { sql, close } = openClient(server, { name: 'test' });
  const rows = await sql<{ id: string }[]>`select id from written`;
  await close();
  const there = new Set(rows.map(({ id }) => id));
  assert.equal(
    acknowledged.filter((id) => !there.has(id)),
    [],
  );
});

test('SIGTERM ends process and server', async () => {
  const holder = scratch.holder();
  await holder.said('ready');
  holder.kill('SIGTERM');
  const { code } = await holder.ended;
  assert.is(code, 0);
  const next = scratch.holder();
  await next.said('ready started');
});

test.run();
