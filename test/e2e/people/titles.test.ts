import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openScene, PAPERS, type Scene, smallIndex } from '../support/scene.ts';
import { until } from '../support/until.ts';

const test = suite('titles that want to be more than words, end to end');

let scene: Scene;

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(20) });
});

test.after(() => scene.close());

/** What stands in the index, and what people see: all of it, and nothing of it at work. */
const titles = [
  ['<!channel> <@U0ADA> & *bold* `code`', '<\u2060!channel> <\u2060@U0ADA> & *bold* `code`'],
  ['right \u202eto left\u202c again', 'right to left again'],
  ['std::vector<bool> & you', 'std::vector<bool> & you'],
] as const;

test('delivery-25: titles with mentions, marks, back-ticks and a right-to-left override are literal', async () => {
  const daemon = scene.daemon({ INDEX_MIN_ENTRIES: '1', POLL_INTERVAL: '1s' });
  await daemon.wait('poll.succeeded');
  const index = smallIndex(20 + titles.length);
  for (const [n, [title]] of titles.entries())
    Object.assign(index[`P${1021 + n}R0`] ?? {}, { title });
  scene.index.serve(index);
  const seen = (): string =>
    JSON.stringify(scene.slack.messages(PAPERS).map(({ blocks }) => blocks));
  await until(() => seen().includes(`P${1020 + titles.length}R0`));
  for (const [, shown] of titles) assert.match(seen(), JSON.stringify(shown).slice(1, -1));
  const texts = scene.slack.messages(PAPERS).map(({ text }) => text);
  assert.match(texts.join('\n'), '&lt;!channel&gt; &lt;@U0ADA&gt; &amp; *bold* `code`');
  assert.not.match(texts.join('\n') + seen(), /\u202e|<!channel>/);
  assert.equal(scene.slack.breaches(), []);
});

test.run();
