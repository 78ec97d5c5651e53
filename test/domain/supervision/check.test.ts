import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkChild, checkTree } from '../../../src/domain/supervision/check.ts';
import {
  noBackoff,
  type Overrides,
  sub,
  supervisorSpec,
  worker,
  workerBackoff,
} from '../../../src/domain/supervision/spec.ts';
import type { ChildSpec, SupervisorSpec } from '../../../src/domain/supervision/types.ts';

const wordsOf = (spec: SupervisorSpec, longestStepMs = 0): string[] =>
  checkTree([spec], () => longestStepMs).map(({ of, problem }) => `${of}: ${problem}`);

const of = (children: readonly ChildSpec[], rest: Partial<SupervisorSpec> = {}): SupervisorSpec =>
  supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    intensity: 5,
    periodMs: 600_000,
    children,
    ...rest,
  });

const a = (overrides: Overrides = {}): ChildSpec => worker('a', 'poller', overrides);

/** A value from outside, where types did not look. */
const odd = <T>(value: unknown): T => value as T;

const bad: [word: string, spec: SupervisorSpec, of?: string][] = [
  ['missing_id', of([worker('', 'poller')]), ''],
  ['duplicate_id', of([a(), a()]), 'a'],
  ['invalid_strategy', of([], { strategy: odd('one_for_two') })],
  ['invalid_auto_shutdown', of([], { autoShutdown: odd('always') })],
  ['invalid_restart', of([a({ restart: odd('often') })]), 'a'],
  ['invalid_type', of([{ ...a(), type: odd('boss') }]), 'a'],
  ['invalid_shutdown', of([a({ shutdown: -1 })]), 'a'],
  ['invalid_shutdown', of([a({ shutdown: odd('later') })]), 'a'],
  ['invalid_shutdown', of([sub('a', { shutdown: 5_000 })]), 'a'],
  ['invalid_intensity', of([], { intensity: -1 })],
  ['invalid_intensity', of([], { intensity: 1.5 })],
  ['invalid_period', of([], { periodMs: 0 })],
  ['invalid_backoff', of([a({ backoff: { ...workerBackoff, firstMs: -1 } })]), 'a'],
  ['invalid_backoff', of([a({ backoff: { ...workerBackoff, firstMs: 60_001 } })]), 'a'],
  ['invalid_backoff', of([a({ backoff: { ...workerBackoff, factor: 0.9 } })]), 'a'],
  ['invalid_backoff', of([a({ backoff: { ...workerBackoff, jitter: 1.1 } })]), 'a'],
  ['never_escalates', of([a({ backoff: { ...workerBackoff, maxMs: 120_000 } })]), 'a'],
  ['too_many_children', of(Array.from({ length: 51 }, (_, n) => worker(`c${n}`, 'poller')))],
];

const good: [what: string, spec: SupervisorSpec][] = [
  ['a delay of at most 119 s', of([a({ backoff: { ...workerBackoff, maxMs: 119_000 } })])],
  ['fifty children', of(Array.from({ length: 50 }, (_, n) => worker(`c${n}`, 'poller')))],
  ['no restart at all', of([a()], { intensity: 0 })],
  ['no delay at all', of([a({ backoff: noBackoff })])],
  [
    'a stop without patience',
    of([a({ shutdown: 0 }), worker('b', 'poller', { shutdown: 'brutal_kill' })]),
  ],
  ['full jitter', of([a({ backoff: { ...workerBackoff, jitter: 1 } })])],
  ['keys that nobody knows', odd({ ...of([a()]), colour: 'red' })],
];

const test = suite('the spec check');

for (const [word, spec, name = 'root'] of bad) {
  test(`${word} for ${JSON.stringify(spec).slice(0, 60)}`, () => {
    assert.ok(wordsOf(spec).includes(`${name}: ${word}`), wordsOf(spec).join());
  });
}

for (const [what, spec] of good) {
  test(`${what} is right`, () => {
    assert.equal(wordsOf(spec), []);
  });
}

test('silence has to be allowed for the longest step and thirty seconds more', () => {
  assert.equal(wordsOf(of([a()]), 60_000), []);
  assert.equal(wordsOf(of([a()]), 60_001), ['a: invalid_liveness']);
});

test('significant goes with neither never nor permanent', () => {
  const rows = (['never', 'any_significant', 'all_significant'] as const).flatMap((auto) =>
    (['permanent', 'transient', 'temporary'] as const).map((restart) => [
      auto,
      restart,
      ...checkChild(a({ restart, significant: true }), auto),
    ]),
  );
  assert.equal(rows, [
    ['never', 'permanent', 'bad_combination'],
    ['never', 'transient', 'bad_combination'],
    ['never', 'temporary', 'bad_combination'],
    ['any_significant', 'permanent', 'bad_combination'],
    ['any_significant', 'transient'],
    ['any_significant', 'temporary'],
    ['all_significant', 'permanent', 'bad_combination'],
    ['all_significant', 'transient'],
    ['all_significant', 'temporary'],
  ]);
});

test('all problems are told at once, ids are unique across the whole tree', () => {
  const inner = { ...of([a({ shutdown: -1 })], { intensity: -1 }), name: 'inner' };
  assert.equal(
    checkTree([of([a(), sub('inner')]), inner]).map(({ of: who, problem }) => `${who} ${problem}`),
    ['a duplicate_id', 'inner invalid_intensity', 'a invalid_shutdown'],
  );
});

test.run();
