import { mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CURRENT, type LogFileOptions, openLogFile } from '../../../src/log/file/file.ts';

const test = suite('log files');

const folders: string[] = [];

/** An empty folder, and a log file in it on a clock that is moved by hand. */
async function folder(options: Partial<LogFileOptions> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'paperscout-log-'));
  folders.push(dir);
  let now = Date.UTC(2026, 10, 22, 12);
  const trouble: unknown[] = [];
  const start = () =>
    openLogFile({
      dir,
      now: () => now,
      onTrouble: (thrown) => void trouble.push(thrown),
      ...options,
    });
  const pass = (ms: number): void => {
    now += ms;
  };
  return { dir, start, pass, trouble };
}

/** The lines of a folder, packed ones first, as text. */
async function linesIn(dir: string): Promise<readonly string[]> {
  const names = (await readdir(dir)).sort();
  const texts = await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(dir, name));
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    }),
  );
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
}

const packedIn = async (dir: string): Promise<readonly string[]> =>
  (await readdir(dir)).filter((name) => name.endsWith('.gz')).sort();

test.after(async () => {
  for (const dir of folders) await rm(dir, { recursive: true, force: true });
});

test('60 MiB of lines: packed files and a current one, no line lost', async () => {
  const { dir, start } = await folder({ limits: { waitingBytes: 100 * 1_048_576 } });
  const file = start();
  const length = 2_048;
  const lines = (62 * 1_048_576) / length; // a little more than three files
  for (let n = 0; n < lines; n += 1)
    file.write(`${String(n).padStart(8, '0')}${'x'.repeat(length - 9)}`);
  await file.close();
  assert.is((await packedIn(dir)).length, 3);
  assert.ok((await readdir(dir)).includes(CURRENT));
  const found = (await linesIn(dir)).map((line) => Number(line.slice(0, 8)));
  assert.is(new Set(found).size, lines);
});

test('a file is turned over at midnight UTC, and by a process that comes the day after', async () => {
  const { dir, start, pass } = await folder();
  const first = start();
  first.write('evening');
  await first.close();
  const evening = new Date(Date.UTC(2026, 10, 22, 12));
  await utimes(join(dir, CURRENT), evening, evening);
  const second = start();
  second.write('late');
  await second.close();
  await utimes(join(dir, CURRENT), evening, evening);
  assert.is((await packedIn(dir)).length, 0);
  pass(24 * 3_600_000);
  const third = start();
  third.write('morning');
  await third.close();
  assert.equal(await packedIn(dir), ['paperscout-2026-11-23T12-00-00-000Z-1.ndjson.gz']);
  assert.is(await readFile(join(dir, CURRENT), 'utf8'), 'morning\n');
});

test('fourteen packed files are kept, and no more than the bytes that are allowed', async () => {
  const { dir, start, pass } = await folder({ limits: { fileBytes: 10 } });
  const file = start();
  for (let n = 0; n < 20; n += 1) {
    file.write(`line number ${n}`);
    pass(1_000);
  }
  await file.close();
  assert.is((await packedIn(dir)).length, 14);
  const small = await folder({ limits: { fileBytes: 10, totalBytes: 100 } });
  const other = small.start();
  for (let n = 0; n < 9; n += 1) other.write(`line number ${n}`);
  await other.close();
  assert.ok((await packedIn(small.dir)).length < 4);
  assert.ok((await linesIn(small.dir)).includes('line number 8'), 'the newest stays');
});

test('what an earlier process turned over and did not pack is packed', async () => {
  const { dir, start } = await folder();
  await writeFile(join(dir, 'paperscout-2026-11-20T00-00-00-000Z-1.ndjson'), 'old\n');
  const file = start();
  file.write('new');
  await file.close();
  assert.equal(await packedIn(dir), ['paperscout-2026-11-20T00-00-00-000Z-1.ndjson.gz']);
  assert.equal([...(await linesIn(dir))].sort(), ['new', 'old']);
});

test('a full disk is said once an hour, stops nobody, and the file goes on when there is room', async () => {
  const { dir, start, pass, trouble } = await folder();
  await symlink('/dev/full', join(dir, CURRENT)); // every write: no space left on the device
  const file = start();
  for (let minute = 0; minute < 61; minute += 1) {
    file.write(`lost ${minute}`);
    await pause(1);
    pass(60_000);
  }
  assert.ok(trouble.length >= 1 && trouble.length <= 2, `${trouble.length} times`);
  assert.match(String(trouble[0]), 'ENOSPC');
  await rm(join(dir, CURRENT));
  await file.close();
  pass(60_000);
  const again = start();
  again.write('there is room');
  await again.close();
  assert.equal(await linesIn(dir), ['there is room']);
});

test('a folder that cannot be made is trouble, not a throw', async () => {
  const { dir } = await folder();
  await writeFile(join(dir, 'a file'), '');
  const trouble: unknown[] = [];
  const file = openLogFile({
    dir: join(dir, 'a file', 'logs'),
    now: () => 0,
    onTrouble: (thrown) => void trouble.push(thrown),
  });
  file.write('line');
  await file.close();
  assert.is(trouble.length, 1);
});

test.run();
