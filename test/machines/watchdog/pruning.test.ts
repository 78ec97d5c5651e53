import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../src/domain/health/failure.ts';
import type { Pruned } from '../../../src/domain/watchdog/steps.ts';
import { leading, MINUTE, standby, startWatchdog } from '../../support/polling/watchdog.ts';

const done: Pruned = { type: 'pruned', counts: { outbox: 3 }, unfinished: false, durationMs: 40 };

const test = suite('watchdog: pruning');

test('old rows are looked at ten minutes after the start, then within the hour', async () => {
  const watchdog = startWatchdog({ prune: async () => done });
  await watchdog.pass(10 * MINUTE - 1_000);
  assert.equal(watchdog.at.prune, []);
  await watchdog.pass(1_000);
  assert.equal(watchdog.at.prune, [10 * MINUTE]);
  await watchdog.pass(60 * MINUTE);
  assert.equal(watchdog.at.prune, [10 * MINUTE, 70 * MINUTE]);
});

test('a run that removed something is one fact, a run that was not due none', async () => {
  const answers: Pruned[] = [done, { type: 'not_due', dueInMs: 23 * 60 * MINUTE }];
  const watchdog = startWatchdog({ prune: async () => answers.shift() ?? done });
  await watchdog.pass(75 * MINUTE);
  assert.is(watchdog.at.prune.length, 2);
  const facts = watchdog.facts.filter(({ type }) => type === 'store.pruned');
  assert.equal(facts, [{ ...done, type: 'store.pruned', component: 'store', at: null }]);
});

test('a process that stands by removes nothing', async () => {
  const watchdog = startWatchdog({ bid: async () => standby }, { leading: false });
  await watchdog.pass(30 * MINUTE);
  assert.equal(watchdog.at.prune, []);
});

test('a run that fails is a fact and is tried again ten minutes later', async () => {
  const refused = new Failure({
    category: 'DB',
    reason: 'lost',
    operation: 'store.prune',
    message: 'gone',
  });
  const watchdog = startWatchdog({
    bid: async () => leading('1', false),
    prune: () => Promise.reject(refused),
  });
  await watchdog.pass(25 * MINUTE);
  assert.equal(watchdog.at.prune, [10 * MINUTE, 20 * MINUTE]);
  const [first] = watchdog.facts.filter((fact) => fact.type === 'store.prune_failed');
  assert.is(first?.type === 'store.prune_failed' && first.failure.component, 'store');
});

test.run();
