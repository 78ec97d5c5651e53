/** Envelopes: Slack sends events again, and several at once. */

import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DAY, HOUR, type Open } from './support.ts';

export function seenTests(test: ReturnType<typeof suite>, open: Open): void {
  test('an envelope is new once, also when the same comes several times at once', async () => {
    const { seen } = open();
    const keys = ['ev:Ev1', 'ev:Ev1', 'ev:Ev1', 'act:U1:1.2'];
    const results = await Promise.all(keys.map((key) => seen.note(key)));
    assert.equal(results.filter(Boolean).length, 2);
    assert.is(results[3], true);
    assert.is(await seen.note('ev:Ev1'), false);
  });

  test('envelopes are forgotten after a day', async () => {
    const store = open();
    await store.seen.note('ev:Ev1');
    await store.pass(DAY - HOUR);
    assert.is(await store.retention.batch('seen_envelope'), 0);
    await store.pass(2 * HOUR);
    assert.is(await store.retention.batch('seen_envelope'), 1);
    assert.is(await store.seen.note('ev:Ev1'), true);
  });
}
