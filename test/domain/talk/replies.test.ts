import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Reply } from '../../../src/domain/delivery/reply.ts';
import type { Draft, Paper, Probed } from '../../../src/domain/talk/found.ts';
import {
  draftsReply,
  mailingReply,
  recentReply,
  turnedOf,
} from '../../../src/domain/talk/replies/lists.ts';
import { absentOf, cardOf, revisionsOf } from '../../../src/domain/talk/replies/paper.ts';

const test = suite('answers about papers');

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 7, 18, 12);

/** The words of an answer, a text for each line; buttons by their label and value. */
const textOf = ({ parts }: Reply): readonly string[] =>
  parts.flatMap((part) => {
    switch (part.type) {
      case 'line':
        return [part.line.map(({ text }) => text).join('')];
      case 'list':
        return part.lines.map((one) => one.map(({ text }) => text).join(''));
      case 'buttons':
        return part.buttons.map(({ label, value }) => `[${label}: ${value}]`);
      default:
        return [part.type];
    }
  });

const paper = (change: Partial<Paper> = {}): Paper => ({
  key: 'P4000R1',
  prefix: 'P',
  number: 4000,
  revision: 1,
  regular: true,
  title: 'Ranges',
  authors: ['A', 'B'],
  groups: ['SG9'],
  date: '2026-08',
  link: 'https://wg21.link/p4000r1',
  longLink: 'https://x.example/p4000r1.pdf',
  githubUrl: null,
  section: null,
  status: null,
  missing: false,
  ...change,
});

const draft = (change: Partial<Draft> = {}): Draft => ({
  number: 400,
  revision: 2,
  state: 'found',
  firstSeenAt: NOW - 2 * DAY,
  lastChangeAt: NOW - DAY,
  urls: ['https://x.example/D0400R2.pdf', 'https://x.example/D0400R2.html'],
  title: 'A draft',
  ...change,
});

const first = { text: 'drafts 7d', page: 0 };

test('a draft is listed with its files; one that has none any more says so', () => {
  const listed = (change: Partial<Draft>) =>
    textOf(draftsReply({ rows: [draft(change)], total: 1 }, '7 days', first, NOW));
  assert.equal(listed({}), [
    '1 draft first seen within 7 days:',
    'D0400R2 · A draft · seen 2 days ago · unpublished, may change · pdf html',
  ]);
  assert.equal(listed({ urls: [], state: 'published', title: null }).slice(1), [
    'D0400R2 · title unknown · seen 2 days ago · published since · no file left',
  ]);
  assert.equal(textOf(draftsReply({ rows: [], total: 0 }, '7 days', first, NOW)), [
    'No draft was seen for the first time within 7 days.',
  ]);
});

test('a list of over ten is turned by buttons that make it again', () => {
  const page = (at: number, shown: number) =>
    textOf(
      draftsReply(
        { rows: Array.from({ length: shown }, () => draft()), total: 25 },
        '7 days',
        { text: 'drafts 7d', page: at },
        NOW,
      ),
    );
  assert.is(page(0, 10)[0], '25 drafts first seen within 7 days, 1 to 10:');
  assert.equal(page(0, 10).slice(11), ['[Next: 1 drafts 7d]']);
  assert.is(page(1, 10)[0], '25 drafts first seen within 7 days, 11 to 20:');
  assert.equal(page(1, 10).slice(11), ['[Back: 0 drafts 7d]', '[Next: 2 drafts 7d]']);
  assert.equal(page(2, 5).slice(6), ['[Back: 1 drafts 7d]']);
  const ten = draftsReply(
    { rows: Array.from({ length: 10 }, () => draft()), total: 10 },
    '7 days',
    first,
    NOW,
  );
  assert.is(textOf(ten).length, 11);
});

test('what a button brings back is the page and the words', () => {
  assert.equal(turnedOf('12 search a b'), { page: 12, text: 'search a b' });
  assert.equal([turnedOf('search'), turnedOf('x search'), turnedOf('12345 x')], [null, null, null]);
});

test('a paper of a mailing is told with two authors at most', () => {
  const mailing = (authors: readonly string[]) =>
    textOf(mailingReply({ day: '2026-08-18', rows: [paper({ authors })], total: 1 }, first));
  assert.equal(mailing(['A', 'B']), [
    'Mailing of 18 Aug 2026: 1 paper.',
    'P4000R1 · Ranges · A, B · SG9 · Aug 2026',
  ]);
  assert.match(mailing(['A', 'B', 'C'])[1] ?? '', / · A, B et al\. · /);
  assert.match(textOf(mailingReply(null, first))[0] ?? '', /No such mailing/);
});

test('news say what happened, and when', () => {
  const entry = { title: 'Ranges', authors: ['A'], groups: [], date: null, url: null };
  const facts = { entry, previous: 0, revision: 1 };
  const happened = { kind: 'paper.revision', key: 'P4000R1', facts, at: NOW - DAY } as const;
  const of = { within: '7 days', group: 'SG9' };
  assert.equal(textOf(recentReply({ rows: [happened], total: 1 }, of, first, NOW)), [
    '1 item of SG9 within 7 days:',
    'P4000R1 · R0 → R1 · Ranges · A · 1 day ago',
  ]);
  assert.equal(textOf(recentReply({ rows: [], total: 0 }, { ...of, group: null }, first, NOW)), [
    'Nothing new within 7 days.',
  ]);
});

const probe = (change: Partial<Probed> = {}): Probed => ({
  url: 'https://x.example/D4000R0.pdf',
  class: 'F',
  lastAskedAt: NOW - 3 * DAY,
  lastStatus: 404,
  ...change,
});

const absent = (probes: readonly Probed[], drafts: readonly Draft[] = []) =>
  textOf(
    absentOf(
      {
        ref: { type: 'number', number: 400 },
        nearest: [399, 401],
        drafts,
        probes,
        watched: false,
      },
      NOW,
    ),
  );

test('of a paper that is not there it is said what is near, and who looks for it', () => {
  assert.equal(absent([probe()]), [
    'P0400 is not in the index.',
    'Nearest: P0399, P0401',
    'Drafts are looked for because it is near the newest numbers (class F): last 3 days ago, answer 404.',
    '[Watch P0400: P0400]',
  ]);
});

test('the last of all answers counts; no answer and no question are told apart', () => {
  const looked = (...probes: readonly Probed[]) => absent(probes)[2] ?? '';
  assert.match(
    looked(
      probe({ lastAskedAt: null }),
      probe(),
      probe({ lastAskedAt: NOW - DAY, lastStatus: null }),
      probe({ lastAskedAt: NOW - 2 * DAY, lastStatus: 200 }),
    ),
    /: last 1 day ago, answer none\.$/,
  );
  assert.match(looked(probe({ lastAskedAt: null, lastStatus: null })), /: not asked yet\.$/);
  assert.match(looked(probe({ class: 'Z' })), /looked for now and then \(class Z\)/);
  assert.equal(absent([]).length, 3);
});

test('a draft of it is shown while it is unpublished', () => {
  const shown = absent([], [draft(), draft({ state: 'published', revision: 1 })]);
  assert.equal(shown.slice(1, 3), [
    'A draft',
    'Draft R2, seen 2 days ago, unpublished, may change: pdf html',
  ]);
  assert.is(shown.length, 5);
});

test('a card has revisions, links and what is unusual', () => {
  const older = paper({ key: 'P4000R0', revision: 0, date: null });
  const card = (change: Partial<Paper>) =>
    textOf(
      cardOf({ paper: paper(change), family: [paper(), older], drafts: [], watched: true }, NOW),
    );
  assert.equal(card({}), [
    'P4000R1 · Ranges',
    'A, B · SG9 · Aug 2026',
    'Revisions: R0, R1 (2026-08)',
    'Links: paper · wg21.link',
    '[Unwatch P4000: P4000]',
  ]);
  assert.equal(
    card({
      missing: true,
      status: 'New',
      section: '7.1 [dcl]',
      githubUrl: 'https://g',
      longLink: null,
    }),
    [
      'P4000R1 · Ranges',
      'A, B · SG9 · Aug 2026 · section 7.1 [dcl] · status New · the index does not list it any more',
      'Revisions: R0, R1 (2026-08)',
      'Links: paper · GitHub issue',
      '[Unwatch P4000: P4000]',
    ],
  );
});

test('the latest revision is the highest that the index still lists', () => {
  const family = [
    paper({ revision: 3, missing: true }),
    paper({ revision: 2 }),
    paper({ revision: 10 }),
    paper({ prefix: 'D', revision: 11 }),
    paper({ regular: false, revision: 12 }),
    paper({ revision: null }),
  ];
  assert.equal(
    revisionsOf(family).map(({ revision }) => revision),
    [10, 2, 3],
  );
});

test.run();
