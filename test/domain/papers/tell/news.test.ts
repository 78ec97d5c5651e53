import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Content, PaperLine } from '../../../../src/domain/delivery/content.ts';
import type { OutboxDraft } from '../../../../src/domain/delivery/outbox.ts';
import { appeared } from '../../../../src/domain/papers/diff/appear.ts';
import {
  frozen,
  mailingPosted,
  massAdded,
  massChanged,
} from '../../../../src/domain/papers/diff/whole.ts';
import { decodeEntry } from '../../../../src/domain/papers/entry/entry.ts';
import type { EventKind, PaperEvent } from '../../../../src/domain/papers/event.ts';
import { indexId } from '../../../../src/domain/papers/id/id.ts';
import { announce } from '../../../../src/domain/papers/news.ts';
import { opsNote } from '../../../../src/domain/papers/opsNote.ts';

const test = suite('what people are told');

const channel = { dest: 'C1', kind: 'channel' } as const;

const AUGUST = Date.UTC(2026, 7, 18, 12);
const DAY = 24 * 60 * 60 * 1000;

const event = (key: string, more: Partial<PaperEvent> = {}): PaperEvent => {
  const id = indexId(key);
  return {
    kind: 'paper.new',
    key,
    dedupe: `new:${key}`,
    foldedInto: null,
    entry: {
      title: `Title of ${key}`,
      authors: ['A', 'B', 'C'],
      groups: ['EWG'],
      date: null,
      url: 'https://x.example/',
    },
    facts: {
      number: id?.number ?? null,
      revision: id?.revision ?? null,
      previous: null,
      also: [],
      lower: false,
    },
    ...more,
  };
};

const grouped = (key: string, groups: readonly string[]) =>
  event(key, { entry: { title: 'T', authors: [], groups, date: null, url: null } });

const many = (count: number, groups: readonly string[] = []) =>
  Array.from({ length: count }, (_, n) => grouped(`P${1000 + n}R0`, groups));

function papersOf({ content }: { content: Content }) {
  if (content.template !== 'papers') throw new Error('no papers');
  return content;
}

const lines = (draft: OutboxDraft): readonly PaperLine[] =>
  papersOf(draft).sections.flatMap((section) => section.lines);

const ids = (draft: OutboxDraft) => lines(draft).map(({ id }) => id);

test('one paper is one line in one message', () => {
  const [message, ...others] = announce([event('P4000R0')], channel);
  assert.is(others.length, 0);
  assert.equal(message, {
    dedupeKey: message?.dedupeKey,
    dest: 'C1',
    lane: 2,
    kind: 'post',
    anchorKey: null,
    threadOf: null,
    foldable: true,
    content: {
      template: 'papers',
      head: '1 new paper',
      sections: [
        {
          heading: null,
          lines: [
            {
              id: 'P4000R0',
              url: 'https://x.example/',
              mark: 'new',
              title: 'Title of P4000R0',
              authors: ['A', 'B'],
              more: true,
              groups: ['EWG'],
              also: [],
              because: [],
            },
          ],
        },
      ],
      rest: null,
    },
    notBefore: null,
    expiresAt: null,
  });
});

const heard: readonly (readonly [EventKind, Partial<PaperEvent>, boolean])[] = [
  ['paper.new', {}, true],
  ['paper.revision', { facts: { previous: 2, revision: 3, lower: false } }, true],
  ['paper.revision', { facts: { previous: 4, revision: 3, lower: true } }, false],
  ['draft.published', {}, true],
  ['draft.found', { facts: {} }, true],
  ['draft.found', { facts: { older: true } }, false],
  ['sd.new', {}, true],
  ['ndoc.new', {}, false],
  ['draft.updated', {}, false],
  ['draft.vanished', {}, false],
  ['issue.new', {}, false],
  ['editorial.new', {}, false],
  ['draft.listed', {}, false],
  ['meta.changed', {}, false],
  ['entry.missing', {}, false],
  ['entry.restored', {}, false],
  ['index.mass_change', {}, false],
  ['index.frozen', {}, false],
  ['paper.new', { foldedInto: 'new:P1R1' }, false],
];

for (const [kind, more, isTold] of heard)
  test(`the channel ${isTold ? 'hears' : 'does not hear'} of ${kind} ${JSON.stringify(more)}`, () => {
    const told = announce([event('P4000R3', { ...more, kind })], channel);
    assert.is(told.length, isTold ? 1 : 0);
  });

test('the marks say what happened', () => {
  const mark = (kind: EventKind, facts: PaperEvent['facts']) =>
    announce([event('P4000R3', { kind, facts })], channel).flatMap(lines)[0]?.mark;
  assert.is(mark('paper.new', { previous: null, revision: 0 }), 'new');
  assert.is(mark('paper.revision', { previous: 2, revision: 3 }), 'R2 → R3');
  assert.is(
    mark('draft.published', { previous: 2, revision: 3, draft_days: 3 }),
    'published, draft seen 3 days ago',
  );
  assert.is(mark('draft.published', { draft_days: 0 }), 'published, draft seen today');
  assert.is(mark('draft.found', {}), 'draft, unpublished, may change');
  assert.is(
    mark('paper.revision', { previous: 2, revision: 3, draft_revision: 4, draft_days: 1 }),
    'R2 → R3, draft R4 was seen yesterday',
  );
});

test('a draft of the same revision makes the paper a published draft, another one is mentioned', () => {
  const entry = (key: string) => {
    const id = indexId(key);
    if (id === null) throw new Error('no id');
    return decodeEntry(id, { title: 'x' }, '2026-08-19', () => {});
  };
  const drafts = [{ number: 1234, revision: 3, foundAt: AUGUST - 3 * DAY }];
  const known = { highest: new Map([[1234, 2]]), drafts, nowMs: AUGUST };
  const [same] = appeared([entry('P1234R3')], known);
  assert.equal(
    [same?.kind, same?.dedupe, same?.facts['draft_days']],
    ['draft.published', 'new:P1234R3', 3],
  );
  const [other] = appeared([entry('P1234R4')], known);
  assert.equal([other?.kind, other?.facts['draft_revision']], ['paper.revision', 3]);
});

test('a paper and its draft in one poll are one line, the later one', () => {
  const found = event('D4000R0', { kind: 'draft.found', dedupe: 'draft:4000R0' });
  const told = announce([found, event('P4000R0', { kind: 'draft.published' })], channel);
  assert.equal(told.map(ids), [['P4000R0']]);
});

test('long titles and names are cut, between characters', () => {
  const entry = {
    title: `${'x'.repeat(158)}💥yyy`,
    authors: ['n'.repeat(100)],
    groups: [],
    date: null,
    url: null,
  };
  const [line] = announce([event('P4000R0', { entry })], channel).flatMap(lines);
  assert.is(line?.title, `${'x'.repeat(158)}…`);
  assert.is(line?.authors[0]?.length, 60);
});

test('15 lines stand in the message; the 16th opens a thread', () => {
  assert.equal(
    announce(many(15), channel).map((draft) => ids(draft).length),
    [15],
  );
  const [head, reply, ...others] = announce(many(16), channel);
  assert.equal(
    [head, reply].map((draft) => draft && ids(draft).length),
    [15, 1],
  );
  assert.is(others.length, 0);
  assert.equal([head?.anchorKey, reply?.threadOf], [head?.dedupeKey, head?.dedupeKey]);
  assert.equal([head?.foldable, reply?.foldable, head?.lane, reply?.lane], [false, false, 2, 2]);
  assert.not.equal(head?.dedupeKey, reply?.dedupeKey);
  assert.is(papersOf(head ?? reply ?? never()).head, '16 new papers');
});

const never = (): never => {
  throw new Error('no message');
};

test('30 lines have a thread, 31 are a digest by group', () => {
  assert.equal(
    announce(many(30), channel).map((draft) => ids(draft).length),
    [15, 15],
  );
  const library = Array.from({ length: 18 }, (_, n) => grouped(`P${2000 + n}R0`, ['LEWG']));
  const events = [...many(12), ...library, grouped('P3000R0', ['EWG', 'LEWG'])];
  const [head, ...replies] = announce(events, channel);
  assert.is(papersOf(head ?? never()).head, '31 new papers\nEWG 1 · LEWG 18 · No group given 12');
  assert.equal(head && ids(head), []);
  assert.equal(
    replies.map((draft) =>
      papersOf(draft).sections.map(({ heading, lines: some }) => [heading, some.length]),
    ),
    [
      [
        ['EWG', 1],
        ['LEWG', 18],
        ['No group given', 11],
      ],
      [['No group given', 1]],
    ],
  );
  assert.ok([head, ...replies].every((draft) => draft?.lane === 3 && !draft.foldable));
  assert.equal(
    replies.map(({ threadOf }) => threadOf),
    [head?.dedupeKey, head?.dedupeKey],
  );
});

test('inside a group lines go by number, P before the others', () => {
  const keys = ['N5000', 'P3000R1', 'P0100R2', 'SD9', 'P3000R0'];
  const kinds: EventKind[] = ['sd.new', 'paper.new', 'paper.new', 'sd.new', 'paper.new'];
  const events = keys.map((key, n) => event(key, { kind: kinds[n] ?? 'sd.new' }));
  assert.equal(announce(events, channel).map(ids), [
    ['P0100R2', 'P3000R0', 'P3000R1', 'N5000', 'SD9'],
  ]);
});

test('seven messages are the most; what is left out is counted with the command that lists it', () => {
  const messages = announce(many(200), channel);
  assert.equal(
    messages.map((draft) => ids(draft).length),
    [0, 30, 30, 30, 30, 30, 30],
  );
  assert.equal(
    messages.map((draft) => papersOf(draft).rest),
    [...Array(6).fill(null), { count: 20, command: '/paperscout recent' }],
  );
});

test('many small groups do not overfill a message', () => {
  const events = Array.from({ length: 40 }, (_, n) => grouped(`P${1000 + n}R0`, [`Group ${n}`]));
  const [head, ...replies] = announce(events, channel);
  assert.equal(
    replies.map((draft) => papersOf(draft).sections.length),
    [15, 15, 10],
  );
  assert.is(papersOf(head ?? never()).head, '40 new papers\nother groups 40'); // foreign names are no words of ours
});

test('a mailing is a digest even when it is small, with its N documents', () => {
  const papers = many(15);
  const mailing = mailingPosted(
    papers.map(({ key }) => key),
    AUGUST,
  );
  if (mailing === null) throw new Error('no mailing');
  const ndoc = event('N5000', { kind: 'ndoc.new' });
  const [head, ...replies] = announce([...papers, ndoc, mailing], channel);
  assert.is(
    papersOf(head ?? never()).head,
    'Mailing of 18 Aug 2026: 15 papers\n15 new papers, 1 N document\nEWG 1 · No group given 15',
  );
  assert.is(replies.flatMap(ids).length, 16);
  const all = announce([...many(200), mailing], channel);
  assert.equal(papersOf(all.at(-1) ?? never()).rest, { count: 20, command: '/paperscout mailing' });
});

test('keys depend on the recipient and the set of events, not on their order', () => {
  const keys = (events: readonly PaperEvent[], dest = 'C1') =>
    announce(events, { dest, kind: 'channel' }).map(({ dedupeKey }) => dedupeKey);
  const events = many(20);
  assert.equal(keys(events), keys(events.toReversed()));
  assert.is(new Set([...keys(events), ...keys(events, 'C2'), ...keys(events.slice(1))]).size, 6);
});

test('the same papers are the same mailing, others another', () => {
  const keys = Array.from({ length: 15 }, (_, n) => `P${1000 + n}R0`);
  const dedupe = (some: readonly string[], at = AUGUST) => mailingPosted(some, at)?.dedupe;
  assert.is(dedupe(keys), dedupe(keys.toReversed(), AUGUST + DAY));
  assert.is.not(dedupe(keys), dedupe([...keys, 'P2000R0']));
  assert.is(mailingPosted(keys.slice(1), AUGUST), null);
});

test('operators hear of a frozen index after 45 days, once per standstill', () => {
  assert.is(frozen(AUGUST, AUGUST + 45 * DAY - 1), null);
  const first = frozen(AUGUST, AUGUST + 45 * DAY);
  assert.is(first?.dedupe, frozen(AUGUST, AUGUST + 60 * DAY)?.dedupe);
  const note = opsNote({ type: 'event', event: first ?? event('x') }, 'COPS');
  assert.equal(note?.content, {
    template: 'note',
    title: 'No news for 45 days',
    text: 'Polls succeed, but the content has not changed since 18 Aug 2026.',
  });
  assert.equal([note?.lane, note?.dest, note?.dedupeKey], [0, 'COPS', `ops:COPS:frozen:${AUGUST}`]);
});

test('operators hear of the seeding, of what was let through and of masses; not of papers', () => {
  const index = { entries: 29_136, papers: 7622, frontier: 4348 };
  const title = (note: Parameters<typeof opsNote>[0]) => {
    const content = opsNote(note, 'COPS')?.content;
    return content?.template === 'note' ? `${content.title}: ${content.text}` : null;
  };
  assert.is(
    title({ type: 'index.seeded', snapshot: 's1', index }),
    'The index was read for the first time: 29136 entries, 7622 of them P; the newest number in the row is P4348. They are taken as known; from now on changes are told.',
  );
  assert.match(
    title({ type: 'index.accepted', snapshot: 's1', gate: 'shrunk', by: 'time', index }) ?? '',
    'three polls in a row agreed',
  );
  assert.match(
    title({ type: 'index.accepted', snapshot: 's1', gate: 'shrunk', by: 'U1', index }) ?? '',
    '<@U1> said so',
  );
  assert.match(
    title({ type: 'event', event: massAdded(1500, 20_000, 's1') }) ?? '',
    '1500 entries came at once',
  );
  assert.match(
    title({ type: 'event', event: massChanged(['link'], 1500, 20_000, 's1') }) ?? '',
    'changed at once: link',
  );
  assert.is(title({ type: 'event', event: event('P4000R0') }), null);
});

test.run();
