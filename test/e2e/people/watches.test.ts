import * as assert from 'uvu/assert';
import { noFilters } from '../../../src/domain/papers/match/watch.ts';
import type { People } from '../../../src/ports/people.ts';
import { createPeople } from '../../../src/store/people/people.ts';
import { poolTo } from '../../store/support/postgres.ts';
import { databaseSuite } from '../../support/database.ts';
import type { Daemon } from '../support/daemon.ts';
import { type Entries, openScene, PAPERS, type Scene, smallIndex } from '../support/scene.ts';
import { linesTo } from '../support/told.ts';
import { until } from '../support/until.ts';

const test = databaseSuite('watches, end to end');

let scene: Scene;
let daemon: Daemon;

/** Twenty papers of a mailing, three of them by somebody who is watched. */
const mailing = (): Entries => {
  const papers = smallIndex(20, 2001);
  for (const id of ['P2003R0', 'P2007R0', 'P2011R0'])
    papers[id] = { ...papers[id], author: 'Ada Lovelace, Tony Van Eerd' };
  return papers;
};

/** What a person reads, line by line. */
const read = (dest: string): readonly string[] => linesTo(scene, dest);

const ids = (dest: string): readonly string[] =>
  read(dest).flatMap((line) => /^- (P\d{4}R\d+)\b/.exec(line)?.[1] ?? []);

async function withPeople(work: (people: People) => Promise<unknown>): Promise<void> {
  if (scene.database === null) throw new Error('the scene has no database of its own');
  const db = poolTo(scene.database.settings);
  try {
    await work(createPeople(db));
  } finally {
    await db.close(100);
  }
}

test.before(async () => {
  scene = await openScene({
    snapshot: smallIndex(100),
    slack: { users: ['U0ADA', 'U0BOB', 'U0CYD'], paced: false },
  });
});

test.after(() => scene.close());

test('a mailing: who watches gets one message with what matches, who gets mailings the list, others nothing', async () => {
  daemon = scene.daemon({ INDEX_MIN_ENTRIES: '50', POLL_INTERVAL: '1s' });
  await daemon.wait('poll.succeeded');
  const watch = { kind: 'author', value: 'van eerd', filters: noFilters, delivery: null } as const;
  await withPeople(async (people) => {
    await people.watch({ slackId: 'U0ADA', kind: 'user' }, watch);
    await people.watch({ slackId: 'U0BOB', kind: 'user' }, { ...watch, value: 'stroustrup' });
    await people.watch(
      { slackId: 'U0CYD', kind: 'user' },
      { ...watch, kind: 'paper', value: 'P2005' },
    );
    await people.change({ slackId: 'U0CYD', kind: 'user' }, { delivery: 'mailing' });
  });
  scene.index.serve({ ...smallIndex(100), ...mailing() });
  await until(() => ids('D0ADA').length >= 3 && ids('D0CYD').length >= 20);
  assert.is(scene.slack.messages('D0ADA').length, 1);
  assert.match(read('D0ADA')[0] ?? '', /^Mailing of .*: 3 of 20 match you$/);
  assert.equal(ids('D0ADA'), ['P2003R0', 'P2007R0', 'P2011R0']);
  for (const line of read('D0ADA').filter((text) => text.startsWith('- ')))
    assert.match(line, /because: author van eerd$/);
  assert.match(read('D0CYD')[0] ?? '', /^Mailing of .*: 20 papers$/);
  assert.is(ids('D0CYD')[0], 'P2005R0');
  assert.is(new Set(ids('D0CYD')).size, 20);
  assert.ok(scene.slack.messages('D0CYD').length <= 7);
  assert.equal(scene.slack.messages('D0BOB'), []);
  await until(() => ids(PAPERS).length >= 20);
});

test('papers-16: later polls of the same index tell nobody anything', async () => {
  const before = scene.slack.messages().length;
  await daemon.wait('poll.succeeded', ({ result }) => result === 'not_modified', {
    from: daemon.lines.length,
  });
  assert.is(scene.slack.messages().length, before);
  assert.equal(scene.slack.breaches(), []);
});

test('what is held for a person leaves the running daemon when the mute ends', async () => {
  const ada = { slackId: 'U0ADA', kind: 'user' } as const;
  await withPeople((people) => people.change(ada, { mutedUntil: Date.now() + 3_600_000 }));
  const paper = { ...mailing()['P2003R0'], title: 'One more' };
  scene.index.serve({ ...smallIndex(100), ...mailing(), P2021R0: paper });
  await daemon.wait('poll.succeeded', ({ result }) => result === 'changed');
  await until(() => ids(PAPERS).includes('P2021R0'));
  assert.is(ids('D0ADA').length, 3);
  await withPeople((people) => people.change(ada, { mutedUntil: null }));
  await until(() => ids('D0ADA').includes('P2021R0'));
  assert.is(scene.slack.messages('D0ADA').length, 2);
  await daemon.stop();
});

test.run();
