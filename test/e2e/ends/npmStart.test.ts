import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('npm start, end to end');

const root = new URL('../../../', import.meta.url).pathname;

test('SIGTERM to npm start reaches the daemon, which drains and ends', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'paperscout-npm-'));
  const { PATH = '', HOME = '' } = process.env;
  const npm = spawn('npm', ['start', '--silent'], {
    cwd: root,
    detached: true, // a group of its own, so that nothing of it outlives a failed test
    env: {
      PATH,
      HOME,
      DATA_DIR: dataDir,
      PORT: '0',
      OPS_PORT: '0',
      LOG_FORMAT: 'json',
      // Nobody listens there: the daemon is up and waits.
      DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nothing?sslmode=disable',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const events: unknown[] = [];
    const lines = createInterface({ input: npm.stdout });
    const closed = once(lines, 'close'); // whoever writes there has ended
    for await (const line of lines) {
      const { event } = JSON.parse(line) as { event: string };
      if (event === 'db.waiting' && !events.includes(event)) npm.kill('SIGTERM');
      events.push(event);
    }
    await closed;
    assert.is(events.at(-1), 'daemon.stopped');
    assert.ok(events.includes('daemon.draining'));
  } finally {
    try {
      process.kill(-(npm.pid ?? 0), 'SIGKILL');
    } catch (thrown) {
      // Nothing of the group is left, as it should be.
      assert.is((thrown as NodeJS.ErrnoException).code, 'ESRCH');
    }
    await rm(dataDir, { recursive: true, force: true });
  }
});

test.run();
