import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const script = new URL('./support/speaker.ts', import.meta.url).pathname;

/** A process that talks into a pipe. */
const speaker = (how: string) => spawn(process.execPath, [script, how], { cwd: tmpdir() });

const test = suite('the log on a pipe');

for (const how of ['SIGKILL', 'SIGTERM', 'abort', 'exit'])
  test(`five lines and then ${how} in the same turn: all five arrive`, async () => {
    const child = speaker(how);
    const ended = once(child, 'close');
    let text = '';
    for await (const piece of child.stdout.setEncoding('utf8')) text += piece;
    await ended;
    const lines = text.trimEnd().split('\n');
    assert.equal(
      lines.map((line) => JSON.parse(line).n),
      [1, 2, 3, 4, 5],
    );
  });

test('whoever read the log is gone: the process goes on', async () => {
  const child = speaker('talk');
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const said = once(child.stderr.setEncoding('utf8'), 'data');
  child.stdin.end('it is gone\n');
  assert.equal(await said, ['still here\n']);
  assert.equal(await ended, [0, null]);
});

test.run();
