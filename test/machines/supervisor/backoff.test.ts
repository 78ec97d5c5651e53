import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backoffMs } from '../../../src/domain/health/backoff.ts';
import {
  noBackoff,
  supervisorSpec,
  worker,
  workerBackoff,
} from '../../../src/domain/supervision/spec.ts';
import type { Backoff } from '../../../src/domain/supervision/types.ts';
import { type Habits, newStage, run, subject } from '../../support/supervision.ts';

function start(
  backoff: Backoff,
  habits: Habits = {},
  liveness: { silentMaxMs: number } | null = null,
) {
  const stage = newStage();
  const logic = subject(stage, habits);
  const spec = supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    intensity: 5,
    periodMs: 10_000_000,
    children: ['a', 'b', 'c'].map((id) => worker(id, 'poller', { backoff, liveness })),
  });
  return run([spec], () => ({ logic }), { stage });
}

const steady: Backoff = { ...workerBackoff, jitter: 0 };

const test = suite('backoff and silence');

test('after ten minutes up the first delay counts again, and only then', () => {
  for (const [up, delay] of [
    [599_999, 2_000],
    [600_000, 1_000],
  ] as const) {
    const { tell, stage, root } = start(steady);
    tell('a', { type: 'crash' });
    stage.clock.advance(1_000);
    stage.clock.advance(up);
    tell('a', { type: 'crash' });
    const child = root.getSnapshot().context.core.children['a'];
    assert.is(child?.restartAt, 1_000 + up + delay);
  }
});

test('delays lie between half and all of what they grow to, never above the limit', () => {
  for (let n = 0; n < 10_000; n += 1) {
    const random = n / 10_000;
    const late = backoffMs(workerBackoff, 20, random);
    assert.ok(late >= 30_000 && late <= 60_000);
    const third = backoffMs(workerBackoff, 3, random);
    assert.ok(third >= 4_000 && third <= 8_000);
  }
});

test('crashes in a row are numbered', () => {
  const { tell, stage, facts } = start(steady);
  for (let n = 0; n < 4; n += 1) {
    tell('a', { type: 'crash' });
    stage.clock.advance(60_000);
  }
  const attempts = facts.flatMap((fact) => (fact.type === 'actor.crashed' ? fact.attempt : []));
  assert.equal(attempts, [1, 2, 3, 4]);
});

test('a child that fails at every restart without backoff is given up after five starts', () => {
  const { tell, stage, call, ended, states } = start(noBackoff, {
    failsToStart: (life) => life > 1,
  });
  tell('a', { type: 'crash' });
  let starts = 1;
  while (ended() === null) {
    assert.is(states()['a']?.split(' ')[0], 'restarting');
    assert.equal(call({ call: 'count' }), { ok: [3, 2, 0, 3] }, 'calls are answered in between');
    assert.equal(call({ call: 'restart_child', id: 'a' }), { error: 'restarting' });
    assert.ok(stage.clock.fireNext());
    starts += 1;
    assert.ok(starts < 100);
  }
  assert.is(stage.log.filter((line) => line === 'start a').length, 1 + 5);
});

test('a silent child is found by the first look after its limit, one in time is not', () => {
  const { stage, root, facts, states } = start(noBackoff, {}, { silentMaxMs: 90_000 });
  const beatOf = (id: string) => root.system.get(id)?.send({ type: 'beat' });
  stage.clock.advance(90_000);
  beatOf('c');
  stage.clock.advance(4_999);
  assert.equal(states(), { a: 'up 1', b: 'up 1', c: 'up 1' });
  stage.clock.advance(1);
  assert.equal(states(), { a: 'up 2', b: 'up 2', c: 'up 1' });
  const crashed = facts.flatMap((fact) => (fact.type === 'actor.crashed' ? [fact] : []));
  assert.equal(
    crashed.map(({ id, at, exit }) => [id, at, exit.kind === 'failure' && exit.failure.reason]),
    [
      ['a', 95_000, 'silent'],
      ['b', 95_000, 'silent'],
    ],
  );
});

test('nobody looks where nobody has to give signs of life', () => {
  const { stage, root } = start(noBackoff);
  root.send({ type: 'sup.sweep' });
  stage.clock.advance(1);
  assert.is(stage.clock.pending, 0);
});

test('a beat while a child starts or stops is nothing', () => {
  const { root, stage } = start(noBackoff, { stopMs: 50 }, { silentMaxMs: 90_000 });
  root.send({ type: 'sup.stop' });
  const before = root.getSnapshot().context.core;
  root.send({ type: 'child.beat', id: 'c', incarnation: 1 });
  assert.equal(root.getSnapshot().context.core, before);
  stage.clock.advance(150);
  assert.equal([root.getSnapshot().status, stage.clock.pending], ['done', 0]);
});

test.run();
