import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endOn } from '../../../src/domain/alerts/telling/ending.ts';
import type { Notice } from '../../../src/domain/alerts/telling/notice.ts';
import { plainNotice } from '../../support/alerts/rules.ts';

const test = suite('what a channel hears of an end');

const noticeOf = (key: string, change: Partial<Notice>): Notice => ({
  ...plainNotice,
  key,
  ...change,
});

const there = noticeOf('1', { state: 'delivered' });
const waiting = noticeOf('2', { kind: 'reminder' });
const leaving = noticeOf('3', { kind: 'reminder', state: 'sending' });
const tried = noticeOf('4', { kind: 'reminder', attempts: 1 });
const crowded = noticeOf('5', { crowded: true });

test('one alarm that arrived is enough to tell the end; what waits behind it is dropped', () => {
  assert.equal(endOn([there, waiting], 'ntfy', new Map()), {
    waits: false,
    tells: true,
    drops: [waiting],
  });
});

test('of what never left nothing is told', () => {
  assert.equal(endOn([waiting], 'ntfy', new Map()), {
    waits: false,
    tells: false,
    drops: [waiting],
  });
});

test('what may be under way is waited for', () => {
  for (const alarm of [leaving, tried])
    assert.equal(endOn([alarm, waiting], 'ntfy', new Map()).waits, true);
});

test('what waits for a digest is told in it, and neither dropped nor waited for', () => {
  assert.equal(endOn([crowded], 'ntfy', new Map()), { waits: false, tells: true, drops: [] });
});

test('what went into a digest has arrived when that has', () => {
  const folded = noticeOf('6', { state: 'folded', into: 'd' });
  const all = (state: Notice['state']) => new Map([['d', noticeOf('d', { state })]]);
  assert.is(endOn([folded], 'ntfy', all('delivered')).tells, true);
  assert.is(endOn([folded], 'ntfy', all('pending')).tells, false);
});

test('Slack shows what it has not taken yet as it is then', () => {
  assert.equal(endOn([leaving, waiting], 'slack', new Map()), {
    waits: false,
    tells: false,
    drops: [],
  });
});

test.run();
