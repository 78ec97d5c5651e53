import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundle } from '../../scripts/bundle/files.ts';
import { startBundle, warmUp } from '../../scripts/bundle/start.ts';
import { indexReader } from '../../src/sources/index/reader.ts';
import { migrationsFolder } from '../../src/store/migrate.ts';
import { plainBody } from '../support/papers/indexStore.ts';
import { papers } from '../support/papers/seeded.ts';
import { bodyOf } from '../support/papers/wg21.ts';

const root = new URL('../..', import.meta.url).pathname;

const test = suite('the bundle');

let out = '';
let made: readonly string[] = [];

test.before(async () => {
  out = mkdtempSync(join(tmpdir(), 'bundle-'));
  made = await bundle(root, out);
});

test.after(() => {
  rmSync(out, { recursive: true, force: true });
});

test('is one file for the process and one for each of its threads', () => {
  assert.equal([...made].sort(), [
    'src/app/stallWorker.js',
    'src/main.js',
    'src/sources/index/worker.js',
  ]);
});

test('brings the migrations, where its code looks for them', () => {
  assert.equal(readdirSync(join(out, 'src/store/migrations')), readdirSync(migrationsFolder));
});

test('the thread in it reads an index', async () => {
  const worker = pathToFileURL(join(out, 'src/sources/index/worker.js'));
  const reader = indexReader({ worker });
  try {
    const { signal } = new AbortController();
    const reading = await reader.read(plainBody(bodyOf(papers(60))), 1, signal);
    assert.is(reading.type === 'read' && reading.index.entries, 60);
  } finally {
    await reader.close();
  }
});

test('starts, answers, stops when asked, and leaves a compile cache behind', async () => {
  await warmUp(out);
  assert.ok(existsSync(join(out, 'cache')));
});

test('a wrong configuration ends it with exit code 1, as the sources do', async () => {
  const child = startBundle(out, { PORT: 'no port' });
  child.stdout?.resume();
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.is(code, 1);
});

test.run();
