import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { plainText } from '../../src/commands/world/slack/listing.ts';
import { march2021, may2021 } from '../support/papers/wg21.ts';
import type { Daemon } from './support/daemon.ts';
import { OPS, openScene, PAPERS, type Scene } from './support/scene.ts';
import { told } from './support/told.ts';
import { until } from './support/until.ts';

function newPapers(): readonly string[] {
  const before = march2021();
  return Object.keys(may2021()).filter((id) => id.startsWith('P') && !(id in before));
}

const test = suite('papers, end to end');

let scene: Scene;
let daemon: Daemon;

test.before(async () => {
  scene = await openScene({ snapshot: march2021() });
});

test.after(() => scene.close());

test('papers-2: the first index is stored in silence: 18,483 entries, one note to operators', async () => {
  daemon = scene.daemon({ POLL_INTERVAL: '2s' });
  const poll = await daemon.wait('poll.succeeded');
  assert.equal([poll['result'], poll['entries'], poll['events']], ['seeded', 18_483, 0]);
  await daemon.wait('delivery.sent');
  assert.equal(scene.slack.messages(PAPERS), []);
  assert.is(scene.slack.messages(OPS).length, 1);
});

test('papers-3: 100 new P ids are 84 told lines, each once, in at most seven messages', async () => {
  scene.index.serve(may2021());
  const poll = await daemon.wait('poll.succeeded', ({ result }) => result === 'changed');
  assert.equal([poll['added'], poll['changed'], poll['missing']], [164, 1, 0]);
  // Two of the P ids of the pair stand in one line: the highest revision tells the others.
  await until(() => told(scene).length >= 84);
  const ids = told(scene);
  assert.is(ids.length, 84);
  assert.is(new Set(ids).size, 84);
  const added = newPapers();
  assert.is(added.length, 100);
  assert.equal(
    ids.filter((id) => !added.includes(id)),
    [],
  );
  assert.ok(scene.slack.messages(PAPERS).length <= 7);
  assert.equal(scene.slack.breaches(), []);
});

test('edge-10: P2295R1, R2 and R3 at once are one line that names the others', () => {
  const lines = scene.slack.messages(PAPERS).flatMap((one) => plainText(one).split('\n'));
  const [line, ...others] = lines.filter((text) => /P2295/.test(text));
  assert.equal(others, []);
  assert.match(line ?? '', /P2295R3.*also R1, R2/);
});

test('a restart and the same index again tell nobody anything', async () => {
  const before = scene.slack.messages().length;
  assert.equal(await daemon.stop(), { code: 0, signal: null });
  daemon = scene.daemon({ POLL_INTERVAL: '2s' });
  const poll = await daemon.wait('poll.succeeded');
  assert.equal([poll['result'], poll['events']], ['not_modified', 0]);
  await daemon.stop();
  assert.is(scene.slack.messages().length, before);
});

test('forty papers that came while the process was down are told after the start', async () => {
  const before = new Set(told(scene));
  const added = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [
      `P${2401 + n}R0`,
      {
        type: 'paper',
        title: `Paper ${n}`,
        author: 'Ada',
        link: `https://wg21.link/p${2401 + n}r0`,
      },
    ]),
  );
  scene.index.serve({ ...may2021(), ...added });
  daemon = scene.daemon({ POLL_INTERVAL: '2s' });
  await daemon.wait('poll.succeeded', ({ result }) => result === 'changed');
  await until(() => told(scene).length >= 124);
  const fresh = told(scene).filter((id) => !before.has(id));
  assert.equal(fresh.sort(), Object.keys(added).sort());
  await daemon.stop();
});

test.run();
