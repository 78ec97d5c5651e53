import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SeenFile } from '../../../../src/domain/papers/probe/draft/rows.ts';
import { Drafts, hoursAgo, seenFile } from '../../../support/probing/drafts.ts';
import { BASE } from '../../../support/probing/index.ts';

const test = suite('drafts');

const PDF = 'D4349R0.pdf';
const HTML = 'D4349R0.html';

type Look = Partial<SeenFile & { lastModified: string | null }>;

const FIRST = { missedBefore: false } as const;

/** Rows of the table of news in papers 5. */
const ages: readonly (readonly [string, Look, boolean])[] = [
  ['a URL that was empty before, however old the file', { lastModified: hoursAgo(900) }, true],
  ['the first look, uploaded a day ago', { ...FIRST, lastModified: hoursAgo(24) }, true],
  ['the first look, uploaded longer ago', { ...FIRST, lastModified: hoursAgo(24.1) }, false],
  ['the first look, no Last-Modified', { ...FIRST, lastModified: null }, true],
  ['the first look, an unreadable Last-Modified', { ...FIRST, lastModified: 'soon' }, true],
  ['the first look, a Last-Modified in the future', { ...FIRST, lastModified: hoursAgo(-1) }, true],
  [
    'no Last-Modified in the very first plan',
    { ...FIRST, firstPlan: true, lastModified: null },
    false,
  ],
  [
    'two hours old in the very first plan',
    { ...FIRST, firstPlan: true, lastModified: hoursAgo(2) },
    true,
  ],
];

for (const [what, look, isNews] of ages)
  test(`${what}: ${isNews ? 'news' : 'older'}`, () => {
    const found = new Drafts().words(1, { seen: [seenFile(PDF, 'a', look)] });
    assert.equal(found, [isNews ? 'draft.found D4349R0' : 'draft.found D4349R0 older']);
  });

test('papers 11.18: pdf today, html tomorrow, a re-upload next week, touched without change', () => {
  const drafts = new Drafts();
  assert.equal(drafts.words(1, { seen: [seenFile(PDF, 'a')] }), ['draft.found D4349R0']);
  assert.equal(drafts.words(49, { seen: [seenFile(HTML, 'b')] }), []);
  assert.equal(drafts.words(349, { seen: [seenFile(PDF, 'c')] }), [
    'draft.updated D4349R0 changed',
  ]);
  assert.equal(drafts.words(399, { seen: [seenFile(PDF, 'c', { lastModified: null })] }), []);
  assert.equal(drafts.words(411, { unchanged: [BASE + PDF, BASE + HTML] }), []);
});

test('pdf and html at once are one draft', () => {
  const seen = [seenFile(PDF, 'a'), seenFile(HTML, 'b')];
  const [event, ...others] = new Drafts().cycle(1, { seen });
  assert.equal(others, []);
  assert.equal(event?.facts['files'], [BASE + PDF, BASE + HTML]);
  assert.is(event?.dedupe, 'draft:4349R0');
});

test('a submitted file after a draft is an update, once', () => {
  const drafts = new Drafts();
  drafts.cycle(1, { seen: [seenFile(PDF, 'a')] });
  assert.equal(drafts.words(5, { seen: [seenFile('P4349R0.pdf', 'z')] }), [
    'draft.updated P4349R0 submitted',
  ]);
  assert.equal(drafts.words(6, { seen: [seenFile('P4349R0.html', 'y')] }), []);
});

test('updates of a draft are told at most once in 12 cycles, and what fell between then', () => {
  const drafts = new Drafts();
  const update = ['draft.updated D4349R0 changed'];
  drafts.cycle(1, { seen: [seenFile(PDF, 'a')] });
  assert.equal(drafts.words(2, { seen: [seenFile(PDF, 'b')] }), update);
  assert.equal(drafts.words(3, { seen: [seenFile(PDF, 'c')] }), []);
  assert.equal(drafts.words(13, { unchanged: [BASE + PDF] }), [], 'eleven cycles later');
  assert.equal(drafts.words(14, { unchanged: [BASE + PDF] }), update);
  assert.equal(drafts.words(26, { unchanged: [BASE + PDF] }), []);
});

test('what changed in the pause and back again is told to nobody', () => {
  const drafts = new Drafts();
  drafts.cycle(1, { seen: [seenFile(PDF, 'a')] });
  drafts.cycle(2, { seen: [seenFile(PDF, 'b')] });
  drafts.cycle(3, { seen: [seenFile(PDF, 'c')] });
  assert.equal(drafts.words(14, { seen: [seenFile(PDF, 'b')] }), []);
});

test('a draft has vanished when all its files were missing at two checks, 12 cycles apart', () => {
  const drafts = new Drafts();
  drafts.cycle(1, { seen: [seenFile(PDF, 'a'), seenFile(HTML, 'b')] });
  const both = [BASE + PDF, BASE + HTML];
  assert.equal(drafts.words(10, { gone: both }), []);
  assert.equal(drafts.words(21, { gone: both }), [], 'eleven cycles later');
  assert.equal(drafts.words(22, { gone: [BASE + PDF] }), [], 'the other one not yet');
  assert.equal(drafts.words(23, { gone: [BASE + HTML] }), ['draft.vanished D4349R0']);
  assert.is(drafts.drafts[0]?.state, 'vanished');
});

test('a file that is back after one missed check is as before', () => {
  const drafts = new Drafts();
  drafts.cycle(1, { seen: [seenFile(PDF, 'a')] });
  drafts.cycle(13, { gone: [BASE + PDF] });
  drafts.cycle(25, { unchanged: [BASE + PDF] });
  assert.equal(drafts.words(37, { gone: [BASE + PDF] }), []);
  assert.is(drafts.files[0]?.misses, 1);
});

test('a vanished draft that comes back is found again in silence, with other contents as an update', () => {
  const drafts = new Drafts();
  const [first, last] = [seenFile(PDF, 'a'), seenFile(PDF, 'b')];
  drafts.cycle(1, { seen: [first] });
  for (const cycle of [13, 25]) drafts.cycle(cycle, { gone: [first.url] });
  assert.equal(drafts.words(300, { seen: [first] }), []);
  assert.is(drafts.drafts[0]?.state, 'found');
  assert.equal(drafts.words(400, { seen: [last] }), ['draft.updated D4349R0 changed']);
});

test('a revision that is published already is recorded, not told', () => {
  const drafts = new Drafts();
  const paper = { number: 4349, revision: 0, title: 'T', authors: [], groups: [] };
  drafts.latest.push({ ...paper, published: [0] });
  assert.equal(drafts.words(1, { seen: [seenFile(PDF, 'a')] }), []);
  assert.is(drafts.drafts[0]?.state, 'published');
});

test('a draft has its own title, else that of the latest revision, which is named', () => {
  const latest = { number: 4349, revision: 2, title: 'Old', authors: ['Ann'], groups: ['EWG'] };
  const eventOf = (more: { title?: string }) => {
    const drafts = new Drafts();
    drafts.latest.push({ ...latest, published: [0, 1, 2] });
    return drafts.cycle(1, { seen: [seenFile('D4349R3.html', 'a', more)] })[0];
  };
  const [own, other] = [eventOf({ title: 'New' }), eventOf({})];
  assert.equal([own?.entry?.title, own?.facts['title_of']], ['New', undefined]);
  assert.equal([other?.entry?.title, other?.facts['title_of']], ['Old', 'R2']);
  assert.equal([other?.entry?.authors, other?.entry?.groups], [['Ann'], ['EWG']]);
});

test.run();
