import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  afterCanaries,
  learned,
  missingVerdict,
  presentVerdict,
} from '../../../../src/domain/papers/probe/cycle/canary.ts';
import { emptyMemory } from '../../../../src/domain/papers/probe/cycle/memory.ts';
import {
  faster,
  rateNow,
  restAfter,
  restBefore,
  slower,
} from '../../../../src/domain/papers/probe/cycle/pace.ts';
import { Tally } from '../../../../src/domain/papers/probe/cycle/tally.ts';

const test = suite('a probe cycle in numbers');

const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;

/** A tally of so many misses and timeouts. */
const tally = (misses: number, errors: number): Tally => {
  const counted = new Tally();
  counted.misses = misses;
  for (let n = 0; n < errors; n++)
    counted.error({ url: `u${n}`, category: 'TIMEOUT', reason: 'headers_timeout' });
  return counted;
};

test('papers 14.14: 20 errors of 200 looks are bearable, 21 are not', () => {
  assert.is(tally(180, 20).tooManyErrors(), null);
  assert.equal(tally(179, 21).tooManyErrors(), {
    category: 'TIMEOUT',
    reason: 'headers_timeout',
  });
});

test('errors among fewer than 20 looks fail no cycle', () => {
  assert.is(tally(0, 19).tooManyErrors(), null);
  assert.ok(tally(0, 20).tooManyErrors() !== null);
});

test('the most frequent category names the failure', () => {
  const counted = tally(0, 12);
  for (const reason of ['reset', 'refused', 'refused', 'dns'] as const)
    for (let n = 0; n < 4; n++) counted.error({ url: 'u', category: 'NETWORK', reason });
  assert.equal(counted.tooManyErrors(), { category: 'NETWORK', reason: 'refused' });
  assert.equal(counted.errors(), { TIMEOUT: 12, NETWORK: 16 });
});

test('tells of ten failed requests of each category, not of more', () => {
  assert.is(tally(0, 40).failed.length, 10);
});

test('hits among hits and misses; nothing without any', () => {
  const counted = tally(237, 0);
  counted.hits = 3;
  counted.suspicious = 2;
  assert.equal([counted.attempts(), counted.hitRate(), counted.errorRate()], [242, 0.0125, 0]);
  assert.equal([new Tally().hitRate(), new Tally().errorRate()], [null, null]);
});

test('three suspicious answers are bearable, four are not', () => {
  const counted = new Tally();
  counted.suspicious = 3;
  assert.not(counted.isSuspicious());
  counted.suspicious = 4;
  assert.ok(counted.isSuspicious());
});

test('a 429 halves the rate, five clean cycles bring it back', () => {
  let rate = slower(2);
  assert.is(rate, 1);
  for (let n = 0; n < 5; n++) rate = faster(rate, 2);
  assert.is(rate, 2);
  assert.is(faster(2, 2), 2);
  assert.is(slower(0.15), 0.1);
  assert.is(slower(0), 0, 'no pacing stays no pacing');
});

test('a stored rate holds as far as the configuration allows it', () => {
  assert.equal([rateNow(null, 2), rateNow(1, 2), rateNow(4, 2)], [2, 1, 2]);
});

const ended = {
  memory: emptyMemory,
  stop: null,
  whole: true,
  failures: 0,
  tookMs: 2 * MINUTE,
  nowMs: 1_000,
} as const;

test('rests for what is left of the interval', () => {
  const rest = restAfter(HALF_HOUR, ended);
  assert.equal([rest.state, rest.ms], ['waiting', 28 * MINUTE]);
  assert.is(restAfter(HALF_HOUR, { ...ended, tookMs: 31 * MINUTE }).ms, 1_000);
});

test('papers 14.13: after a 403 two cycles, then canaries alone; again four, at most 48', () => {
  let memory: typeof emptyMemory = emptyMemory;
  const cycles: number[] = [];
  for (let n = 0; n < 7; n++) {
    const rest = restAfter(HALF_HOUR, {
      ...ended,
      memory,
      whole: false,
      stop: { type: 'blocked' },
    });
    cycles.push(rest.ms / HALF_HOUR);
    memory = rest.memory;
    assert.is(rest.state, 'blocked');
    assert.ok(memory.canariesAlone);
  }
  assert.equal(cycles, [2, 4, 8, 16, 32, 48, 48]);
});

test('the pauses count anew after a whole cycle, not after canaries alone', () => {
  const memory = { ...emptyMemory, blocks: 2 };
  assert.is(restAfter(HALF_HOUR, { ...ended, memory, whole: false }).memory.blocks, 2);
  assert.is(restAfter(HALF_HOUR, { ...ended, memory }).memory.blocks, 0);
});

test('after a 429 as long as the server asked; longer when it asks again and again', () => {
  const stop = { type: 'limited', retryAfterMs: 1_000 } as const;
  const first = restAfter(HALF_HOUR, { ...ended, stop, failures: 1 });
  assert.equal([first.state, first.ms, first.memory.notBefore], ['backingOff', 1_000, 2_000]);
  assert.is(restAfter(HALF_HOUR, { ...ended, stop, failures: 3 }).ms, 4 * MINUTE);
});

test('a restart waits for what is left of the interval or of a pause', () => {
  const before = (sinceMs: number | null, more = {}, now = 0) => {
    const { state, ms } = restBefore(HALF_HOUR, sinceMs, { ...emptyMemory, ...more }, now);
    return [state, ms];
  };
  assert.equal(before(null), ['waiting', 0]);
  assert.equal(before(10 * MINUTE), ['waiting', 20 * MINUTE]);
  assert.equal(before(50 * MINUTE), ['waiting', 0]);
  assert.equal(before(10 * MINUTE, { notBefore: 5 * MINUTE }), ['backingOff', 5 * MINUTE]);
  assert.equal(before(0, { notBefore: 60 * MINUTE, blocks: 1 }), ['blocked', 60 * MINUTE]);
});

test('papers 11.19: a clock that was set neither lets a restart wait for days nor storms', () => {
  assert.equal(restBefore(HALF_HOUR, -7_200_000, emptyMemory, 0), {
    state: 'waiting',
    ms: HALF_HOUR,
  });
  const far = { ...emptyMemory, notBefore: 90 * 24 * 3_600_000 };
  assert.is(restBefore(HALF_HOUR, 0, far, 0).ms, 48 * HALF_HOUR);
});

const miss = { type: 'miss' } as const;
const hit = { type: 'hit' } as never;
const suspicious = { type: 'suspicious' } as const;
const refused = { type: 'error', category: 'NETWORK', reason: 'refused' } as const;

test('papers 14.12: what the canaries say', () => {
  const said = [
    missingVerdict(miss),
    missingVerdict(hit),
    missingVerdict(suspicious),
    missingVerdict(refused),
    presentVerdict(hit),
    presentVerdict(miss),
    presentVerdict(suspicious),
    presentVerdict(refused),
  ].map((verdict) => (verdict.type === 'good' ? 'good' : `${verdict.type} ${verdict.kind.reason}`));
  assert.equal(said, [
    'good',
    'wrong canary_missing_found',
    'wrong canary_missing_found',
    'silent refused',
    'good',
    'wrong canary_present_lost',
    'wrong canary_present_lost',
    'silent refused',
  ]);
});

test('a canary that fails alone is replaced', () => {
  const memory = { ...emptyMemory, canaries: ['a', 'b'], canariesLostSince: 3 };
  const after = afterCanaries(memory, { failed: ['a'], answered: true }, 9).memory;
  assert.equal([after.canaries, after.canariesLostSince], [['b'], null]);
});

test('canaries that all fail for 48 cycles are forgotten, once', () => {
  const lost = { failed: ['a'], answered: false };
  const first = afterCanaries({ ...emptyMemory, canaries: ['a'] }, lost, 100);
  assert.equal([first.memory.canariesLostSince, first.forgotten], [100, false]);
  assert.not(afterCanaries(first.memory, lost, 147).forgotten);
  const last = afterCanaries(first.memory, lost, 148);
  assert.equal([last.memory.canaries, last.forgotten], [[], true]);
});

test('learns up to three files that were verified twice, 12 cycles apart, submitted ones first', () => {
  const seen = (url: string, kind: 'D' | 'P', firstCycle: number) => ({ url, kind, firstCycle });
  const files = [seen('d', 'D', 1), seen('p', 'P', 1), seen('young', 'P', 2), seen('e', 'D', 1)];
  assert.equal(learned([], files, 13), ['p', 'd', 'e']);
  assert.equal(learned(['d', 'x'], files, 13), ['d', 'x', 'p']);
});

test.run();
