import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noFilters } from '../../../src/domain/papers/match/watch.ts';
import { page, pdf } from '../../support/probing/answers.ts';
import { AUGUST, DAY, probeWorld, small } from '../../support/probing/world.ts';

const test = suite('drafts as people hear of them');

const watcher = { slackId: 'U1', kind: 'user' } as const;

test('papers 14.10: a draft, its html, its re-upload, its paper', async () => {
  const world = await probeWorld(small);
  for (const [slackId, value] of [
    ['U1', 'P0013'],
    ['U2', 'P0014'],
  ] as const)
    await world.store.people.watch(
      { slackId, kind: 'user' },
      { kind: 'paper', value, filters: noFilters, delivery: null },
    );
  await world.cycles(2);
  world.put('D0013R0.pdf', pdf());
  const ends = await world.cycles(4);
  const news = ends.flatMap(({ drafts }) => drafts);
  assert.equal(
    news.map(({ type, number, url }) => [type, number, url.split('/').at(-1)]),
    [['draft.found', 13, 'D0013R0.pdf']],
  );
  assert.equal([world.told().length, world.told('U1').length, world.told('U2').length], [1, 1, 0]);
  assert.match(world.told()[0] ?? '', /draft, unpublished, may change/);

  world.put('D0013R0.html', page('P0013R0: A draft'));
  assert.not((await world.cycles(48)).some(({ drafts }) => drafts.length > 0));
  world.put('D0013R0.pdf', pdf('again'));
  const later = (await world.cycles(24)).flatMap(({ drafts }) => drafts);
  assert.equal(
    later.map(({ type }) => type),
    ['draft.updated'],
  );
  assert.equal([world.told().length, world.told('U1').length], [1, 2], 'the number watcher only');
  assert.match(world.told('U1')[1] ?? '', /re-uploaded/);
});

test('papers 14.11: of 50 old drafts at the first run nobody hears, of a young one everybody', async () => {
  const world = await probeWorld(small);
  for (let n = 20; n < 70; n++)
    world.put(`D${String(n).padStart(4, '0')}R0.pdf`, pdf(String(n)), AUGUST - 400 * DAY);
  world.put('D0070R0.pdf', pdf('young'), AUGUST - 2 * 3_600_000);
  const ends = await world.cycles(3);
  const news = ends.flatMap(({ drafts }) => drafts);
  assert.is(news.length, 51);
  assert.equal(
    news.filter(({ older }) => !older).map(({ number }) => number),
    [70],
  );
  assert.is(world.told().length, 1);
  assert.match(world.told()[0] ?? '', /D0070R0/);
  assert.not.match(world.told()[0] ?? '', /D0020R0/);
});

test('a draft names the title of its number until its own is read', async () => {
  const world = await probeWorld(small);
  world.put('D0011R2.pdf', pdf());
  await world.cycles(48);
  assert.match(world.told()[0] ?? '', /Middling/);
  assert.match(world.told()[0] ?? '', /Ann Example/);
});

test('a file that was not changed is read once, however often it is looked at', async () => {
  const world = await probeWorld(small);
  world.put('D0013R0.pdf', pdf());
  const ends = await world.cycles(30);
  assert.is(world.origin.count('D0013R0.pdf', 'GET'), 1);
  assert.ok(world.origin.count('D0013R0.pdf', 'HEAD') >= 3);
  assert.ok(ends.every(({ drafts }, n) => drafts.length === (n === 0 ? 1 : 0)));
  assert.ok(ends.some(({ facts }) => facts.hits === 1 && facts.result === 'EMPTY'));
});

test('touched without change: read again, told to nobody', async () => {
  const world = await probeWorld(small);
  world.put('D0013R0.pdf', pdf());
  await world.cycle();
  world.put('D0013R0.pdf', pdf()); // the same bytes, uploaded later
  const ends = await world.cycles(14);
  assert.ok(world.origin.count('D0013R0.pdf', 'GET') >= 2);
  assert.not(ends.some(({ drafts }) => drafts.length > 0));
});

test('a draft whose files are gone for long vanishes, in the history alone', async () => {
  const world = await probeWorld(small);
  world.put('D0013R0.pdf', pdf());
  await world.cycle();
  world.origin.files.clear();
  const ends = await world.cycles(30);
  assert.not(ends.some(({ drafts }) => drafts.length > 0));
  assert.equal(world.events(), ['draft.found D0013R0', 'draft.vanished D0013R0']);
  assert.is(world.told().length, 1);
});

test('a file that must be there is learned, and asked in each cycle', async () => {
  const world = await probeWorld(small);
  world.put('D0013R0.pdf', pdf());
  const ends = await world.cycles(30);
  const canaries = ends.map(({ facts }) => facts.canary);
  const learnt = canaries.indexOf('passed');
  assert.ok(learnt >= 13 && learnt <= 25, `${learnt}`);
  assert.ok(canaries.slice(learnt).every((canary) => canary === 'passed'));
  assert.ok(canaries.slice(0, learnt).every((canary) => canary === 'missing_only'));
});

test('papers 14.12: a present canary that is lost fails cycles; after 48 it is forgotten, with one note', async () => {
  const world = await probeWorld(small);
  world.put('D0013R0.pdf', pdf());
  await world.cycles(30);
  world.origin.files.clear();
  const ends = await world.cycles(50);
  const failed = ends.filter(({ failure }) => failure?.reason === 'canary_present_lost');
  assert.is(failed.length, 48);
  assert.is(ends[48]?.facts.canary, 'missing_only');
  const notes = world.told('COPS').filter((text) => text.includes('draft server'));
  assert.is(notes.length, 1);
});

test('one of several canaries that fails alone is replaced in silence', async () => {
  const world = await probeWorld(small);
  for (const name of ['D0013R0.pdf', 'D0014R0.pdf']) world.put(name, pdf(name));
  await world.cycles(30);
  assert.is(world.tables.draftSource.memory.canaries.length, 2);
  const [first = ''] = world.tables.draftSource.memory.canaries;
  world.origin.files.delete(first.split('/').at(-1) ?? '');
  const end = await world.cycle();
  assert.equal([end.facts.canary, end.failure], ['passed', null]);
  assert.is(world.tables.draftSource.memory.canaries.length, 1);
});

test('papers 14.9: a number that somebody begins to watch is asked in the next cycle, then every second', async () => {
  const world = await probeWorld(small);
  await world.cycles(8);
  const before = world.origin.count('D0010R1.pdf');
  await world.store.people.watch(watcher, {
    kind: 'paper',
    value: 'P0010',
    filters: noFilters,
    delivery: null,
  });
  await world.cycle();
  assert.is(world.origin.count('D0010R1.pdf'), before + 1);
  await world.cycles(8);
  const since = world.origin.count('D0010R1.pdf') - before;
  assert.ok(since === 5 || since === 4, `${since} in nine cycles`);
});

test('an operator has one number looked at, due or not, also beyond the frontier', async () => {
  const world = await probeWorld(small);
  await world.cycles(8);
  const { facts } = await world.cycle({ number: 10 });
  assert.equal([facts.attempts, facts.result], [2, 'EMPTY']);
  world.put('D5555R0.pdf', pdf());
  const end = await world.cycle({ number: 5555 });
  assert.equal([end.facts.attempts, end.drafts.length], [4, 1]);
});

test.run();
