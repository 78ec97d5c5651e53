import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Episode, Marks } from '../../../src/domain/alerts/episode.ts';
import type { Watched } from '../../../src/domain/alerts/instances.ts';
import { type Instance, inactive } from '../../../src/domain/alerts/rule.ts';
import { suppressionOf } from '../../../src/domain/alerts/telling/suppress.ts';
import { noMarks, plainEpisode, ruleOf } from '../../support/alerts/rules.ts';

const test = suite('why an alert is not told');

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;

const watchedOf = (id: string, state: Instance['state'], dependsOn: readonly string[] = []) =>
  [
    id,
    {
      key: id,
      labels: {},
      rule: ruleOf({ id, forMs: 2 * MINUTE, dependsOn }),
      instance: { ...inactive, state },
    },
  ] as const satisfies readonly [string, Watched];

/** What is said of a child whose parent is so. */
function looked(marks: Partial<Marks>, parent: Instance['state'] = 'inactive', wall = NOW) {
  const episode: Episode = {
    ...plainEpisode,
    key: 'child',
    rule: 'child',
    marks: { ...noMarks, ...marks },
  };
  const watched = new Map([watchedOf('parent', parent), watchedOf('child', 'firing', ['parent'])]);
  const match = { rule: 'child', labels: {} };
  const silence = {
    id: 's',
    match,
    author: 'U',
    reason: 'x',
    fromAt: 0,
    untilAt: 9,
    endedBy: null,
  };
  return suppressionOf(episode, { watched, silences: [silence], times: { steady: NOW, wall } });
}

test('nothing is in the way of a child whose parent is well', () => {
  const { suppression, nextAt } = looked({});
  assert.equal([suppression, nextAt], ['none', null]);
});

test('a child is held while its parent fires, however long that is', () => {
  for (const state of ['firing', 'recovering'] as const) {
    const { suppression, nextAt, marks } = looked({ heldSince: NOW - 999 * MINUTE }, state);
    assert.equal([suppression, nextAt, marks.explained], ['held', null, true]);
  }
});

test('a child is held while its parent may fire, 10 s longer than that takes', () => {
  const held = (ms: number) => looked({ heldSince: NOW - ms }, 'pending');
  assert.equal([held(0).suppression, held(0).nextAt], ['held', NOW + 130_000]);
  assert.equal([held(129_999).suppression, held(129_999).nextAt], ['held', NOW + 1]);
  assert.is(held(130_000).suppression, 'none');
  assert.is(looked({}, 'pending').marks.heldSince, NOW);
});

test('a child is held until half a minute after its parent has ended', () => {
  const freed = (ms: number) => looked({ explained: true, heldSince: 0, freedAt: NOW - ms });
  assert.equal([freed(0).suppression, freed(0).nextAt], ['held', NOW + 30_000]);
  assert.is(freed(29_999).suppression, 'held');
  const { suppression, marks } = freed(30_000);
  assert.equal(
    [suppression, marks.explained, marks.heldSince, marks.freedAt],
    ['none', false, null, null],
  );
  assert.is(looked({ explained: true }).marks.freedAt, NOW);
});

test('four changes in half an hour flap, three do not; the fourth that is older does not count', () => {
  const flaps = (changes: readonly number[]) => looked({ changes }).suppression;
  assert.is(flaps([NOW - 3, NOW - 2, NOW - 1]), 'none');
  assert.is(flaps([NOW - 30 * MINUTE + 1, NOW - 3, NOW - 2, NOW - 1]), 'flapping');
  assert.is(flaps([NOW - 30 * MINUTE, NOW - 3, NOW - 2, NOW - 1]), 'none');
});

test('what flaps is calm after a quarter of an hour without a change', () => {
  const last = (ms: number) => looked({ flapping: true, changes: [NOW - ms] });
  assert.equal([last(1).suppression, last(1).nextAt], ['flapping', NOW - 1 + 15 * MINUTE]);
  assert.is(last(15 * MINUTE - 1).suppression, 'flapping');
  const { suppression, marks } = last(15 * MINUTE);
  assert.equal([suppression, marks.flapping], ['none', false]);
});

test('what is silenced is said to be so before all else', () => {
  assert.is(looked({ flapping: true, changes: [NOW] }, 'firing', 8).suppression, 'silenced');
  assert.is(looked({ flapping: true, changes: [NOW] }, 'firing').suppression, 'held');
});

test.run();
