/** Rows that were given up or set aside, as operators see them; and rows of other kinds than posts. */

import { randomUUID } from 'node:crypto';
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  claim,
  claimed,
  claimOne,
  DAY,
  done,
  draft,
  lead,
  MINUTE,
  type Open,
  SECOND,
  trouble,
} from '../support.ts';

export function deadLetterTests(test: ReturnType<typeof suite>, open: Open): void {
  test('dead letters are listed, and one or all of them wait again with all their attempts', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('a', { anchorKey: 'A' }),
      draft('b', { dest: 'C2' }),
      draft('c', { dest: 'C3' }),
    ]);
    const rows = await claim(store, epoch);
    const [a, b, c] = rows.toSorted((x, y) => (x.dest < y.dest ? -1 : 1));
    if (a === undefined || b === undefined || c === undefined) throw new Error('three rows');
    await store.outbox.record(a, { type: 'dead', failure: trouble });
    await store.outbox.record(b, { type: 'parked', failure: trouble });
    await store.outbox.record(c, { type: 'sent', channel: 'C3', ts: '1.1' });
    const letters = await store.deadLetters.list(10);
    assert.equal(
      letters.map(({ id, dest, state, reason, attempts, lane, kind }) => [
        id,
        dest,
        state,
        reason,
        attempts,
        lane,
        kind,
      ]),
      [
        [b.id, 'C2', 'parked', 'reset', 1, 2, 'post'],
        [a.id, 'C1', 'dead', 'reset', 1, 2, 'post'],
      ],
    );
    assert.is((await store.deadLetters.list(1)).length, 1);
    assert.is(await store.deadLetters.replay('12345'), 0);
    assert.is(await store.deadLetters.replay("x'; drop"), 0);
    assert.is(await store.deadLetters.replay(a.id), 1);
    await store.pass(SECOND);
    const again = await claimOne(store, epoch);
    assert.equal([again.id, again.attempts, again.nonce], [a.id, 1, a.nonce]);
    assert.is(await store.deadLetters.replay('all'), 1);
    assert.equal(await claimed(store, epoch), ['b']);
    assert.equal(await store.deadLetters.list(10), []);
  });

  test('a dead letter that is tried again has a whole life before it', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a', { lane: 1 })]);
    const row = await claimOne(store, epoch);
    await store.outbox.record(row, { type: 'dead', failure: trouble });
    await store.pass(DAY);
    assert.is(await store.deadLetters.replay(row.id), 1);
    await store.pass(29 * MINUTE);
    assert.equal(done(await store.outbox.sweep(epoch)).expired, []);
    assert.equal(await claimed(store, epoch), ['a']);
  });

  test('replaying all leaves a suspended conversation alone; its row by id ends the suspension', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a'), draft('b')]);
    await store.outbox.suspend('C1', 'is_archived');
    assert.is(await store.deadLetters.replay('all'), 0);
    const [last] = await store.deadLetters.list(1);
    assert.is(await store.deadLetters.replay(last?.id ?? ''), 1);
    assert.equal(await claimed(store, epoch), ['b']);
  });

  test('what went past the database is written as sent, and told nobody again', async () => {
    const store = open();
    const epoch = await lead(store);
    const firing = draft('a:firing', { anchorKey: 'A', lane: 0 });
    const worse = draft('a:worse', { anchorKey: 'A', lane: 0, kind: 'update' });
    const sent = { state: 'sent', attempts: 1, channel: 'C1', ts: '7.7' } as const;
    const rescue = { draft: worse, before: [firing], nonce: randomUUID(), ...sent };
    await store.outbox.adopt([rescue]);
    await store.outbox.adopt([rescue]); // as after a crash in between
    assert.equal(await store.outbox.enqueue([firing, worse]), { written: 0 });
    assert.is((await store.row('a:firing'))?.state, 'sent');
    assert.is((await store.row('a:worse'))?.state, 'sent');
    await store.outbox.enqueue([draft('a:over', { anchorKey: 'A', lane: 0, kind: 'update' })]);
    assert.is((await claimOne(store, epoch)).anchorTs, '7.7');
  });

  test('what went past the database in doubt is looked for; a row that was there learns it was sent', async () => {
    const store = open();
    const epoch = await lead(store);
    const nonce = randomUUID();
    const doubt = { state: 'ambiguous', attempts: 2, channel: null, ts: null } as const;
    const some = draft('a', { anchorKey: 'A', lane: 0 });
    await store.outbox.adopt([{ draft: some, before: [], nonce, ...doubt }]);
    await store.pass(4 * SECOND);
    const [row] = done(await store.outbox.doubtful(epoch, 4));
    assert.equal([row?.nonce, row?.attempts, row?.doubts], [nonce, 2, 1]);
    await store.outbox.enqueue([draft('b', { dest: 'C2' })]);
    const sent = { state: 'sent', attempts: 1, channel: 'C2', ts: '8.8' } as const;
    const taken = { draft: draft('b', { dest: 'C2' }), before: [], nonce: randomUUID(), ...sent };
    await store.outbox.adopt([taken]);
    assert.is((await store.row('b'))?.state, 'sent');
  });

  test('an ephemeral row knows its reader, an answer the message in whose thread it goes', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('e', { lane: 1, kind: 'ephemeral', user: 'U7', threadTs: '1700000000.000001' }),
      draft('h', { lane: 3, kind: 'home', dest: 'U8' }),
    ]);
    const rows = await claim(store, epoch);
    assert.equal(
      rows.map(({ dest, user, kind, threadTs }) => [dest, user, kind, threadTs]),
      [
        ['C1', 'U7', 'ephemeral', '1700000000.000001'],
        ['U8', null, 'home', null],
      ],
    );
  });
}
