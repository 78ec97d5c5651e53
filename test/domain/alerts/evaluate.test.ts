import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRules } from '../../../src/domain/alerts/check.ts';
import { evaluate, resumed } from '../../../src/domain/alerts/evaluate.ts';
import { type Looked, lookAll } from '../../../src/domain/alerts/instances.ts';
import { observed } from '../../../src/domain/alerts/observe.ts';
import {
  type Condition,
  type Instance,
  inactive,
  type Observations,
  type Rule,
} from '../../../src/domain/alerts/rule.ts';
import { ruleOf } from '../../support/alerts/rules.ts';

const test = suite('alert evaluation');

const MINUTE = 60_000;

/** Plays values of `k`, each at its minute; the states, and the effects with their minute. */
function play(rule: Rule, moments: Readonly<Record<number, string>>) {
  let instance: Instance = inactive;
  let seen: Observations = new Map();
  const states: string[] = [];
  const effects: string[] = [];
  let nextAt: number | null = null;
  for (const [minute, value] of Object.entries(moments)) {
    const now = Number(minute) * MINUTE;
    seen = observed(seen, { key: 'k', value }, now);
    const looked = evaluate(rule, instance, value === 'nothing' ? new Map() : seen, now);
    instance = looked.next;
    nextAt = looked.nextAtMs;
    states.push(instance.state);
    effects.push(...looked.effects.map(({ type }) => `${type} ${minute}`));
  }
  return { states, effects, instance, nextAt };
}

test('without for and keep it fires and resolves at once', () => {
  const { states, effects } = play(ruleOf(), { 0: 'good', 1: 'bad', 2: 'bad', 3: 'good' });
  assert.equal(states, ['inactive', 'firing', 'firing', 'inactive']);
  assert.equal(effects, ['fired 1', 'resolved 3']);
});

test('for is waited for to its last moment, and anything false begins anew', () => {
  const rule = ruleOf({ forMs: 2 * MINUTE });
  assert.equal(play(rule, { 0: 'bad', 1: 'bad', 2: 'bad' }).effects, ['fired 2']);
  assert.equal(play(rule, { 0: 'bad', 1.999: 'bad' }).effects, []);
  const broken = play(rule, { 0: 'bad', 1: 'good', 2: 'bad', 3: 'bad' });
  assert.equal(broken.states, ['pending', 'inactive', 'pending', 'pending']);
  assert.is(broken.nextAt, 4 * MINUTE);
});

test('keep is waited for, and bad again is no second firing', () => {
  const rule = ruleOf({ keepMs: 2 * MINUTE });
  const { states, effects } = play(rule, { 0: 'bad', 1: 'good', 2: 'bad', 3: 'good', 5: 'good' });
  assert.equal(states, ['firing', 'recovering', 'firing', 'recovering', 'inactive']);
  assert.equal(effects, ['fired 0', 'resolved 5']);
  assert.is(play(rule, { 0: 'bad', 1: 'good' }).nextAt, 3 * MINUTE);
});

test('operations-7: unknown data for an hour neither fires nor resolves, and stops no clock', () => {
  const pending = play(ruleOf({ forMs: 2 * MINUTE }), { 0: 'bad', 1: 'nothing', 61: 'nothing' });
  assert.equal(pending.effects, []);
  assert.is(pending.instance.unknownSince, MINUTE);
  assert.equal(play(ruleOf(), { 0: 'bad', 1: 'nothing', 61: 'nothing' }).effects, ['fired 0']);
  const again = play(ruleOf({ forMs: 2 * MINUTE }), { 0: 'bad', 1: 'nothing', 2: 'bad' });
  assert.equal(again.effects, ['fired 2']);
  assert.is(again.instance.unknownSince, null);
});

test('no data can be read as good or as bad', () => {
  assert.equal(play(ruleOf({ noData: 'ok' }), { 0: 'bad', 1: 'nothing' }).effects, [
    'fired 0',
    'resolved 1',
  ]);
  assert.equal(play(ruleOf({ noData: 'fire' }), { 0: 'nothing' }).effects, ['fired 0']);
});

test('between when and clear nothing moves; both true is when', () => {
  const clear: Condition = { kind: 'state', of: 'k', is: ['good', 'bad'] };
  const rule = ruleOf({ clear });
  const { states } = play(rule, { 0: 'soso', 1: 'bad', 2: 'soso', 3: 'good', 4: 'soso' });
  assert.equal(states, ['inactive', 'firing', 'firing', 'inactive', 'inactive']);
});

test('after a gap of 20 s what was pending goes on, after a longer one it begins anew', () => {
  const pending: Instance = { ...inactive, state: 'pending', t0: 0, value: 'bad' };
  assert.is(resumed(pending, 20_000, MINUTE).t0, 0);
  assert.is(resumed(pending, 20_001, MINUTE).t0, MINUTE);
  const firing: Instance = { ...pending, state: 'firing' };
  assert.equal(resumed(firing, 3_600_000, MINUTE), firing);
});

const perHost = ruleOf({ id: 'h', scope: ['host'], labels: { team: 'x' } });

const look = (rules: readonly Rule[], seen: Observations, before?: Looked): Looked =>
  lookAll(rules, before?.all ?? new Map(), seen, 0);

test('each set of labels is an instance of its own; what has no label concerns all', () => {
  let seen = observed(new Map(), { key: 'k', value: 'bad', labels: { host: 'a' } }, 0);
  seen = observed(seen, { key: 'k', value: 'good', labels: { host: 'b' } }, 0);
  const first = look([perHost], seen);
  assert.equal(
    [...first.all.values()].map(({ key, labels, instance }) => [key, labels, instance.state]),
    [
      ['h|host=a', { team: 'x', host: 'a' }, 'firing'],
      ['h|host=b', { team: 'x', host: 'b' }, 'inactive'],
    ],
  );
  const all = look([perHost], observed(seen, { key: 'k', value: 'good' }, 1), first);
  assert.equal(
    all.changes.map(({ watched, effect }) => [watched.key, effect.type]),
    [['h|host=a', 'resolved']],
  );
});

test('a rule that throws stands still as unknown; the others go on', () => {
  const broken = ruleOf({ id: 'broken', when: { kind: 'odd' } as never });
  const {
    all,
    changes,
    broken: named,
  } = look([broken, ruleOf()], observed(new Map(), { key: 'k', value: 'bad' }, 0));
  assert.equal(
    changes.map(({ watched }) => watched.key),
    ['r'],
  );
  assert.is(all.get('broken')?.instance.unknownSince, 0);
  assert.is(named[0]?.rule, 'broken');
});

for (const [what, rules, problem] of [
  ['an id twice', [ruleOf(), ruleOf()], 'r: there are two of it'],
  ['a parent nobody knows', [ruleOf({ dependsOn: ['x'] })], 'r: depends on unknown x'],
  [
    'parents in a circle',
    [ruleOf({ dependsOn: ['s'] }), ruleOf({ id: 's', dependsOn: ['r'] })],
    'r: depends on itself',
  ],
  [
    'a parent in a circle of its own',
    [ruleOf({ dependsOn: ['s'] }), ruleOf({ id: 's', dependsOn: ['s'] })],
    's: depends on itself',
  ],
  ['a negative span', [ruleOf({ forMs: -1 })], 'r: for is no span of time'],
  ['no runbook', [ruleOf({ runbook: '' })], 'r: has no section in the runbook'],
  ['a condition too deep', [ruleOf({ when: nested(5) })], 'r: its condition is 5 deep, at most 4'],
] as const)
  test(`${what} is found at start`, () => {
    assert.ok(checkRules(rules).includes(problem), checkRules(rules).join());
    assert.equal(checkRules([ruleOf({ when: nested(4) })]), []);
    assert.equal(checkRules([ruleOf({ when: nested(4), clear: nested(5) })]), [
      'r: its condition is 5 deep, at most 4',
    ]);
  });

function nested(depth: number): Condition {
  return depth === 1
    ? { kind: 'state', of: 'k', is: ['bad'] }
    : { kind: 'not', part: nested(depth - 1) };
}

test('an instance that is inactive and seen no more is forgotten; one that fires is not', () => {
  const scoped = ruleOf({ scope: ['host'] });
  const at = (value: string): Observations =>
    observed(new Map(), { key: 'k', value, labels: { host: 'a' } }, 0);
  const calm = lookAll([scoped], new Map(), at('good'), 0).all;
  const loud = lookAll([scoped], new Map(), at('bad'), 0).all;
  assert.equal([[...calm.keys()], [...loud.keys()]], [['r|host=a'], ['r|host=a']]);
  assert.equal([...lookAll([scoped], calm, new Map(), 1).all.keys()], []);
  assert.equal([...lookAll([scoped], loud, new Map(), 1).all.keys()], ['r|host=a']);
});

test('what says that it is over is looked at, too, for each instance', () => {
  const over: Condition = { kind: 'state', of: 'c', is: ['calm'] };
  const scoped = ruleOf({ scope: ['host'], clear: over });
  const labels = { host: 'a' };
  const seen = observed(
    observed(new Map(), { key: 'k', value: 'bad', labels }, 0),
    { key: 'c', value: 'calm', labels },
    0,
  );
  const fires = lookAll([scoped], new Map(), seen, 0).all;
  assert.is(fires.get('r|host=a')?.instance.state, 'firing');
  const later = observed(seen, { key: 'k', value: 'good', labels }, 1);
  const { changes } = lookAll([scoped], fires, later, 1);
  assert.equal(
    changes.map(({ effect }) => effect.type),
    ['resolved'],
  );
});

test('while nobody knows whether it is over, that is a want of knowledge', () => {
  const over: Condition = { kind: 'state', of: 'c', is: ['calm'] };
  const { states, instance } = play(ruleOf({ clear: over }), { 0: 'bad', 1: 'good' });
  assert.equal([states, instance.unknownSince], [['firing', 'firing'], MINUTE]);
  const self: Condition = { kind: 'state', of: 'k', is: ['calm'] };
  const lost = play(ruleOf({ when: over, clear: self }), { 0: 'good' });
  assert.equal([lost.states, lost.instance.unknownSince], [['inactive'], 0]);
});

test('between the two it stays as it was, and that is no want of knowledge', () => {
  const rule = ruleOf({ clear: { kind: 'state', of: 'k', is: ['calm'] } });
  const { states, instance } = play(rule, { 0: 'bad', 1: 'between', 2: 'between' });
  assert.equal(states, ['firing', 'firing', 'firing']);
  assert.is(instance.unknownSince, null);
});

test.run();
