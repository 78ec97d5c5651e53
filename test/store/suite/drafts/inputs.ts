/** Probing: what a plan is made of. */

import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noFilters } from '../../../../src/domain/papers/match/watch.ts';
import { emptyMemory } from '../../../../src/domain/papers/probe/cycle/memory.ts';
import { readNumber } from '../../../../src/domain/papers/probe/plan/numbers.ts';
import { entry, poll } from '../batches.ts';
import { lead, MINUTE, type Open } from '../support.ts';

export function planTests(test: ReturnType<typeof suite>, open: Open): void {
  test('knows nothing before the first cycle', async () => {
    const store = open();
    assert.equal(await store.drafts.state(), {
      seeded: false,
      cycle: 0,
      interrupted: false,
      sinceLastMs: null,
      lastSuccessAt: null,
      consecutiveFailures: 0,
      rate: null,
      memory: emptyMemory,
      boostUntil: null,
      sentLastDay: 0,
      last: null,
    });
    const nothing = { numbers: [], rows: [], drafts: [], files: [], watched: [] };
    assert.equal(await store.drafts.inputs(), nothing);
    assert.equal(await store.drafts.latest([1]), []);
  });

  test('gives each number with its highest revision, its age and the latest extension', async () => {
    const store = open();
    const link = (name: string) => `https://www.open-std.org/docs/${name}`;
    await poll(store, await lead(store, 'poller'), {
      entries: [
        entry('P0010R0', { seeded: true, date_iso: '2020-01', long_link: link('p0010r0.pdf') }),
        entry('P0010R2', { seeded: true, date_iso: '2021-03', revision: 2, groups: ['SG1'] }),
        entry('P0009R1', { revision: 1, long_link: link('p0009r1.htm') }),
        entry('P3141', { revision: null, regular: false }),
        entry('D0011R0', { prefix: 'D' }),
      ],
    });
    assert.ok((await store.drafts.state()).seeded);
    const { numbers } = await store.drafts.inputs();
    const [nine, ten, ...others] = numbers.flatMap((page) => page.split('\n').map(readNumber));
    assert.equal(others, []);
    const at = Date.UTC(2021, 2, 1);
    assert.equal(ten, { number: 10, revision: 2, extension: 'pdf', at });
    assert.equal([nine?.number, nine?.revision, nine?.extension], [9, 1, 'html']);
    assert.ok(Math.abs((nine?.at ?? 0) - store.now()) < MINUTE, 'first seen now');
    assert.equal(await store.drafts.latest([10, 4349]), [
      {
        number: 10,
        revision: 2,
        title: 'Title of P0010R2',
        authors: ['Ada Lovelace'],
        groups: ['SG1'],
        published: [0, 2],
      },
    ]);
  });

  test('gives the numbers that people watch, most watched first', async () => {
    const store = open();
    const watch = (slackId: string, value: string, kind: 'paper' | 'author' = 'paper') =>
      store.people.watch(
        { slackId, kind: 'user' },
        { kind, value, filters: noFilters, delivery: null },
      );
    for (const value of ['P4000', 'P2300', 'P4000-P4100', 'N4950']) await watch('U1', value);
    await watch('U1', 'P9999', 'author');
    await watch('U2', 'P4000');
    assert.equal((await store.drafts.inputs()).watched, [4000, 2300]);
  });
}
