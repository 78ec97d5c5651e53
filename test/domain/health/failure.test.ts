import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  Failure,
  type FailureCategory,
  failureCategories,
  failureRecord,
  isSlackCode,
  type Kind,
  reasons,
} from '../../../src/domain/health/failure.ts';

const test = suite('failures');

test('PS09: ten categories, and each reason is one short word', () => {
  assert.equal(failureCategories.length, 10);
  for (const word of Object.values(reasons).flat()) assert.match(word, /^[a-z][a-z0-9_]{1,30}$/);
  for (const [category, words] of Object.entries(reasons))
    assert.is(new Set(words).size, words.length, category);
});

test('PS09: a reason of another category, or a category without an answer, does not compile', () => {
  const good: Kind = { category: 'NETWORK', reason: 'dns' };
  // @ts-expect-error `dns` is a reason of NETWORK
  const swapped: Kind = { category: 'TIMEOUT', reason: 'dns' };
  // @ts-expect-error no such category
  const invented: Kind = { category: 'WEATHER', reason: 'dns' };
  // @ts-expect-error nine of ten
  const forgetful: Readonly<Record<FailureCategory, number>> = {
    RATE_LIMIT: 1,
    NETWORK: 1,
    TIMEOUT: 1,
    DATA_INVALID: 1,
    UPSTREAM_CHANGED: 1,
    DB: 1,
    SLACK: 1,
    CONFIG: 1,
    HUNG: 1,
  };
  assert.is([good, swapped, invented, forgetful].length, 4);
});

test('a code is taken for one of Slack only if it has the form', () => {
  assert.equal(
    ['channel_not_found', 'x', 'Not A Code', '<html>', 'a'.repeat(65)].map(isSlackCode),
    [true, false, false, false, false],
  );
});

test('what anybody else threw is UNKNOWN/bug, a failure stays what it is', () => {
  const bug = Failure.from(new TypeError('x is null'), 'index.fetch');
  assert.equal(
    [bug.category, bug.reason, bug.operation, bug.message],
    ['UNKNOWN', 'bug', 'index.fetch', 'x is null'],
  );
  assert.is(Failure.from('a word', 'x').message, 'a word');
  assert.is(Failure.from(bug, 'another'), bug);
});

test('as plain data it says who, when and how often; who spoke first stays', () => {
  const lost = new Failure({
    category: 'RATE_LIMIT',
    reason: 'http_429',
    operation: 'index.fetch',
    message: 'm'.repeat(900),
    retryAfterMs: 7_000,
  });
  const located = lost.within({ component: 'poller', at: 5 });
  const again = located.within({ component: 'alerts', at: 9 });
  const { message, ...record } = failureRecord(again, 'x', 3);
  assert.is(message.length, 500);
  assert.equal(record, {
    category: 'RATE_LIMIT',
    reason: 'http_429',
    operation: 'index.fetch',
    component: 'poller',
    attempt: 3,
    retryAfterMs: 7_000,
    at: 5,
  });
  assert.equal(JSON.parse(JSON.stringify(record)), record);
});

test.run();
