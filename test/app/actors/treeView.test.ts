import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listen, observe } from '../../../src/app/actors/observe.ts';
import { call, treeView } from '../../../src/app/actors/treeView.ts';
import { worker } from '../../../src/domain/supervision/spec.ts';
import { supervisionView } from '../../../src/domain/supervision/supervisionView.ts';
import { wholeTree } from '../../support/wholeTree.ts';

const test = suite('the tree from outside');

test('shows the nine children with path, state, incarnation and beat', () => {
  const { root, tell, stage } = wholeTree();
  tell('poller', { type: 'crash' });
  stage.clock.advance(750);
  tell('poller', { type: 'beat' });
  stage.clock.advance(20);
  const view = supervisionView(treeView(root), stage.clock.now());
  assert.equal(
    view.children.map(({ path }) => path),
    [
      'root/watch',
      'root/delivery',
      'root/ingestion',
      'root/watch/watchdog',
      'root/watch/alerts',
      'root/delivery/slackSocket',
      'root/delivery/messageQueue',
      'root/ingestion/poller',
      'root/ingestion/prober',
    ],
  );
  assert.equal(view.children[7], {
    path: 'root/ingestion/poller',
    id: 'poller',
    component: 'poller',
    status: 'up',
    value: 'working',
    incarnation: 2,
    attempt: 1,
    restartsInWindow: 1,
    restartAt: null,
    upSince: 750,
    beatAgeMs: 20,
    lastExit: { category: 'UNKNOWN', reason: 'bug' },
  });
  const { restarts1h, restartsByChild, intensityLeft, givingUp } = view;
  assert.equal(
    [restarts1h, restartsByChild, intensityLeft, givingUp],
    [1, { poller: 1 }, 3, false],
  );
  assert.ok(JSON.stringify(treeView(root)).includes('ingestion'), 'plain data');
});

test('a tree of which the root gives up says so', () => {
  const { root, stage } = wholeTree({ poller: { crashesAtOnce: () => true } });
  stage.clock.advance(103_500);
  const view = supervisionView(treeView(root), stage.clock.now());
  assert.equal([view.givingUp, view.intensityLeft], [true, 0]);
});

test('asks any supervisor by its name', async () => {
  const { root } = wholeTree();
  assert.equal(await call(root, 'ingestion', { call: 'count' }), { ok: [2, 2, 0, 2] });
  assert.equal(await call(root, 'root', { call: 'count' }), { ok: [3, 3, 3, 0] });
  assert.equal(await call(root, 'nobody', { call: 'count' }), { error: 'noproc' });
});

test('gives up a call that is not answered, and hears of an end meanwhile', async () => {
  const { root, stage } = wholeTree({ prober: { stopMs: 50 }, slow: { neverReady: true } });
  const spec = worker('slow', 'poller', { liveness: null });
  const waiting = call(root, 'ingestion', { call: 'start_child', spec }, 5);
  assert.equal(await waiting, { error: 'timeout' });
  const cut = call(root, 'ingestion', { call: 'terminate_child', id: 'prober' });
  root.send({ type: 'sup.stop' });
  stage.clock.advance(50);
  assert.equal(await cut, { error: 'noproc' });
  assert.equal(await call(root, 'root', { call: 'count' }), { error: 'noproc' });
});

test('observers that throw, or want only what is next, harm nobody', async () => {
  const bugs: string[] = [];
  const uncaught: unknown[] = [];
  const note = (thrown: unknown) => void uncaught.push(thrown);
  const onBug = (thrown: unknown) => void bugs.push(String(thrown));
  const boom = () => {
    throw new Error('boom');
  };
  process.on('uncaughtException', note).on('unhandledRejection', note);
  try {
    const { root, tell, stage, ended } = wholeTree({ poller: { crashesAtOnce: () => true } });
    const poller = root.system.get('poller');
    observe(poller, { next: () => undefined, onBug });
    observe(root, { next: boom, error: boom, complete: boom, onBug });
    listen<{ type: string }>(root, 'fact', boom, onBug);
    tell('poller', { type: 'crash' });
    stage.clock.advance(103_500);
    assert.is(ended()?.kind, 'gave_up');
    await new Promise((done) => setTimeout(done, 1));
    assert.equal([uncaught, bugs.length > 10], [[], true]);
  } finally {
    process.off('uncaughtException', note).off('unhandledRejection', note);
  }
});

test.run();
