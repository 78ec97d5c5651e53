import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { scopesWithHistory } from '../../src/commands/world/slack/workspace.ts';
import { postmaster, serverSuite } from '../store/embedded/support.ts';
import type { Daemon } from './support/daemon.ts';
import { openScene, type Scene, smallIndex } from './support/scene.ts';
import { idsFrom, told } from './support/told.ts';
import { until } from './support/until.ts';

const env = { INDEX_MIN_ENTRIES: '50', POLL_INTERVAL: '1s', FLY_MACHINE_ID: 'one' };

let scene: Scene;
let daemon: Daemon;

const test = serverSuite('the embedded database is killed, end to end');

/** The data directory; run as root it may lie elsewhere. */
function dataOf(dataDir: string): string {
  const note = join(dataDir, 'pg.at');
  const home = existsSync(note) ? readFileSync(note, 'utf8').trim() : dataDir;
  return join(home, 'pg');
}

test.before(async () => {
  // With the right to look, a message that was under way at the kill is never repeated.
  scene = await openScene({
    snapshot: smallIndex(100),
    embedded: true,
    slack: { scopes: scopesWithHistory },
  });
});

test.after(async () => {
  if (daemon !== undefined) await daemon.stop(); // and its server with it, also after a failure
  await scene.close();
});

test('ten times, during polls and sends: the daemon lives, nothing lost, nothing doubled', async () => {
  daemon = scene.daemon(env);
  await daemon.wait('poll.succeeded', undefined, { withinMs: 60_000 });
  for (let n = 0; n < 10; n += 1) {
    const from = daemon.lines.length;
    const [polls, posts] = [scene.index.requests.length, scene.slack.calls().length];
    scene.index.serve(smallIndex(101 + n));
    await until(() => scene.index.requests.length > polls);
    // Even rounds: somewhere in the commit of the poll. Odd ones: while the message is sent.
    if (n % 2 === 1) await until(() => scene.slack.calls().length > posts);
    else await new Promise((resolve) => setTimeout(resolve, n * 5));
    process.kill(postmaster(dataOf(scene.dataDir)), 'SIGKILL');
    await daemon.wait('db.started', undefined, { from, withinMs: 60_000 });
    await daemon.wait('poll.succeeded', undefined, {
      from: daemon.lines.length,
      withinMs: 60_000,
    });
  }
  await until(() => told(scene).length >= 10, 60_000);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 10));
  assert.is(daemon.all('daemon.started').length, 1);
  assert.is(daemon.all('actor.crashed').length, 0);
  assert.is(daemon.all('daemon.unhandled').length, 0);
  assert.equal(scene.slack.breaches(), []);
});

test('the daemon is killed: the next one goes on with the database that it left behind', async () => {
  daemon.kill('SIGKILL');
  await daemon.ended;
  scene.index.serve(smallIndex(111));
  daemon = scene.daemon(env);
  await until(() => told(scene).length >= 11, 60_000);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 11));
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
