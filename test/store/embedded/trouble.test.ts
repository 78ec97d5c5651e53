import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { removeStale } from '../../../src/store/embedded/server/pidFile.ts';
import { openClient } from '../../../src/store/single/client.ts';
import { killServers, postmaster, Scratch, serverSuite, serversIn, until } from './support.ts';

const test = serverSuite('embedded server in trouble');

let scratch: Scratch;
let strangers: ChildProcess[] = [];

test.before(async () => {
  scratch = new Scratch();
  await scratch.start();
  await scratch.calm();
});
test.after.each(async () => {
  for (const stranger of strangers) stranger.kill('SIGKILL');
  strangers = [];
  await scratch.calm();
});
test.after(() => scratch.remove());

/** Starts a process as the user of the database: PostgreSQL asks only about those. */
const stranger = (command: string, args: readonly string[]): ChildProcess => {
  const { uid, gid } = statSync(scratch.data);
  const child = spawn(command, args, { uid, gid, cwd: '/', stdio: ['ignore', 'pipe', 'ignore'] });
  strangers.push(child);
  return child;
};

const firstWord = async (child: ChildProcess): Promise<string> => {
  for await (const text of child.stdout ?? []) return String(text).trim();
  throw new Error('it said nothing');
};

/** Leaves the files of a server that was killed, with that number in them. */
const leavePidFile = (pid: number): void => {
  const { uid, gid } = statSync(scratch.data);
  const segment = '99 424242'; // no such segment
  const text = [pid, scratch.data, 1, 5432, scratch.data, '', segment, 'ready', ''].join('\n');
  for (const name of ['postmaster.pid', '.s.PGSQL.5432.lock']) {
    writeFileSync(join(scratch.data, name), text, { mode: 0o600 });
    chownSync(join(scratch.data, name), uid, gid);
  }
};

const startsWithin3s = async (): Promise<void> => {
  const { how, ms } = await scratch.start();
  assert.is(how, 'started');
  assert.ok(ms < 15_000, `${ms} ms`); // 3 s on a quiet machine
};

test('starts though the pid file names a living process that is no PostgreSQL', async () => {
  leavePidFile(stranger('/bin/sleep', ['60']).pid ?? 0);
  await startsWithin3s();
});

test('starts though the pid file names a PostgreSQL that is a zombie', async () => {
  const zombie = join(scratch.folder, 'postgres');
  copyFileSync('/bin/sleep', zombie);
  // A shell that became another program and never asks after its child.
  const parent = stranger('/bin/sh', ['-c', '"$0" 0.01 & echo $!; exec sleep 60', zombie]);
  const pid = Number(await firstWord(parent));
  await until(() => /\(postgres\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
  leavePidFile(pid);
  await startsWithin3s();
});

test('never removes the pid file of a server that lives', async () => {
  await scratch.start();
  assert.is(await removeStale(scratch.data, scratch.data), false);
  assert.ok(postmaster(scratch.data) > 0);
});

test('never removes a pid file while anybody is attached to the memory of its server', async () => {
  await scratch.start();
  const path = join(scratch.data, 'postmaster.pid');
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, before.replace(/^\d+/, `${process.pid}`)); // surely not PostgreSQL
  const removed = await removeStale(scratch.data, scratch.data);
  writeFileSync(path, before);
  assert.is(removed, false);
});

test('starts after a SIGKILL of the process and of all of its server', async () => {
  const holder = scratch.holder();
  await holder.said('ready');
  holder.kill('SIGKILL');
  killServers(scratch.folder, 'SIGKILL');
  await startsWithin3s();
});

test('SIGKILL of the server under us: it is brought back within 3 s, by itself', async () => {
  await scratch.start();
  const before = postmaster(scratch.data);
  process.kill(before, 'SIGKILL');
  await until(() => scratch.lines.filter((line) => line === 'db.started').length === 2);
  assert.is.not(postmaster(scratch.data), before);
  assert.equal(scratch.lines, ['db.started', 'db.recovering', 'db.started']);
});

test('ensure() resolves when the server is back, for all who asked', async () => {
  const server = await scratch.start();
  await server.ensure();
  process.kill(postmaster(scratch.data), 'SIGKILL');
  await until(() => scratch.lines.includes('db.recovering'));
  await Promise.all([server.ensure(), server.ensure()]);
  assert.equal(scratch.lines, ['db.started', 'db.recovering', 'db.started']);
});

test('a lost session alone: the server is adopted again, and goes on', async () => {
  const { server } = await scratch.start();
  const before = postmaster(scratch.data);
  const { sql, close } = openClient(server, { name: 'test' });
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where starts_with(application_name, 'paperscout-owner-')`;
  await until(() => scratch.lines.filter((line) => line === 'db.started').length === 2);
  await close();
  assert.is(postmaster(scratch.data), before);
  assert.equal(scratch.taken, []);
});

test('ends with 2 when another process took the database while it could not', async () => {
  const holder = scratch.holder();
  await holder.said('ready');
  holder.kill('SIGSTOP');
  killServers(scratch.folder, 'SIGKILL');
  await scratch.start();
  holder.kill('SIGCONT');
  const { code, output } = await holder.ended;
  assert.is(code, 2);
  assert.match(output, new RegExp(`taken DATA_DIR is in use .* \\(process ${process.pid}\\)`));
});

test('stops while it is bringing the server back', async () => {
  const server = await scratch.start();
  process.kill(postmaster(scratch.data), 'SIGKILL');
  await until(() => scratch.lines.includes('db.recovering'));
  await server.stop(2_000);
  await until(() => serversIn(scratch.folder).length === 0);
  assert.equal(scratch.taken, []);
});

test.run();
