import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { identify } from '../../../src/app/identity.ts';
import { openLog } from '../../../src/commands/daemon/log.ts';
import { loadConfig } from '../../../src/config/config.ts';

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

for (const [what, url, said, left] of [
  ['a topic alone', 'https://ntfy.sh/x7Kq29fmZ', 'of x7Kq29fmZ', 'of [redacted]'],
  ['an address', 'https://ntfy.sh/alerts', 'at https://ntfy.sh/alerts', 'at [redacted]'],
  ['an address without its scheme', 'https://ntfy.sh/alerts', 'ntfy.sh/alerts', '[redacted]'],
  ['no plain word alone', 'https://ntfy.sh/alerts', '"component":"alerts"', '"component":"alerts"'],
] as const)
  test(`of a way past Slack is hidden: ${what}`, async () => {
    const { redact, close } = openLog(loadConfig({ NTFY_URL: url }), identify({}));
    assert.is(redact(said), left);
    await close();
  });

test.run();
