import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { databaseSuite, type TestDatabase, testDatabase } from '../../support/database.ts';
import { type Inbox, openInbox } from '../../support/operators/inbox.ts';
import { type Daemon, startDaemon } from '../support/daemon.ts';

const test = databaseSuite('what nobody handled, end to end');

const entry = new URL('../support/rejectingEntry.ts', import.meta.url).pathname;

let dataDir = '';
let database: TestDatabase | null = null;
let daemon: Daemon | null = null;
let inbox: Inbox;

test.before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'paperscout-unhandled-'));
  [database, inbox] = await Promise.all([testDatabase(), openInbox()]);
});

test.after(async () => {
  daemon?.kill('SIGKILL');
  await daemon?.ended;
  await Promise.all([database?.close(), inbox.close()]);
  await rm(dataDir, { recursive: true, force: true });
});

test('PS39: a promise that nobody handles: a fatal line, an orderly end, exit 3', async () => {
  const nobody = 'http://127.0.0.1:1/index.json';
  const env = {
    DATABASE_URL: database?.url ?? '',
    DATA_DIR: dataDir,
    WG21_INDEX_URL: nobody,
    NTFY_URL: `${inbox.url}/ntfy`,
  };
  daemon = startDaemon(env, entry);
  await daemon.wait('daemon.started');
  const since = Date.now();
  daemon.kill('SIGUSR2');
  assert.equal(await daemon.ended, { code: 3, signal: null });
  assert.ok(Date.now() - since < 5_000, `${Date.now() - since} ms`);
  const [line, ...others] = daemon.all('daemon.unhandled');
  assert.equal([line?.['level'], others.length], ['fatal', 0]);
  assert.match(JSON.stringify(line?.['err']), 'nobody waits for this');
  const [stopped] = daemon.all('daemon.stopped');
  assert.equal([stopped?.['code'], stopped?.['left']], [3, []]);
  // Whoever operates it is told directly, and the next start knows.
  assert.equal(
    inbox.letters.map(({ path, headers }) => [path, headers['title']]),
    [['/ntfy', 'FIRING P1 PaperScout has ended']],
  );
  const [letter] = inbox.letters;
  assert.is(
    letter?.body,
    'PaperScout has ended with exit code 3: it gave up (unhandled). Its host should start it again.',
  );
  const last = JSON.parse(await readFile(join(dataDir, 'last-exit.json'), 'utf8'));
  assert.equal([last.code, last.reason], [3, 'unhandled']);
  daemon = startDaemon(env);
  assert.is((await daemon.wait('monitoring.started'))['previous_exit'], 3);
});

test.run();
