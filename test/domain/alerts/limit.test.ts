import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Crowds,
  crowdsOf,
  digested,
  limited,
  nextDigestAt,
} from '../../../src/domain/alerts/telling/limit.ts';
import type { Channel, Notice } from '../../../src/domain/alerts/telling/notice.ts';
import { plainBody, plainNotice } from '../../support/alerts/rules.ts';

const test = suite('how much a channel is told');

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;

const body: Notice['body'] = { ...plainBody, traceId: 'f' };

const noticeOf = (n: number, change: Partial<Notice> = {}, says: Partial<Notice['body']> = {}) =>
  ({
    ...plainNotice,
    key: `e${n}:1:ntfy`,
    episode: `e${n}`,
    body: { ...body, key: `k${n}`, ...says },
    madeAt: NOW,
    ...change,
  }) as const satisfies Notice;

const many = (count: number, channel: Channel = 'ntfy') =>
  Array.from({ length: count }, (_, n) => noticeOf(n, { channel }));

const crowded = ({ notices }: { readonly notices: readonly Notice[] }) =>
  notices.map((one) => one.crowded);

test('twenty notices go at once, the twenty-first waits a minute for a digest', () => {
  const so = limited({}, many(21), NOW);
  assert.equal(crowded(so).indexOf(true), 20);
  assert.is(so.crowds.ntfy?.digestAt, NOW + MINUTE);
  assert.is(limited({}, many(20), NOW).crowds.ntfy?.digestAt, null);
});

test('what was sent five minutes ago counts no more', () => {
  const sent = Array.from({ length: 20 }, () => NOW);
  const crowds: Crowds = { ntfy: { sent, digestAt: null } };
  const at = (ms: number) => crowded(limited(crowds, many(1), NOW + ms));
  assert.equal([at(5 * MINUTE - 1), at(5 * MINUTE)], [[true], [false]]);
});

test('a digest that is due already is not put off, and what waits is not counted as sent', () => {
  const first = limited({}, many(21), NOW);
  const { crowds } = limited(first.crowds, [noticeOf(99)], NOW + MINUTE - 1);
  assert.equal([crowds.ntfy?.digestAt, crowds.ntfy?.sent.length], [NOW + MINUTE, 20]);
});

test('channels are counted apart, and the log has no limit', () => {
  assert.not(crowded(limited({}, [...many(20), ...many(20, 'webhook')], NOW)).includes(true));
  assert.not(crowded(limited({}, many(50, 'log'), NOW)).includes(true));
});

test('after a restart the notices tell what the channels have had', () => {
  const crowds = crowdsOf(
    [
      noticeOf(1, { madeAt: NOW - 5 * MINUTE }),
      noticeOf(2, { madeAt: NOW - 5 * MINUTE + 1 }),
      noticeOf(3, { madeAt: NOW - 2, crowded: true }),
      noticeOf(4, { madeAt: NOW - 3, crowded: true }),
      noticeOf(5, { madeAt: NOW - 9, crowded: true, state: 'folded' }),
      noticeOf(6, { kind: 'digest' }),
      noticeOf(7, { channel: 'log' }),
    ],
    NOW,
  );
  assert.equal(crowds, {
    ntfy: { sent: [NOW - 5 * MINUTE + 1], digestAt: NOW - 3 + MINUTE },
  });
});

const due: Crowds = { ntfy: { sent: [NOW], digestAt: NOW } };
const waiting = (count: number, says: (n: number) => Partial<Notice['body']> = () => ({})) =>
  Array.from({ length: count }, (_, n) => noticeOf(n, { crowded: true }, says(n)));

const digestsAt = (steady: number, all: readonly Notice[], crowds: Crowds = due) =>
  digested(crowds, all, { steady, wall: 7 });

test('a digest is made when it is due, and not before; then nothing waits', () => {
  assert.equal(digestsAt(NOW - 1, waiting(2)).digests, []);
  const { digests, crowds } = digestsAt(NOW, waiting(2));
  assert.equal(
    digests.map(({ parts }) => parts.length),
    [2],
  );
  assert.equal(crowds, { ntfy: { sent: [NOW], digestAt: null } });
  assert.equal([nextDigestAt(due), nextDigestAt(crowds)], [NOW, null]);
});

test('only what waits on that channel goes into it', () => {
  const others = [
    noticeOf(8, { crowded: true, state: 'delivered' }),
    noticeOf(9, { crowded: false }),
    noticeOf(10, { crowded: true, channel: 'webhook' }),
  ];
  const [digest] = digestsAt(NOW, [...others, ...waiting(1)]).digests;
  assert.equal(
    digest?.parts.map(({ key }) => key),
    ['e0:1:ntfy'],
  );
});

test('a digest has at most 40 alerts, each of them once', () => {
  const { digests } = digestsAt(NOW, waiting(85));
  assert.equal(
    digests.map(({ parts }) => parts.length),
    [40, 40, 5],
  );
  const keys = digests.flatMap(({ parts }) => parts.map(({ key }) => key));
  assert.is(new Set(keys).size, 85);
});

test('a digest says how many fire, and each key as it is now', () => {
  const twice = [
    noticeOf(1, { crowded: true }),
    noticeOf(1, { crowded: true, key: 'e1:2:ntfy' }, { state: 'resolved' }),
    noticeOf(2, { crowded: true }),
  ];
  const [digest] = digestsAt(NOW, twice).digests;
  assert.is(digest?.into.body.title, '2 alerts at once, 1 of them firing');
  assert.is(digest?.into.body.text.split('\n').length, 2);
  assert.equal(
    [digest?.into.kind, digest?.into.state, digest?.into.crowded, digest?.into.attempts],
    ['digest', 'pending', false, 0],
  );
  assert.equal([digest?.into.body.state, digest?.into.body.at], ['firing', 7]);
});

test('a digest is as urgent as the most urgent in it, and over when all are', () => {
  const [mixed] = digestsAt(
    NOW,
    waiting(2, (n) => ({ severity: n === 0 ? 'P2' : 'P1' })),
  ).digests;
  assert.is(mixed?.into.body.severity, 'P1');
  const [calm] = digestsAt(
    NOW,
    waiting(2, () => ({ state: 'resolved' })),
  ).digests;
  assert.equal([calm?.into.body.severity, calm?.into.body.state], ['P2', 'resolved']);
});

test.run();
