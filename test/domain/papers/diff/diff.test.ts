import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEntryLine } from '../../../../src/domain/papers/diff/line.ts';
import { directReader } from '../../../support/papers/directReader.ts';
import { IndexStore, poll } from '../../../support/papers/indexStore.ts';
import { linesOf, paper, papers, seeded } from '../../../support/papers/seeded.ts';
import { aroundMailing, assembled, march2021, may2021 } from '../../../support/papers/wg21.ts';

const test = suite('what differs between two indexes');

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
  const lines: string[] = JSON.parse(bodies[0] ?? '[]');
  const [first, second] = lines.map(readEntryLine);
  assert.equal(
    [first?.title, first?.raw],
    ['ab \ufffd', { ...paper('a\ufffdb \ufffd'), other: ['x\ufffd', { 'k\ufffd': 1 }] }],
  );
  assert.equal(
    [second?.title?.length, String(second?.raw['title']).length, second?.raw['blob']],
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
