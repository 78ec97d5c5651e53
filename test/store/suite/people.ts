/** People and channels: what they watch and what they have set. */

import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noFilters, type WatchDraft } from '../../../src/domain/papers/match/watch.ts';
import { defaultSettings } from '../../../src/domain/people/settings.ts';
import { newPaper, poll } from './batches.ts';
import {
  claimed,
  claimOne,
  DAY,
  done,
  draft,
  HOUR,
  lead,
  MINUTE,
  type Open,
  trouble,
} from './support.ts';

const ada = { slackId: 'U1', kind: 'user' } as const;
const room = { slackId: 'C7', kind: 'channel' } as const;

const author = (value: string, change: Partial<WatchDraft> = {}): WatchDraft => ({
  kind: 'author',
  value,
  filters: noFilters,
  delivery: null,
  ...change,
});

export function peopleTests(test: ReturnType<typeof suite>, open: Open): void {
  test('somebody who has set nothing has the defaults', async () => {
    const store = open();
    assert.equal(await store.people.settings('U1'), defaultSettings);
    assert.equal(await store.people.watches('U1'), []);
    assert.equal(await store.people.matches('U1', 10), []);
  });

  test('a change sets what it names and leaves the rest', async () => {
    const store = open();
    const { people } = store;
    const quiet = { from: 22 * 60, to: 7 * 60 };
    await people.change(ada, { quiet, zone: 'Europe/Berlin' });
    const mutedUntil = store.now() + 3 * DAY;
    const after = await people.change(ada, { delivery: 'daily', dailyAt: 570, mutedUntil });
    const wanted = {
      delivery: 'daily',
      dailyAt: 570,
      quiet,
      zone: 'Europe/Berlin',
      mutedUntil,
      previews: false,
    } as const;
    assert.equal(after, wanted);
    assert.equal(await people.settings('U1'), wanted);
    const { quiet: none, mutedUntil: over } = await people.change(ada, {
      quiet: null,
      mutedUntil: null,
    });
    assert.equal([none, over], [null, null]);
  });

  test('a mute that is over is none', async () => {
    const store = open();
    await store.people.change(ada, { mutedUntil: store.now() - MINUTE });
    assert.is((await store.people.settings('U1')).mutedUntil, null);
  });

  test('a mute holds what waits for that person, its end lets it go', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('news', { dest: 'U1' }), draft('other', { dest: 'U2' })]);
    await store.people.change(ada, { mutedUntil: store.now() + 20 * DAY });
    assert.equal(await claimed(store, epoch), ['other']);
    assert.ok(((await store.row('news'))?.lifetimeMs ?? 0) > 33 * DAY, 'outlives the mute');
    await store.people.change(ada, { mutedUntil: null });
    assert.equal(await claimed(store, epoch), ['news']);
  });

  for (const [what, change] of [
    ['answers', { lane: 1 }],
    ['the home tab', { lane: 3, kind: 'home' }],
  ] as const)
    test(`a mute does not hold ${what}`, async () => {
      const store = open();
      const epoch = await lead(store);
      await store.outbox.enqueue([draft('asked for', { dest: 'U1', ...change })]);
      await store.people.change(ada, { mutedUntil: store.now() + DAY });
      const { waiting } = done(await store.held.due(epoch, 1));
      assert.equal(waiting, []);
      assert.equal(await claimed(store, epoch), ['asked for']);
    });

  test('the same watch again is the same watch with other filters', async () => {
    const { people } = open();
    const first = await people.watch(ada, author('li'));
    const filters = { ...noFilters, without: ['reflection'] };
    const again = await people.watch(ada, author('li', { filters, delivery: 'daily' }));
    assert.is(first.type, 'added');
    assert.is(again.type, 'changed');
    const all = await people.watches('U1');
    assert.equal(
      all.map(({ kind, value, filters: own, delivery }) => ({ kind, value, own, delivery })),
      [{ kind: 'author', value: 'li', own: filters, delivery: 'daily' }],
    );
    assert.is(first.type !== 'full' && first.watch.id, all[0]?.id);
  });

  test('the 51st watch of a person and the 21st of a channel are refused', async () => {
    const { people } = open();
    for (const [who, limit] of [
      [ada, 50],
      [room, 20],
    ] as const) {
      for (let n = 0; n < limit; n += 1)
        assert.is((await people.watch(who, author(`name${n}`))).type, 'added');
      assert.equal(await people.watch(who, author('one more')), { type: 'full', limit });
      assert.is((await people.watch(who, author('name0'))).type, 'changed');
      assert.is((await people.watches(who.slackId)).length, limit);
    }
  });

  test('watches are listed in the order in which they were made, whatever was changed since', async () => {
    const { people } = open();
    for (const value of ['li', 'wakely', 'abel']) await people.watch(ada, author(value));
    await people.watch(ada, author('wakely', { delivery: 'daily' }));
    const values = (await people.watches('U1')).map(({ value }) => value);
    assert.equal(values, ['li', 'wakely', 'abel']);
  });

  test('a watch is removed by its id, by its owner alone', async () => {
    const { people } = open();
    const made = await people.watch(ada, author('li'));
    const id = made.type === 'full' ? '' : made.watch.id;
    assert.is(await people.unwatch('C7', id), false);
    assert.is(await people.unwatch('U1', 'nonsense'), false);
    assert.is(await people.unwatch('U1', id), true);
    assert.is(await people.unwatch('U1', id), false);
    assert.equal(await people.watches('U1'), []);
  });

  test('a watch remembers the newest event of its time', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const seq = async (value: string): Promise<bigint> => {
      const made = await store.people.watch(ada, author(value));
      return BigInt(made.type === 'full' ? -1 : made.watch.createdSeq);
    };
    const none = await seq('before');
    await poll(store, epoch, { events: [newPaper('P1R0', 0), newPaper('P2R0', 1)] });
    const two = await seq('between');
    await poll(store, epoch, { events: [newPaper('P3R0', 0)] });
    assert.equal([two - none >= 2n, (await seq('after')) - two], [true, 1n]);
  });

  test('who is forgotten has no watch and no setting left', async () => {
    const { people } = open();
    await people.watch(ada, author('li'));
    await people.watch(room, author('li'));
    await people.change(ada, { delivery: 'mailing' });
    await people.forget('U1');
    assert.equal(await people.watches('U1'), []);
    assert.equal(await people.settings('U1'), defaultSettings);
    assert.is((await people.watches('C7')).length, 1);
  });

  test('who is forgotten while a message is under way is not written down again by its result', async () => {
    const store = open();
    const { outbox } = store;
    const epoch = await lead(store);
    await outbox.enqueue([draft('home', { dest: 'U1', kind: 'home', lane: 3 })]);
    const row = await claimOne(store, epoch);
    await store.people.forget('U1');
    await outbox.closeGate({ method: 'views.publish', dest: 'U1', until: store.now() + HOUR });
    await outbox.keepChannel('U1', 'D1');
    await outbox.suspend('U1', 'user_disabled');
    assert.is(await outbox.record(row, { type: 'parked', failure: trouble }), false);
    assert.equal(await outbox.gates(), []);
    const { suspended, parked, depth } = await outbox.measure();
    assert.equal([suspended, parked, depth], [0, 0, 0]);
  });
}
