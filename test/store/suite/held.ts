/** Held notifications: looked at when they are due, released once. */

import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Due, ReleasePlan } from '../../../src/ports/held.ts';
import type { Epoch } from '../../../src/ports/leadership.ts';
import { newPaper, poll } from './batches.ts';
import { note, watcher } from './notify.ts';
import {
  claim,
  claimed,
  claimOne,
  DAY,
  done,
  draft,
  HOUR,
  lead,
  type Open,
  type StoreUnderTest,
} from './support.ts';

const nothing: ReleasePlan = { items: [], messages: [], holds: [] };

/** Holds these events for U1 and others, due so many hours from now. */
async function hold(
  store: StoreUnderTest,
  keys: readonly string[],
  hours: number,
  people: readonly string[] = ['U1'],
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const one of people) ids.push(await watcher(store, one));
  const due_at = store.now() + hours * HOUR;
  const notifications = ids.flatMap((id) => keys.map((key) => note(id, key, { due_at })));
  const epoch = await lead(store, 'poller');
  await poll(store, epoch, { events: keys.map(newPaper), notifications });
  return ids;
}

const due = async (store: StoreUnderTest, epoch: Epoch, limit = 10): Promise<Due> =>
  done(await store.held.due(epoch, limit));

/** Releases everything that is due, in one message for each. */
async function plan(store: StoreUnderTest, epoch: Epoch): Promise<ReleasePlan> {
  const { held } = await due(store, epoch);
  return {
    messages: held.map(({ slackId }) => draft(`m ${slackId}`, { dest: slackId })),
    items: held.flatMap(({ id: recipient, slackId, items }) =>
      items.map(({ seq: event }) => ({ recipient, event, message: `m ${slackId}`, dueAt: null })),
    ),
    holds: [],
  };
}

export function heldTests(test: ReturnType<typeof suite>, open: Open): void {
  test('what is held is there when it is due, with all that a message needs', async () => {
    const store = open();
    const [id] = await hold(store, ['P1R0', 'P2R0'], 2);
    const epoch = await lead(store);
    assert.equal((await due(store, epoch)).held, []);
    await store.pass(2 * HOUR + 1_000);
    const [person, ...others] = (await due(store, epoch)).held;
    assert.is(others.length, 0);
    assert.equal([person?.id, person?.slackId, person?.kind], [id, 'U1', 'user']);
    assert.is(person?.settings.delivery, 'now');
    const [first, second] = person?.items ?? [];
    assert.equal(
      [first, second].map((item) => [item?.kind, item?.key, item?.dedupe, item?.reasons]),
      [
        ['paper.new', 'P1R0', 'new:P1R0', ['because P1R0']],
        ['paper.new', 'P2R0', 'new:P2R0', ['because P2R0']],
      ],
    );
    assert.equal(
      [first?.delivery, first?.mailingAt, first?.facts.entry?.title],
      ['now', null, 'P1R0'],
    );
    assert.ok(Math.abs(store.now() - (first?.at ?? 0) - 2 * HOUR) < HOUR / 10);
  });

  test('knows the first mailing that was not before an event', async () => {
    const store = open();
    const mailing = async (key: string): Promise<void> => {
      const event = { ...newPaper(key, 0), kind: 'mailing.posted' } as const;
      await poll(store, await lead(store, 'poller'), { events: [event] });
      await store.pass(DAY);
    };
    await mailing('P7R0');
    await hold(store, ['P1R0'], -1);
    await store.pass(DAY);
    await mailing('P8R0');
    await mailing('P9R0');
    const [person] = (await due(store, await lead(store))).held;
    const { at = 0, mailingAt = 0 } = person?.items[0] ?? {};
    assert.ok(Math.abs((mailingAt ?? 0) - at - DAY) < HOUR);
  });

  test('a release writes the message and the notifications know it; again it does nothing', async () => {
    const store = open();
    await hold(store, ['P1R0', 'P2R0'], -1, ['U1', 'U2']);
    const epoch = await lead(store);
    const once = await plan(store, epoch);
    assert.equal(done(await store.held.release(epoch, once)), { messages: 2 });
    assert.equal(done(await store.held.release(epoch, once)), { messages: 0 });
    assert.equal(
      (await store.notifications('U2')).map(({ state, message, dueInMs }) => [
        state,
        message,
        dueInMs,
      ]),
      [
        ['queued', 'm U2', null],
        ['queued', 'm U2', null],
      ],
    );
    assert.equal((await due(store, epoch)).held, []);
  });

  test('a message of which something is no longer held is not written', async () => {
    const store = open();
    await hold(store, ['P1R0', 'P2R0'], -1);
    const epoch = await lead(store);
    const all = await plan(store, epoch);
    const [first, ...rest] = all.items;
    const alone = { ...nothing, items: [first].filter((item) => item !== undefined) };
    await store.held.release(epoch, {
      ...alone,
      items: alone.items.map((item) => ({ ...item, message: null })),
    });
    assert.equal(done(await store.held.release(epoch, all)), { messages: 0 });
    assert.equal(
      (await store.notifications('U1')).map(({ state }) => state),
      ['told', 'held'],
    );
    assert.equal(done(await store.held.release(epoch, { ...all, items: rest })), { messages: 1 });
  });

  test('who was forgotten meanwhile gets no message', async () => {
    const store = open();
    await hold(store, ['P1R0'], -1);
    const epoch = await lead(store);
    const all = await plan(store, epoch);
    await store.people.forget('U1');
    assert.equal(done(await store.held.release(epoch, all)), { messages: 0 });
    assert.is(await store.count('outbox'), 0);
  });

  test('what waits for longer is looked at then', async () => {
    const store = open();
    await hold(store, ['P1R0'], -1);
    const epoch = await lead(store);
    const all = await plan(store, epoch);
    const dueAt = store.now() + 3 * HOUR;
    const items = all.items.map((item) => ({ ...item, message: null, dueAt }));
    assert.equal(done(await store.held.release(epoch, { ...nothing, items })), { messages: 0 });
    assert.equal((await due(store, epoch)).held, []);
    await store.pass(3 * HOUR + 1_000);
    assert.is((await due(store, epoch)).held.length, 1);
  });

  test('recipients come by what is due first, as many as asked for', async () => {
    const store = open();
    await hold(store, ['P1R0'], -1, ['U1', 'U2']);
    await hold(store, ['P2R0'], -5, ['U3']);
    const epoch = await lead(store);
    const first = (await due(store, epoch, 1)).held.map(({ slackId }) => slackId);
    assert.equal(first, ['U3']);
    assert.is((await due(store, epoch, 3)).held.length, 3);
  });

  test('rows that nobody tried wait where their person is muted or quiet', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('news', { dest: 'U1' }),
      draft('answer', { dest: 'U1', lane: 1 }),
      draft('other', { dest: 'U2' }),
    ]);
    assert.equal((await due(store, epoch)).waiting, []);
    const quiet = { from: 0, to: 1_439 };
    await store.people.change({ slackId: 'U1', kind: 'user' }, { quiet });
    const { waiting } = await due(store, epoch);
    assert.equal(
      waiting.map(({ slackId, settings }) => [slackId, settings.quiet]),
      [['U1', quiet]],
    );
    const holds = [{ slackId: 'U1', until: store.now() + HOUR }];
    await store.held.release(epoch, { ...nothing, holds });
    assert.equal((await due(store, epoch)).waiting, []);
    assert.equal([...(await claimed(store, epoch))].sort(), ['answer', 'other']);
  });

  test('an end of the quiet hours by word lets rows go at once', async () => {
    const store = open();
    const epoch = await lead(store);
    const who = { slackId: 'U1', kind: 'user' } as const;
    await store.outbox.enqueue([draft('news', { dest: 'U1' })]);
    await store.people.change(who, { quiet: { from: 0, to: 1_439 } });
    const holds = [{ slackId: 'U1', until: store.now() + HOUR }];
    await store.held.release(epoch, { ...nothing, holds });
    await store.people.change(who, { quiet: null });
    assert.is((await claimOne(store, epoch)).dest, 'U1');
  });

  test('notes what became of the messages', async () => {
    const store = open();
    await hold(store, ['P1R0'], -1, ['U1', 'U2']);
    const epoch = await lead(store);
    await store.held.release(epoch, await plan(store, epoch));
    await store.held.settle();
    assert.is((await store.notifications('U1'))[0]?.state, 'queued');
    const [sent] = await claim(store, epoch, 1);
    if (sent === undefined) throw new Error('nothing to claim');
    await store.outbox.record(sent, { type: 'sent', channel: 'D1', ts: '1.1' });
    await store.held.settle();
    assert.is((await store.notifications(sent.dest))[0]?.state, 'told');
    await store.pass(15 * DAY);
    await store.outbox.sweep(epoch);
    await store.held.settle();
    const states = [...(await store.notifications('U1')), ...(await store.notifications('U2'))];
    assert.equal(states.map(({ state }) => state).sort(), ['expired', 'told']);
  });

  test('an old incarnation of the queue releases nothing', async () => {
    const store = open();
    await hold(store, ['P1R0'], -1);
    const old = await lead(store);
    const all = await plan(store, old);
    await lead(store);
    assert.equal(await store.held.due(old, 10), { type: 'fenced' });
    assert.equal(await store.held.release(old, all), { type: 'fenced' });
    assert.is((await store.notifications('U1'))[0]?.state, 'held');
  });
}
