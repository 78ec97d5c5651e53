import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mailingPosted } from '../../../../src/domain/papers/diff/whole.ts';
import type { EventKind, PaperEvent } from '../../../../src/domain/papers/event.ts';
import { announce } from '../../../../src/domain/papers/news.ts';
import {
  AUGUST,
  channel,
  DAY,
  event,
  grouped,
  ids,
  many,
  never,
  papersOf,
} from '../../../support/papers/news.ts';

const test = suite('digests and threads');

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

test('where no paper names a group, nothing is said of groups', () => {
  const [head, ...replies] = announce(many(31), channel);
  assert.is(papersOf(head ?? never()).head, '31 new papers');
  assert.equal(
    replies.flatMap((draft) => papersOf(draft).sections.map(({ heading }) => heading)),
    [null, null],
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

test('groups that no table knows stand behind the known ones, by name, before none', () => {
  const events = ['Zeta', 'Alpha', 'SG23'].flatMap((group, at) =>
    Array.from({ length: 8 }, (_, n) => grouped(`P${2000 + 100 * at + n}R0`, [group])),
  );
  const [, ...replies] = announce([...many(8), ...events], channel);
  const headings = replies.flatMap((draft) =>
    papersOf(draft).sections.map(({ heading }) => heading),
  );
  assert.equal([...new Set(headings)], ['SG23', 'Alpha', 'Zeta', 'No group given']);
});

test.run();
