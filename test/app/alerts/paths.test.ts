import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KnownPaths, pathsOf } from '../../../src/app/alerts/paths.ts';
import type { Observations } from '../../../src/domain/alerts/rule.ts';
import { emptyLedger } from '../../../src/domain/health/ledger.ts';

/** Conversations as the queue reported them, oldest first. */
const reported = (...told: readonly (readonly [dest: string, value: string])[]): Observations =>
  new Map([
    ['destination.state', told.map(([dest, value], at) => ({ at, value, labels: { dest } }))],
  ]);

const slack = (known: Partial<KnownPaths>): string =>
  pathsOf({
    channel: 'C0OPS',
    fallbacks: ['ntfy'],
    ledger: emptyLedger,
    seen: new Map(),
    ...known,
  }).slack;

const test = suite('how alerts leave');

test('through Slack, unless no channel is set', () => {
  assert.is(slack({}), 'ok');
  assert.is(slack({ ledger: null }), 'ok');
  assert.is(slack({ channel: null }), 'off');
});

test('a channel for operators that is suspended takes nothing until it is restored', () => {
  assert.is(slack({ seen: reported(['C0OPS', 'suspended']) }), 'refuses');
  assert.is(slack({ seen: reported(['C0OPS', 'suspended'], ['C0PAPERS', 'ok']) }), 'refuses');
  assert.is(slack({ seen: reported(['C0OPS', 'suspended'], ['C0OPS', 'ok']) }), 'ok');
});

test('another conversation that is suspended changes nothing', () => {
  assert.is(slack({ seen: reported(['C0OPS', 'ok'], ['C0PAPERS', 'suspended']) }), 'ok');
});

test.run();
