import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { evaluate } from '../../../src/domain/alerts/evaluate.ts';
import { type Instance, inactive } from '../../../src/domain/alerts/rule.ts';
import {
  askPromtool,
  hasPromtool,
  type Play,
  playOf,
  SEEDS,
  STEP_S,
  type States,
} from '../../support/alerts/promtool.ts';
import { ruleOf } from '../../support/alerts/rules.ts';

const test = suite('evaluator against Prometheus');

const letters = { inactive: 'i', pending: 'p', firing: 'f', recovering: 'f' } as const;

/** What our evaluator says of the same. */
const ours = ({ pairs, series }: Play): States =>
  pairs.map(({ forS, keepS }) => {
    const when = { kind: 'state', of: 'm', is: ['1'] } as const;
    const rule = ruleOf({ when, forMs: forS * 1_000, keepMs: keepS * 1_000 });
    return series.map((values) => {
      let instance: Instance = inactive;
      return values
        .map((value, step) => {
          const at = step * STEP_S * 1_000;
          const seen = new Map([['m', [{ at, value, labels: {} }]]]);
          instance = evaluate(rule, instance, seen, at).next;
          return letters[instance.state];
        })
        .join('');
    });
  });

const fixture = new URL('../../fixtures/promtool/states.json.gz', import.meta.url);
const recorded = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as readonly States[];

test('9 seeds of 30 pairs of for and keep over 12 series of 60 steps: no difference to what was recorded', () => {
  assert.is(recorded.length, 9);
  let steps = 0;
  for (const [n, seed] of SEEDS.entries()) {
    const [mine, theirs] = [ours(playOf(seed)), recorded[n] ?? []];
    assert.equal(mine, theirs, `seed ${seed}`);
    steps += theirs.flat().join('').length;
  }
  assert.is(steps, 194_400);
});

test('the series reach every state', () => {
  for (const letter of 'ipf') assert.ok(recorded.flat(2).join('').includes(letter), letter);
});

const live = hasPromtool() ? test : test.skip;

live('promtool of this machine says the same as what was recorded', () => {
  assert.equal(askPromtool(playOf(SEEDS[0])), recorded[0]);
});

test.run();
