import { execFile } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const script = new URL('./support/blocked.ts', import.meta.url).pathname;

/** Runs a process that blocks itself; its exit code and what it wrote. */
function blocked(how: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, how], { timeout: 20_000 }, (error, stdout, stderr) =>
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

test('a short block and a process that works are left alone', async () => {
  const { code, stdout, stderr } = await blocked('short');
  assert.equal([code, stdout, lines(stderr)], [0, 'ended by itself\n', []]);
});

test.run();
