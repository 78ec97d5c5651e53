import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { ServerSettings } from '../../../src/store/pool/settings.ts';
import { openClient } from '../../../src/store/single/client.ts';
import { killServers, postmaster, Scratch, serverSuite, serversIn, until } from './support.ts';

const test = serverSuite('embedded server');

let scratch: Scratch;

test.before(() => {
  scratch = new Scratch();
});
test.after.each(() => scratch.calm());
test.after(() => scratch.remove());

const ask = async (server: ServerSettings, statement: string): Promise<readonly object[]> => {
  const { sql, close } = openClient(server, { name: 'test' });
  try {
    return (await sql.unsafe(statement)).map((row) => ({ ...row }));
  } finally {
    await close();
  }
};

test('starts in an empty folder and has the database of the daemon', async () => {
  const { how, host, server } = await scratch.start();
  assert.is(how, 'started');
  assert.is(host, scratch.data);
  assert.equal(await ask(server, 'select current_database() as name'), [{ name: 'paperscout' }]);
  assert.equal(scratch.lines, ['db.started']);
});

test('keeps the database to itself: mode 0700, a socket and no TCP port', async () => {
  const { server } = await scratch.start();
  assert.is(statSync(scratch.data).mode & 0o777, 0o700);
  assert.is(statSync(join(scratch.data, '.s.PGSQL.5432')).mode & 0o777, 0o700);
  assert.equal(await ask(server, 'show listen_addresses'), [{ listen_addresses: '' }]);
});

test('finds its rows again after a clean stop, and no process is left within 1 s', async () => {
  const first = await scratch.start();
  await ask(
    first.server,
    'drop table if exists kept; create table kept (id int); insert into kept values (7)',
  );
  await first.stop(2_000);
  await until(() => serversIn(scratch.folder).length === 0, 1_000);
  const second = await scratch.start();
  assert.is(second.how, 'started');
  assert.equal(await ask(second.server, 'select id from kept'), [{ id: 7 }]);
});

test('adopts the server that a killed process left', async () => {
  const holder = scratch.holder();
  await holder.said('ready started');
  const pid = postmaster(scratch.data);
  holder.kill('SIGKILL');
  await holder.ended;
  const { how } = await scratch.start();
  assert.is(how, 'adopted');
  assert.is(postmaster(scratch.data), pid);
});

test('Ctrl-C does not reach the server before us: it is in a group of its own', async () => {
  await scratch.start();
  const stat = readFileSync(`/proc/${postmaster(scratch.data)}/stat`, 'utf8');
  const [, group] = /^\d+ \(.*\) \w \d+ (\d+)/.exec(stat) ?? [];
  assert.is(Number(group), postmaster(scratch.data));
});

test('works where the path of the socket would have 150 bytes and more', async () => {
  scratch.move(join(scratch.folder, 'd'.repeat(150), 'data'));
  const { host, stop } = await scratch.start();
  assert.match(host, /\/paperscout-[0-9a-f]{16}$/);
  assert.is(statSync(host).mode & 0o777, 0o700);
  await stop(2_000);
  assert.not(existsSync(host));
  const again = await scratch.start();
  assert.is(again.host, host);
});

test('finds the adopted server though the temporary folder is another one now', async () => {
  scratch.move(join(scratch.folder, 'e'.repeat(150), 'data'));
  const holder = scratch.holder();
  await holder.said('ready started');
  holder.kill('SIGKILL');
  await holder.ended;
  const tmp = join(scratch.folder, 'tmp');
  mkdirSync(tmp);
  const { how, host } = await scratch.start({ system: scratch.system({ tmp }) });
  assert.is(how, 'adopted');
  assert.not(host.startsWith(tmp));
});

test('sets its log aside at a start when it has grown', async () => {
  const first = await scratch.start();
  await first.stop(2_000);
  const log = join(scratch.dataDir, 'pg.log');
  writeFileSync(log, 'x'.repeat(2_000));
  await scratch.start({ limits: { logBytes: 1_000 } });
  assert.is(readFileSync(`${log}.1`, 'utf8').length, 2_000);
  assert.not.match(readFileSync(log, 'utf8'), /xxx/);
});

test('a killed initdb leaves no half database: the next start works', async () => {
  scratch.fresh();
  const holder = scratch.holder();
  await until(() => existsSync(join(scratch.dataDir, `pg.init-${holder.pid}`, 'base')));
  holder.kill('SIGKILL');
  killServers(scratch.folder, 'SIGKILL');
  await holder.ended;
  assert.not(existsSync(scratch.data));
  const { how } = await scratch.start();
  assert.is(how, 'started');
  assert.not(existsSync(join(scratch.dataDir, `pg.init-${holder.pid}`)));
});

test.run();
