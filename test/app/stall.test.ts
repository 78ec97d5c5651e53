import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readLastExit } from '../../src/app/lastWords/record.ts';
import { openInbox } from '../support/operators/inbox.ts';

const script = new URL('./support/blocked.ts', import.meta.url).pathname;

/** Runs a process that blocks itself; its exit code and what it wrote. */
function blocked(
  ...args: readonly string[]
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

const lines = (stderr: string) =>
  stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

const test = suite('watch thread');

for (const how of ['busy', 'regexp', 'wait']) {
  test(`X12: an event loop that is blocked (${how}) ends the process with exit code 4 and last lines`, async () => {
    const { code, stderr } = await blocked(how);
    assert.is(code, 4);
    const [warning, end, where] = lines(stderr);
    assert.equal([warning.level, warning.event], ['warn', 'loop.stalled']);
    assert.equal(
      [end.level, end.failure_category, end.failure_reason],
      ['fatal', 'HUNG', 'loop_stalled'],
    );
    assert.ok(where.stack.length > 0, 'the blocked place is named');
  });
}

test('a reader of the last lines that is gone does not save a blocked process', async () => {
  const child = spawn(process.execPath, [script, 'busy'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.destroy();
  assert.equal(await once(child, 'exit'), [4, null]);
});

test('the watch thread tells operators before it ends the process, and remembers it', async () => {
  const inbox = await openInbox();
  const dataDir = mkdtempSync(join(tmpdir(), 'paperscout-stall-'));
  const { code } = await blocked('busy', inbox.url, dataDir);
  assert.is(code, 4);
  assert.equal(
    inbox.letters.map(({ body }) => body),
    [
      'PaperScout has ended with exit code 4: its event loop was blocked (HUNG/loop_stalled). ' +
        'Its host should start it again.',
    ],
  );
  assert.is(readLastExit(dataDir)?.code, 4);
  await blocked('busy', inbox.url, dataDir);
  assert.is(inbox.letters.length, 1, 'once in ten minutes');
  await inbox.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a loop that is blocked in native code, where nothing can be made to exit, is killed', async () => {
  const child = spawn(process.execPath, [script, 'native']);
  const ended = once(child, 'close');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  assert.equal(await ended, [null, 'SIGKILL']);
  assert.equal(
    lines(said).map(({ level, failure_reason }) => [level, failure_reason]),
    [
      ['warn', 'loop_stalled'],
      ['fatal', 'loop_stalled'],
    ],
  );
});

test('a short block and a process that works are left alone', async () => {
  const { code, stdout, stderr } = await blocked('short');
  assert.equal([code, stdout, lines(stderr)], [0, 'ended by itself\n', []]);
});

test('a process that was suspended for longer than a stall may last goes on', async () => {
  const child = spawn(process.execPath, [script, 'nothing']);
  const ended = once(child, 'close');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  await pause(150);
  child.kill('SIGSTOP');
  await pause(700); // more than twice the limit, by a clock that only the kernel can hold
  child.kill('SIGCONT');
  assert.equal(await ended, [0, null]);
  assert.equal(lines(said), []);
});

test.run();
