import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type AlertBook,
  afterFact,
  afterStandby,
  afterTelling,
  dueNotices,
  emptyBook,
  nextDueAt,
  untoldRules,
} from '../../../src/domain/alerts/book.ts';
import { noticeRow, noticeText } from '../../../src/domain/alerts/notice.ts';
import type { AlertFact } from '../../../src/domain/alerts/selfRules.ts';
import type { FailureRecord } from '../../../src/domain/health/failure.ts';

const test = suite('alert book');

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const stale = (at = NOW, sinceMs = at - HOUR): AlertFact => ({
  ...{ type: 'poll.stale', component: 'watchdog', at, staleAfterMs: HOUR, sinceMs },
});
const recovered = (at: number): AlertFact => ({
  type: 'poll.recovered',
  component: 'watchdog',
  at,
});

const states = (book: AlertBook, now: number) => dueNotices(book, now).map(({ state }) => state);

/** Tells all that is due. */
const tell = (book: AlertBook, at: number): AlertBook =>
  dueNotices(book, at).reduce((after, notice) => afterTelling(after, notice, at), book);

test('what fires is due at once, and when told no more', () => {
  const book = afterFact(emptyBook, stale());
  assert.equal(states(book, NOW), ['firing']);
  assert.is(nextDueAt(book), NOW);
  assert.equal(untoldRules(book), ['self.poll.stale']);
  const told = tell(book, NOW);
  assert.equal(states(told, NOW + HOUR), []);
  assert.is(nextDueAt(told), null);
  assert.equal(untoldRules(told), []);
});

test('an end is told only if its beginning was', () => {
  const untold = afterFact(afterFact(emptyBook, stale()), recovered(NOW + 1));
  assert.equal(states(untold, NOW + 1), []);
  const told = afterFact(tell(afterFact(emptyBook, stale()), NOW), recovered(NOW + MINUTE));
  assert.equal(states(told, NOW + MINUTE), ['resolved']);
  assert.is(nextDueAt(told), 0, 'at once');
  assert.equal(states(tell(told, NOW + MINUTE), NOW + HOUR), []);
  assert.equal(states(afterFact(emptyBook, recovered(NOW)), NOW), []);
});

test('both sides of the ten minutes between two firings of a rule', () => {
  const over = tell(
    afterFact(tell(afterFact(emptyBook, stale()), NOW), recovered(NOW + MINUTE)),
    NOW + MINUTE,
  );
  const again = afterFact(over, stale(NOW + 2 * MINUTE));
  assert.is(nextDueAt(again), NOW + 10 * MINUTE);
  assert.equal(states(again, NOW + 10 * MINUTE - 1), []);
  assert.equal(states(again, NOW + 10 * MINUTE), ['firing']);
});

test('an end that could not be told yet goes before the next beginning', () => {
  const over = afterFact(tell(afterFact(emptyBook, stale()), NOW), recovered(NOW + MINUTE));
  const again = afterFact(over, stale(NOW + 11 * MINUTE));
  assert.equal(states(again, NOW + 11 * MINUTE), ['resolved', 'firing']);
  const twice = afterFact(again, recovered(NOW + 12 * MINUTE));
  assert.equal(states(twice, NOW + 12 * MINUTE), ['resolved']);
});

test('what fires already goes on as the same episode', () => {
  const book = afterFact(tell(afterFact(emptyBook, stale()), NOW), stale(NOW + HOUR, NOW));
  assert.equal(states(book, NOW + 2 * HOUR), []);
});

test('after standing by, a stale index gets its whole time again', () => {
  const book = afterStandby(afterFact(emptyBook, stale()), NOW + 3 * HOUR);
  assert.is(nextDueAt(book), NOW + 4 * HOUR);
  const unknown = afterStandby(afterFact(emptyBook, stale()), null);
  assert.is(nextDueAt(unknown), NOW + HOUR);
  assert.is(nextDueAt(afterStandby(emptyBook, NOW)), null);
});

const failure: FailureRecord = {
  ...{ category: 'NETWORK', reason: 'dns', operation: 'index.fetch', component: 'poller' },
  ...{ message: 'm', attempt: 2, retryAfterMs: null, at: Date.UTC(2026, 0, 1, 3, 5, 7) },
};

const text = (fact: AlertFact, now: number, last: FailureRecord | null = null): string => {
  const [notice] = dueNotices(afterFact(emptyBook, fact), now);
  return notice === undefined ? '' : noticeText(notice, last, now);
};

test('the text counts whole minutes up to the moment it is told', () => {
  const now = NOW + MINUTE + 59_999;
  assert.is(
    text(stale(), now, failure),
    'No successful poll for 61 min (threshold 60 min). Last failure: NETWORK/dns at 03:05:07Z.',
  );
});

test('below two minutes it counts seconds, and says when no poll has ended', () => {
  const fact: AlertFact = {
    ...{ type: 'poll.stale', component: 'watchdog', at: NOW, staleAfterMs: 4_000 },
    sinceMs: NOW - 4_000,
  };
  assert.is(
    text(fact, NOW),
    'No successful poll for 4 s (threshold 4 s). No poll has failed either: none has ended.',
  );
});

test('an alert that waits too long is a cause of its own', () => {
  const fact: AlertFact = {
    ...{ type: 'queue.backpressure', component: 'message-queue', at: NOW, threshold: 100 },
    ...{ depth: 1, cause: 'ops_age', oldestAgeMs: null },
  };
  assert.is(text(fact, NOW), '1 messages wait (threshold 100): an alert has waited for over 60 s.');
});

test('the row goes to the channel in the first lane, once per episode and state', () => {
  const firing = afterFact(emptyBook, stale());
  const [begin] = dueNotices(firing, NOW);
  const [end] = dueNotices(afterFact(tell(firing, NOW), recovered(NOW + 1)), NOW + 1);
  assert.ok(begin && end);
  if (begin === undefined || end === undefined) return;
  assert.equal(noticeRow(begin, 'words', 'COPS'), {
    ...{ dedupeKey: 'alert:self.poll.stale:1767265200000:firing', dest: 'COPS', lane: 0 },
    ...{ kind: 'post', anchorKey: 'alert:self.poll.stale:1767265200000', threadOf: null },
    ...{ foldable: false, notBefore: null, expiresAt: null },
    content: {
      ...{ template: 'alert', rule: 'self.poll.stale', state: 'firing', severity: 'P1' },
      ...{ title: 'No successful poll', text: 'words', sinceMs: 1_767_265_200_000 },
    },
  });
  assert.is(noticeRow(end, '', 'COPS').dedupeKey, 'alert:self.poll.stale:1767265200000:resolved');
});

test.run();
