import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FailureCategory } from '../../../src/domain/health/failure.ts';
import {
  drawn,
  failedRestMs,
  growingRestMs,
  regularRestMs,
  retryMs,
  shortPauseMs,
} from '../../../src/domain/polling/rhythm.ts';

const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;

const test = suite('rhythm of polls');

test('the next poll begins an interval after the last began, give or take a tenth', () => {
  assert.is(regularRestMs(HALF_HOUR, 0, 0), 27 * MINUTE);
  assert.is(regularRestMs(HALF_HOUR, 0, 0.5), HALF_HOUR);
  assert.is(regularRestMs(HALF_HOUR, 2 * MINUTE, 1), 31 * MINUTE);
});

test('after a poll that overran there is a pause of a sixth of the interval', () => {
  assert.is(regularRestMs(HALF_HOUR, HALF_HOUR, 0.5), 5 * MINUTE);
  assert.is(regularRestMs(HALF_HOUR, 40 * MINUTE, 0.5), 5 * MINUTE);
  assert.is(regularRestMs(HALF_HOUR, HALF_HOUR - 1, 0.5), 1);
  assert.is(shortPauseMs(HALF_HOUR), 5 * MINUTE);
});

test('retries inside a poll wait 2 s and 8 s, give or take a quarter', () => {
  assert.equal(
    [0, 0.5, 1].map((random) => retryMs(HALF_HOUR, 1, random)),
    [1_500, 2_000, 2_500],
  );
  assert.equal(
    [0, 0.5, 1].map((random) => retryMs(HALF_HOUR, 2, random)),
    [6_000, 8_000, 10_000],
  );
});

test('a retry never waits longer than a tenth of the interval', () => {
  assert.is(retryMs(10_000, 1, 0.5), 1_000);
  assert.is(retryMs(10_000, 2, 0.5), 1_000);
});

test('after outages the rest grows from a thirtieth of the interval to all of it', () => {
  assert.equal(
    [1, 2, 3, 4, 5, 6, 7, 100].map((n) => growingRestMs(HALF_HOUR, n) / MINUTE),
    [1, 2, 4, 8, 16, 30, 30, 30],
  );
});

const rest = (category: FailureCategory, retryAfterMs: number | null, failures: number) =>
  failedRestMs(HALF_HOUR, { failure: { category, retryAfterMs }, failures, tookMs: MINUTE }, 0.5) /
  MINUTE;

test('each kind of failure has its own rest', () => {
  assert.equal(
    (['NETWORK', 'TIMEOUT', 'DATA_INVALID', 'UPSTREAM_CHANGED', 'DB', 'UNKNOWN'] as const).map(
      (category) => [category, rest(category, null, 3)],
    ),
    [
      ['NETWORK', 4],
      ['TIMEOUT', 4],
      ['DATA_INVALID', 29],
      ['UPSTREAM_CHANGED', 29],
      ['DB', 29],
      ['UNKNOWN', 29],
    ],
  );
});

test('a rate limit waits as asked, but not less than a minute each time', () => {
  assert.is(rest('RATE_LIMIT', 7_000, 1), 7 / 60);
  assert.is(rest('RATE_LIMIT', 7_000, 2), 1);
  assert.is(rest('RATE_LIMIT', 120_000, 9), 2);
});

test('a longer wait that the server asked for wins', () => {
  assert.is(rest('NETWORK', 10 * MINUTE, 1), 10);
  assert.is(rest('NETWORK', 30_000, 1), 1);
});

test('a seed gives numbers that are spread evenly and the same again', () => {
  const ten = Array.from({ length: 10 }, (_, n) => drawn(0.3, n));
  assert.equal(
    ten,
    Array.from({ length: 10 }, (_, n) => drawn(0.3, n)),
  );
  for (let part = 0; part < 5; part++)
    assert.ok(ten.some((one) => one >= part / 5 && one < (part + 1) / 5));
});

test.run();
