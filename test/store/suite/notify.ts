/** Notifications: written with their events, by the commit of a poll. */

import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noFilters } from '../../../src/domain/papers/match/watch.ts';
import type { StagedEvent, StagedNotification } from '../../../src/domain/papers/staged.ts';
import { audienceOf } from '../../../src/domain/papers/tell/audience.ts';
import { newPaper, poll } from './batches.ts';
import { DAY, done, draft, HOUR, lead, type Open, type StoreUnderTest } from './support.ts';

/** Somebody who watches P1 to P9; the id of the recipient. */
export async function watcher(store: StoreUnderTest, slackId = 'U1'): Promise<string> {
  const who = { slackId, kind: 'user' } as const;
  const wish = { kind: 'paper', value: 'P0001-P0009', filters: noFilters, delivery: null } as const;
  await store.people.watch(who, wish);
  const { followers } = audienceOf(await store.people.followers(), null);
  return followers.find((one) => one.slackId === slackId)?.id ?? '';
}

/** A notification of the event `new:<key>`. */
export const note = (
  recipient: string,
  key: string,
  change: Partial<StagedNotification> = {},
): StagedNotification => ({
  recipient,
  event: `new:${key}`,
  reasons: [`because ${key}`],
  delivery: 'now',
  after: '0',
  message: null,
  due_at: null,
  ...change,
});

const mailing: StagedEvent = {
  ord: 9,
  kind: 'mailing.posted',
  key: 'mailing',
  dedupe: 'mailing:x',
  folded_into: null,
  facts: { entry: null, day: '2026-08-18', count: 20, ids: [] },
};

export function notifyTests(test: ReturnType<typeof suite>, open: Open): void {
  test('gives everybody who watches, with settings and watches, and who gets every mailing', async () => {
    const { people } = open();
    const wish = { kind: 'author', value: 'li', filters: noFilters, delivery: 'daily' } as const;
    const watched = await people.watch({ slackId: 'U1', kind: 'user' }, wish);
    await people.change({ slackId: 'U1', kind: 'user' }, { zone: 'Europe/Berlin' });
    await people.change({ slackId: 'U2', kind: 'user' }, { delivery: 'mailing' });
    await people.change({ slackId: 'U3', kind: 'user' }, { delivery: 'daily' });
    const { followers } = audienceOf(await people.followers(), null);
    assert.equal(
      followers.map(({ slackId, settings }) => [slackId, settings.delivery, settings.zone]),
      [
        ['U1', 'now', 'Europe/Berlin'],
        ['U2', 'mailing', null],
      ],
    );
    assert.equal(followers[0]?.watches, watched.type === 'full' ? [] : [watched.watch]);
  });

  test('a notification is written with its event, and knows its message', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const id = await watcher(store);
    const dueAt = store.now() + HOUR;
    const batch = {
      events: [newPaper('P1R0', 0), newPaper('P2R0', 1), newPaper('P3R0', 2)],
      messages: [draft('m', { dest: 'U1' })],
      notifications: [
        note(id, 'P1R0', { message: 'm' }),
        note(id, 'P2R0', { due_at: dueAt, delivery: 'daily' }),
        note(id, 'P3R0', { message: 'never written' }),
      ],
    };
    assert.equal(done(await poll(store, epoch, batch)), { events: 3, messages: 1 });
    const [told, held, odd] = await store.notifications('U1');
    assert.equal(
      [told, odd].map((one) => [one?.event, one?.state, one?.message, one?.dueInMs]),
      [
        ['new:P1R0', 'queued', 'm', null],
        ['new:P3R0', 'told', null, null],
      ],
    );
    assert.equal([held?.state, held?.message], ['held', null]);
    assert.ok(Math.abs((held?.dueInMs ?? 0) - HOUR) < HOUR / 10);
    assert.equal(
      (await store.people.matches('U1', 2)).map(({ key, kind, reasons }) => [key, kind, reasons]),
      [
        ['P3R0', 'paper.new', ['because P3R0']],
        ['P2R0', 'paper.new', ['because P2R0']],
      ],
    );
  });

  test('papers-16: an event that is not new, or older than the watch, notifies nobody', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    await poll(store, epoch, { events: [newPaper('P1R0', 0)] });
    const id = await watcher(store);
    await poll(store, epoch, {
      events: [newPaper('P1R0', 0), newPaper('P2R0', 1)],
      notifications: [note(id, 'P1R0'), note(id, 'P2R0', { after: '999999999999' })],
    });
    assert.equal(await store.notifications('U1'), []);
  });

  test('who was forgotten meanwhile gets neither notification nor message', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const [gone, here] = [await watcher(store, 'U1'), await watcher(store, 'U2')];
    await store.people.forget('U1');
    const batch = {
      events: [newPaper('P1R0', 0)],
      messages: [
        draft('gone', { dest: 'U1', anchorKey: 'gone' }),
        draft('gone:1', { dest: 'U1', threadOf: 'gone' }),
        draft('here', { dest: 'U2' }),
        draft('all'),
      ],
      notifications: [
        note(gone, 'P1R0', { message: 'gone' }),
        note(here, 'P1R0', { message: 'here' }),
      ],
    };
    assert.equal(done(await poll(store, epoch, batch)), { events: 1, messages: 2 });
    assert.is(await store.row('gone:1'), undefined);
    assert.is((await store.notifications('U2')).length, 1);
  });

  test('a mailing makes due what waits for one, and nothing else', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const id = await watcher(store);
    const later = { due_at: store.now() + DAY };
    await poll(store, epoch, {
      events: [newPaper('P1R0', 0), newPaper('P2R0', 1)],
      notifications: [
        note(id, 'P1R0', { ...later, delivery: 'mailing' }),
        note(id, 'P2R0', { ...later, delivery: 'daily' }),
      ],
    });
    await poll(store, epoch, { events: [mailing] });
    const due = (await store.notifications('U1')).map(({ dueInMs }) => (dueInMs ?? 0) <= 0);
    assert.equal(due, [true, false]);
  });

  test('a change of settings makes due what is held', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const id = await watcher(store);
    const notifications = [note(id, 'P1R0', { due_at: store.now() + DAY })];
    await poll(store, epoch, { events: [newPaper('P1R0', 0)], notifications });
    await store.people.change({ slackId: 'U1', kind: 'user' }, { delivery: 'now' });
    const [held] = await store.notifications('U1');
    assert.ok((held?.dueInMs ?? 1) <= 0);
  });

  test('changes that were told are known by their key', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const changed = (dedupe: string, ord: number): StagedEvent => ({
      ord,
      kind: 'meta.changed',
      key: 'P1R0',
      dedupe,
      folded_into: null,
      facts: { entry: null },
    });
    const events = [changed('meta:1', 0), changed('meta:2', 1), newPaper('P1R0', 2)];
    await poll(store, epoch, { events });
    assert.equal(await store.papers.toldChanges(['P1R0', 'P2R0']), ['meta:1', 'meta:2']);
    assert.equal(await store.papers.toldChanges([]), []);
  });
}
