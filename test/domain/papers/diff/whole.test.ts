import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { paper, papers, seeded } from '../../../support/papers/seeded.ts';
import type { IndexObject } from '../../../support/papers/wg21.ts';
import { march2021 } from '../../../support/papers/wg21.ts';

const test = suite('an index that changes as a whole');

test('every link changed: one note, nobody told, everything stored', async () => {
  const index = papers(100);
  const moved = Object.fromEntries(
    Object.entries(index).map(([key, entry]) => [
      key,
      { ...entry, link: 'https://elsewhere.example/x', title: 'Other' },
    ]),
  );
  const { store, next } = await seeded(index);
  const { events, told, counts } = await next(moved);
  assert.equal(events, ['index.mass_change index']);
  assert.equal([...store.events.values()][0]?.facts['fields'], ['title', 'link']);
  assert.equal([told, counts?.changed], [[], 100]);
  assert.is(store.rows.get('P1050R0')?.link, 'https://elsewhere.example/x');
});

test('few changes are told one by one; 20 entries and over 5 % are a mass', async () => {
  const change = (count: number): IndexObject =>
    Object.fromEntries(
      Object.entries(papers(380)).map(([key, entry], n) => [
        key,
        n < count ? { ...entry, title: 'Other' } : entry,
      ]),
    );
  const kinds = async (count: number) => {
    const { next } = await seeded(papers(380));
    return [...new Set((await next(change(count))).events.map((event) => event.split(' ')[0]))];
  };
  assert.equal(await kinds(19), ['meta.changed']);
  assert.equal(await kinds(20), ['index.mass_change']);
});

test('75 ids vanish for two hours and return: recorded, nobody told, never new again', async () => {
  const fewer = papers(4000);
  const issues = Array.from({ length: 75 }, (_, n) => [`LWG${n}`, paper()]);
  const index = { ...fewer, ...Object.fromEntries(issues) };
  const { store, next } = await seeded(index);
  const gone = await next(fewer);
  assert.equal([gone.counts?.missing, gone.events.length, gone.told], [75, 75, []]);
  assert.is(store.missing.size, 75);
  assert.equal((await next(fewer)).events, []);
  const back = await next(index);
  assert.equal(
    [back.counts?.restored, back.counts?.added, back.told, store.missing.size],
    [75, 0, [], 0],
  );
  assert.ok(back.events.every((event) => event.startsWith('entry.restored')));
  assert.is((await next(fewer)).fresh.length, 75); // gone again: another event
});

test('an entry that comes back with another title says both', async () => {
  const { store, next } = await seeded(papers(100));
  const { P1000R0: _, ...without } = papers(100);
  await next(without);
  const { events } = await next({ ...without, P1000R0: paper('Other') });
  assert.equal(events, ['meta.changed P1000R0', 'entry.restored P1000R0']);
  assert.is(store.missing.size, 0);
});

test('half of the entries is refused and leaves no trace; let through, the others are missing', async () => {
  const { store, next } = await seeded(papers(4000));
  const refused = await next(papers(2000));
  assert.equal([refused.gate, store.missing.size, store.events.size], ['shrunk', 0, 0]);
  const accepted = await next(papers(2000), { accept: true });
  assert.equal(
    [accepted.counts?.missing, accepted.told, accepted.prepared?.events],
    [2000, [], []],
  );
});

test('ways of writing are no change: case of keys, blanks, entities, Unicode form, http, order', async () => {
  const { store, next } = await seeded({
    P1000R0: { type: 'paper', title: 'Tom & Kamiński', link: 'https://wg21.link/x', author: 'Zoë' },
  });
  const same =
    '{ "p1000r0": {"link":"http://wg21.link/x", "author":"Zoe\u0308","title":" Tom  &amp; Kamin\u0301ski", "type":"paper"}}';
  const { counts, events } = await next(Buffer.from(same));
  assert.equal([counts?.changed, events], [0, []]);
  assert.is(store.rows.get('P1000R0')?.raw_key, 'p1000r0');
  assert.equal((await next(Buffer.from(same))).prepared?.parts, []); // the new hash is known now
});

test('all ids in lower case: no change', async () => {
  const index = march2021();
  const { next } = await seeded(index);
  const lower = Object.fromEntries(
    Object.entries(index).map(([key, entry]) => [key.toLowerCase(), entry]),
  );
  const { counts, prepared } = await next(lower);
  assert.equal(
    [counts, prepared?.parts],
    [{ added: 0, changed: 0, missing: 0, restored: 0, events: 0 }, []],
  );
});

test('all ids new: refused as shrunk; let through they are a mass, nobody is told', async () => {
  const { store, next } = await seeded(papers(400));
  const other = papers(401, 5000);
  assert.is((await next(other)).gate, 'shrunk');
  const { prepared, told } = await next(other, { accept: true });
  assert.equal(
    prepared?.events.map(({ kind }) => kind),
    ['index.mass_add'],
  );
  assert.equal([told, store.events.has('new:P5000R0')], [[], true]);
});

test('15 new papers are a mailing, 14 are not; N documents count as little as issues', async () => {
  const mailing = async (more: IndexObject) => {
    const { next } = await seeded(papers(100));
    const { fresh } = await next({ ...papers(100), ...more });
    return fresh.find(({ kind }) => kind === 'mailing.posted')?.facts['count'];
  };
  assert.is(await mailing(papers(15, 6000)), 15);
  assert.is(await mailing({ ...papers(14, 6000), N5000: paper(), LWG1: paper() }), undefined);
});

test.run();
