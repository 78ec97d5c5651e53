import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Content } from '../../../../src/domain/delivery/content.ts';
import { announce } from '../../../../src/domain/papers/news.ts';
import { directReader } from '../../../support/papers/directReader.ts';
import { IndexStore, poll } from '../../../support/papers/indexStore.ts';
import {
  aroundMailing,
  assembled,
  type IndexObject,
  march2021,
  may2021,
} from '../../../support/papers/wg21.ts';

const test = suite('what differs between two indexes');

const channel = { dest: 'C1', kind: 'channel' } as const;

const paper = (title = 'A title') => ({
  type: 'paper',
  link: 'https://wg21.link/x',
  title,
  author: 'Jane Doe',
});

/** An index of so many papers, P1000R0 and on. */
const papers = (count: number, first = 1000): IndexObject =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`P${first + n}R0`, paper()]));

/** A store that was seeded with an index, and polls of it. */
async function seeded(index: IndexObject) {
  const [reader, store] = [directReader(), new IndexStore()];
  await poll(reader, store, index);
  return {
    store,
    /** One more poll: its events, as `kind key`, with what they fold into. */
    async next(body: unknown, options: { accept?: boolean } = {}) {
      const { gate, prepared, fresh } = await poll(reader, store, body, options);
      const events = fresh.map(({ kind, key, folded_into }) =>
        [kind, key, folded_into].filter(Boolean).join(' '),
      );
      const told = announce(prepared?.events ?? [], channel);
      return { gate, events, fresh, prepared, told, counts: prepared?.counts };
    },
  };
}

const linesOf = (content: Content) =>
  content.template === 'papers' ? content.sections.flatMap(({ lines }) => lines) : [];

test('seeding tells nobody anything', async () => {
  const { store } = await seeded(assembled());
  assert.is(store.rows.size, 29_136);
  assert.is(store.events.size, 0);
  assert.ok([...store.rows.values()].every((row) => row.seeded));
});

test('the whole of a row', async () => {
  const { store } = await seeded({
    p2300r10: {
      ...paper('`std::execution` &amp; more'),
      author: 'Michał Dominiak (NVIDIA), Lee Howes',
      date: '2024-07',
      subgroup: 'SG1, LEWG',
    },
  });
  const { hash, ...row } = store.rows.get('P2300R10') ?? { hash: '' };
  assert.match(hash, /^[0-9a-f]{16}$/);
  assert.equal(row, {
    key: 'P2300R10',
    raw_key: 'p2300r10',
    prefix: 'P',
    number: 2300,
    revision: 10,
    regular: true,
    title: '`std::execution` & more',
    title_fold: '`std::execution` & more',
    authors: ['Michał Dominiak (NVIDIA)', 'Lee Howes'],
    author_fold: ['michal dominiak', 'lee howes'],
    date_raw: '2024-07',
    date_iso: '2024-07',
    date_precision: 'month',
    groups: ['SG1', 'LEWG'],
    link: 'https://wg21.link/x',
    long_link: null,
    github_url: null,
    section: null,
    status: null,
    raw: {
      ...paper('`std::execution` &amp; more'),
      author: 'Michał Dominiak (NVIDIA), Lee Howes',
      date: '2024-07',
      subgroup: 'SG1, LEWG',
    },
    seeded: true,
    source: 'index',
  });
});

test('base to next: 146 papers told, 18 folded, 8 N, one mailing in at most seven messages', async () => {
  const { base, next } = aroundMailing();
  const { store, next: pollNext } = await seeded(base);
  assert.is(store.rows.size, 26_886);
  const { fresh, told } = await pollNext(next);
  const count = (kind: string) =>
    fresh.filter((event) => event.kind === kind && event.folded_into === null).length;
  assert.equal(
    ['paper.new', 'paper.revision', 'ndoc.new', 'mailing.posted'].map(count),
    [73, 73, 8, 1],
  );
  assert.is(fresh.filter(({ folded_into }) => folded_into !== null).length, 18);
  assert.is(fresh.length, 173);

  assert.ok(told.length <= 7 && told.length > 1);
  const ids = told.flatMap(({ content }) => linesOf(content)).map(({ id }) => id);
  const expected = fresh.filter(
    ({ kind, folded_into }) => folded_into === null && kind !== 'mailing.posted',
  );
  assert.equal(ids.toSorted(), expected.map(({ key }) => key).sort());
  assert.is(new Set(ids).size, 154);
  assert.is(ids.filter((id) => id.startsWith('P')).length, 146);
  assert.ok(
    told.every(
      ({ lane, dest, content }) => lane === 3 && dest === 'C1' && linesOf(content).length <= 30,
    ),
  );
});

test('R1, R2 and R3 of a number at once are one line; a mended title is recorded, nobody is told', async () => {
  const { next } = await seeded(march2021());
  const { events, told, fresh } = await next(may2021());
  assert.ok(events.includes('paper.revision P2295R3'));
  assert.ok(events.includes('paper.revision P2295R1 new:P2295R3'));
  assert.ok(events.includes('paper.revision P2295R2 new:P2295R3'));
  const lines = told.flatMap(({ content }) => linesOf(content));
  const line = lines.find(({ id }) => id.startsWith('P2295'));
  assert.equal([line?.id, line?.also, line?.mark], ['P2295R3', ['R1', 'R2'], 'R0 → R3']);
  assert.is(
    lines.some(({ id }) => id === 'EDIT4567'),
    false,
  );
  const meta = fresh.find(({ kind }) => kind === 'meta.changed');
  assert.equal([meta?.key, meta?.facts['field']], ['EDIT4567', 'title']);
});

test('two revisions of a new number are one new paper; a lower one later is for its watchers only', async () => {
  const { next } = await seeded(papers(3));
  const both = { ...papers(3), P2000R1: paper(), P2000R3: paper() };
  const first = await next(both);
  assert.equal(first.events, ['paper.new P2000R3', 'paper.new P2000R1 new:P2000R3']);
  assert.equal(
    linesOf(first.told[0]?.content ?? { template: 'note', title: '', text: '' }).map(
      ({ id, mark, also }) => [id, mark, also],
    ),
    [['P2000R3', 'new', ['R1']]],
  );
  const second = await next({ ...both, P2000R0: paper(), P2000R2: paper() });
  assert.equal(second.events, ['paper.revision P2000R2', 'paper.revision P2000R0 new:P2000R2']);
  assert.is(second.fresh[0]?.facts['lower'], true);
  assert.equal(second.told, []);
});

test('a known number with a higher and a lower revision tells the higher', async () => {
  const { next } = await seeded({ P1000R2: paper() });
  const { events, fresh } = await next({ P1000R2: paper(), P1000R1: paper(), P1000R4: paper() });
  assert.equal(events, ['paper.revision P1000R4', 'paper.revision P1000R1 new:P1000R4']);
  assert.equal(
    [fresh[0]?.facts['previous'], fresh[0]?.facts['also'], fresh[0]?.facts['lower']],
    [2, ['R1'], false],
  );
});

test('each kind of document has its event', async () => {
  const { next } = await seeded(papers(1));
  const keys = [
    'N5000',
    'SD9',
    'LWG1',
    'CWG1',
    'EWG1',
    'LEWG1',
    'FS1',
    'EDIT1',
    'D2000R0',
    'P04116R0',
    'P1000',
  ];
  const { events, told } = await next({
    ...papers(1),
    ...Object.fromEntries(keys.map((key) => [key, paper()])),
  });
  assert.equal(events, [
    'ndoc.new N5000',
    'sd.new SD9',
    'issue.new LWG1',
    'issue.new CWG1',
    'issue.new EWG1',
    'issue.new LEWG1',
    'issue.new FS1',
    'editorial.new EDIT1',
    'draft.listed D2000R0',
    'paper.new P04116R0',
    'paper.revision P1000',
  ]);
  const ids = told.flatMap(({ content }) => linesOf(content)).map(({ id }) => id);
  assert.equal(ids, ['P1000', 'P04116R0', 'SD9']);
});

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

test('a change of case or accents in a title is stored but no event; authors count as well', async () => {
  const { store, next } = await seeded({
    P1000R0: { ...paper('Kaminski Ranges'), author: 'A. B' },
  });
  const first = await next({ P1000R0: { ...paper('Kamiński ranges'), author: 'A. B' } });
  assert.equal([first.counts?.changed, first.events], [1, []]);
  assert.is(store.rows.get('P1000R0')?.title, 'Kamiński ranges');
  const second = await next({
    P1000R0: { ...paper('Kamiński ranges'), author: 'A. B, C. D', subgroup: 'EWG' },
  });
  assert.equal(second.events, ['meta.changed P1000R0']);
  const facts = second.fresh[0]?.facts;
  assert.equal(
    [facts?.['field'], facts?.['before'], facts?.['after']],
    ['author', 'A. B', 'A. B, C. D'],
  );
});

test('what PostgreSQL refuses never reaches a row: NUL, halves of pairs, megabytes', async () => {
  const { prepared } = await poll(directReader(), new IndexStore(), {
    P1000R0: { ...paper('a\u0000b \ud83d'), other: ['x\u0000', { 'k\udc00': 1 }] },
    P1001R0: { ...paper('x'.repeat(1_500_000)), blob: 'y'.repeat(100_000) },
  });
  const bodies = prepared?.parts.map(({ body }) => body) ?? [];
  assert.is(
    bodies.some((body) => /\\u0000|\\ud83d|\\udc00/.test(body)),
    false,
  );
  assert.ok(bodies.every((body) => body.length < 20_000));
  const [first, second] = JSON.parse(bodies[0] ?? '[]');
  assert.equal(
    [first.title, first.raw.title, first.raw.other[0]],
    ['ab \ufffd', 'a\ufffdb \ufffd', 'x\ufffd'],
  );
  assert.equal(
    [second.title.length, second.raw.title.length, second.raw.blob],
    [2000, 2000, undefined],
  );
});

test('warnings are counted by their word', async () => {
  const { prepared } = await poll(directReader(), new IndexStore(), {
    P1000R0: { ...paper(), date: '2009-13-01', subgroup: 'Astronomy', type: 'memo' },
    P1001R0: { ...paper(), title: 7, date: '2031-01-01' },
    ...papers(60, 2000),
  });
  assert.equal(prepared?.warnings, {
    type_unknown: 1,
    date_unreadable: 1,
    group_unknown: 1,
    title_not_text: 1,
    date_in_future: 1,
  });
});

test.run();
