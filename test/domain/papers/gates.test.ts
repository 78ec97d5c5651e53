import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { frontier } from '../../../src/domain/papers/frontier.ts';
import { lossGate } from '../../../src/domain/papers/gates.ts';
import {
  isAccepted,
  isReleased,
  type Quarantine,
  refusedAgain,
} from '../../../src/domain/papers/quarantine.ts';

const test = suite('gates');

const good = { entries: 29_136, papers: 7622, frontier: 4348 };

test('98 of 100 entries, 300 known ids gone: passes; one more: shrunk', () => {
  assert.is(lossGate({ ...good, entries: 28_554 }, good, 300), null);
  assert.is(lossGate({ ...good, entries: 28_553 }, good, 300), 'shrunk');
  assert.is(lossGate(good, good, 301), 'shrunk');
  const round = { entries: 100, papers: 100, frontier: 50 };
  assert.is(lossGate({ ...round, entries: 98 }, round, 2), null);
  assert.is(lossGate({ ...round, entries: 97 }, round, 3), 'shrunk');
  assert.is(lossGate({ ...round, papers: 99 }, round, 1), null);
});

test('99 of 100 papers pass, fewer do not', () => {
  assert.is(lossGate({ ...good, papers: 7546 }, good, 0), null);
  assert.is(lossGate({ ...good, papers: 7545 }, good, 0), 'papers_shrunk');
});

test('the frontier may go back by ten: a withdrawn paper must not stop us', () => {
  assert.is(lossGate({ ...good, frontier: 4338 }, good, 0), null);
  assert.is(lossGate({ ...good, frontier: 4337 }, good, 0), 'frontier_back');
});

const MINUTE = 60_000;
const interval = 30 * MINUTE;

const polls = (
  times: readonly number[],
  counts: readonly (number | null)[],
  gate = 'shrunk' as const,
) =>
  times.reduce<Quarantine | null>(
    (before, at, n) => refusedAgain(before, gate, { at: at * MINUTE, entries: counts[n] ?? null }),
    null,
  );

const released = (quarantine: Quarantine | null) =>
  quarantine !== null && isReleased(quarantine, interval);

test('three regular polls with the same index release it', () => {
  assert.is(released(polls([0, 30], [14_000, 14_000])), false);
  assert.is(released(polls([0, 30, 60], [14_000, 14_030, 14_070])), true);
  assert.is(released(polls([0, 27, 54], [14_000, 14_000, 14_000])), true);
});

test('counts are alike within half a percent of the highest', () => {
  assert.is(released(polls([0, 27, 54], [14_000, 14_000, 14_070])), true);
  assert.is(released(polls([0, 27, 54], [39_900, 40_100, 39_900])), true);
});

test('three polls within minutes, or with different counts, do not', () => {
  assert.is(released(polls([0, 1, 2], [14_000, 14_000, 14_000])), false);
  assert.is(released(polls([0, 27, 53], [14_000, 14_000, 14_000])), false);
  assert.is(released(polls([0, 30, 60], [14_000, 14_000, 14_071])), false);
  assert.is(released(polls([0, 30, 60], [null, null, null])), false);
});

test('another gate begins anew', () => {
  const two = polls([0, 30], [14_000, 14_000]);
  const other = refusedAgain(two, 'papers_shrunk', { at: 60 * MINUTE, entries: 14_000 });
  assert.equal(other.polls.length, 1);
});

test('only the last three count', () => {
  const four = polls([0, 30, 31, 32], [14_000, 14_000, 14_000, 14_000]);
  assert.is(four?.polls.length, 3);
  assert.is(released(four), false);
});

test('time does not release what is no index at all', () => {
  for (const gate of ['too_large', 'html', 'not_object', 'not_json', 'too_few'] as const) {
    const three = [0, 30, 60].map((at) => ({ at: at * MINUTE, entries: 14_000 }));
    assert.is(isReleased({ gate, polls: three }, interval), false, gate);
  }
});

test('an operator may let an index pass by its hash, but not what is none', () => {
  assert.ok(isAccepted('too_few', 'abcdef0123456789', 'ABCDEF012345'));
  assert.ok(isAccepted('frontier_back', 'abcdef0123456789', 'abcdef012345'));
  assert.not.ok(isAccepted('shrunk', 'abcdef0123456789', 'abcdef012346'));
  assert.not.ok(isAccepted('shrunk', 'abcdef0123456789', ''));
  assert.not.ok(isAccepted('not_json', 'abcdef0123456789', 'abcdef012345'));
  assert.not.ok(isAccepted('too_large', null, 'abcdef012345'));
});

const upTo = (n: number) => Array.from({ length: n }, (_, at) => at + 1);

test('the frontier is the highest number while there are few', () => {
  assert.is(frontier([]), 0);
  assert.is(frontier([1, 2, 5000]), 5000);
  assert.is(frontier([...upTo(48), 5000]), 5000);
  assert.is(frontier([...upTo(49), 5000]), 49);
});

test('the frontier stops before a wide gap with few numbers behind it', () => {
  assert.is(frontier([...upTo(60), 5000, 5001]), 60);
  assert.is(frontier([...upTo(60), 160]), 160); // a gap of 100
  assert.is(frontier([...upTo(60), 161]), 60);
  const crowd = Array.from({ length: 10 }, (_, n) => 5000 + n);
  assert.is(frontier([...upTo(60), ...crowd]), 5009);
  assert.is(frontier([...upTo(60), ...crowd.slice(1)]), 60);
});

test.run();
