import { randomUUID } from 'node:crypto';
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AlertCommit, StoredInstance } from '../../../src/domain/alerts/book.ts';
import type { Episode } from '../../../src/domain/alerts/episode.ts';
import { inactive } from '../../../src/domain/alerts/rule.ts';
import type { Notice } from '../../../src/domain/alerts/telling/notice.ts';
import { noMarks } from '../../support/alerts/rules.ts';
import {
  done,
  draft,
  HOUR,
  lead,
  MINUTE,
  type Open,
  type StoreUnderTest,
  send,
} from './support.ts';

const nothing: AlertCommit = { instances: [], episodes: [], events: [], notices: [], rows: [] };

const firing = (now: number, change: Partial<Episode> = {}): Episode => ({
  id: randomUUID(),
  key: 'r|host=a',
  rule: 'r',
  severity: 'P1',
  labels: { host: 'a' },
  startedAt: now,
  endedAt: null,
  value: 7,
  category: 'DB',
  reason: 'lost',
  traceId: null,
  ackedBy: null,
  ackedAt: null,
  endReason: null,
  events: 1,
  marks: { ...noMarks, told: { slack: 'firing' }, changes: [now] },
  ...change,
});

const instance = (now: number, change: Partial<StoredInstance> = {}): StoredInstance => ({
  ...inactive,
  key: 'r|host=a',
  rule: 'r',
  labels: { host: 'a' },
  state: 'firing',
  t0: now,
  value: 'bad',
  suppression: 'none',
  handling: 'open',
  seenAt: now,
  ...change,
});

const notice = ({ id }: Episode, now: number, change: Partial<Notice> = {}): Notice => ({
  key: `${id}:1:slack`,
  episode: id,
  channel: 'slack',
  kind: 'firing',
  state: 'pending',
  attempts: 0,
  madeAt: now,
  crowded: false,
  into: null,
  outbox: null,
  deliveredAt: null,
  body: {
    key: 'r|host=a',
    rule: 'r',
    severity: 'P1',
    state: 'firing',
    title: 'Bad',
    text: 'It is.',
    publicText: 'Bad.',
    since: now,
    at: now,
    runbook: '',
    traceId: null,
  },
  ...change,
});

/** A firing with its notice for Slack. */
function begun(store: StoreUnderTest) {
  const now = store.now();
  const episode = firing(now);
  const told = notice(episode, now);
  const event = { number: 1, at: now, transition: 'fired', who: null, reason: null } as const;
  const row = draft(told.key, {
    dest: 'COPS',
    lane: 0,
    anchorKey: `alert:${episode.id}`,
    foldable: false,
  });
  const commit: AlertCommit = {
    instances: [instance(now)],
    episodes: [episode],
    notices: [told],
    events: [{ episode: episode.id, ...event }],
    rows: [{ notice: told.key, draft: row }],
  };
  return { now, episode, told, commit };
}

/** Adds the tests of alerts. */
export function alertTests(test: ReturnType<typeof suite>, open: Open): void {
  test('alerts: a transition, its episode, notice and row are stored at once and read again', async () => {
    const store = open();
    const epoch = await lead(store, 'alerts');
    const { commit, episode, told, now } = begun(store);
    const [row, ...others] = done(await store.alerts.commit(epoch, commit));
    assert.equal(others, []);
    assert.is(row?.notice, told.key);
    assert.is((await store.row(told.key))?.state, 'pending');
    assert.equal(await store.alertEvents(), ['1 fired -']);
    const found = await store.alerts.load();
    assert.equal(found.instances, [instance(now)]);
    assert.equal(found.episodes, [episode]);
    assert.equal(found.notices, [{ ...told, outbox: row?.outbox ?? '' }]);
    assert.equal(found.anchors, [], 'nothing was sent yet');
  });

  test('alerts: the same commit again changes nothing and gives the same rows', async () => {
    const store = open();
    const epoch = await lead(store, 'alerts');
    const { commit } = begun(store);
    const first = done(await store.alerts.commit(epoch, commit));
    assert.equal(done(await store.alerts.commit(epoch, commit)), first);
    assert.equal(await store.alertEvents(), ['1 fired -']);
    assert.is(await store.count('outbox'), 1);
  });

  test('alerts: whom another has followed commits nothing', async () => {
    const store = open();
    const old = await lead(store, 'alerts');
    await lead(store, 'alerts');
    assert.equal(await store.alerts.commit(old, begun(store).commit), { type: 'fenced' });
    assert.is(await store.count('outbox'), 0);
    assert.equal((await store.alerts.load()).episodes, []);
  });

  test('alerts: a notice whose row was sent has arrived; what was under way elsewhere is in doubt', async () => {
    const store = open();
    const epoch = await lead(store, 'alerts');
    const { commit, episode, now } = begun(store);
    const other = notice(episode, now, { key: `${episode.id}:1:ntfy`, channel: 'ntfy' });
    done(await store.alerts.commit(epoch, { ...commit, notices: [...commit.notices, other] }));
    await send(store, await lead(store));
    const { notices, anchors } = await store.alerts.load();
    assert.equal(
      anchors.map(({ anchorKey, ts }) => [anchorKey, ts !== null]),
      [[`alert:${episode.id}`, true]],
    );
    assert.equal(notices.map(({ channel, state, attempts }) => [channel, state, attempts]).sort(), [
      ['ntfy', 'pending', 1],
      ['slack', 'delivered', 0],
    ]);
  });

  test('alerts: how a row has ended is told by the key of its notice, though the notice is not known', async () => {
    const store = open();
    const epoch = await lead(store, 'alerts');
    const { commit, told } = begun(store);
    done(await store.alerts.commit(epoch, { ...commit, notices: [] }));
    assert.equal(await store.alerts.rowEnds([told.key, 'other']), []);
    await send(store, await lead(store));
    assert.equal(await store.alerts.rowEnds([told.key, 'other']), [
      { notice: told.key, state: 'delivered' },
    ]);
    assert.equal(await store.alerts.rowEnds([]), []);
  });

  test('alerts: an end closes its episode; half an hour later nobody asks for it', async () => {
    const store = open();
    const epoch = await lead(store, 'alerts');
    const { commit, episode, now, told } = begun(store);
    done(await store.alerts.commit(epoch, commit));
    const over = { ...episode, endedAt: now + 1, endReason: 'resolved', events: 2 };
    const early = firing(now - MINUTE, { endedAt: now, endReason: 'resolved' });
    const end = {
      number: 2,
      at: now + 1,
      transition: 'resolved',
      who: null,
      reason: null,
    } as const;
    const state = 'inactive' as const;
    const ended: AlertCommit = {
      ...nothing,
      instances: [instance(now, { state, t0: null })],
      episodes: [over, early],
      events: [{ episode: episode.id, ...end }],
      notices: [{ ...told, state: 'delivered' }],
    };
    done(await store.alerts.commit(epoch, ended));
    const found = await store.alerts.load();
    assert.equal(found.instances, []);
    assert.equal(found.episodes, [early, over], 'in the order of their beginning');
    await store.pass(31 * MINUTE);
    assert.equal((await store.alerts.load()).episodes, []);
    assert.equal(await store.alertEvents(), ['1 fired -', '2 resolved -']);
  });

  test('alerts: what has arrived stays so, whatever comes later', async () => {
    const store = open();
    const epoch = await lead(store, 'alerts');
    const { commit, told } = begun(store);
    done(
      await store.alerts.commit(epoch, { ...commit, notices: [{ ...told, state: 'delivered' }] }),
    );
    done(await store.alerts.commit(epoch, { ...nothing, notices: [{ ...told, state: 'dead' }] }));
    assert.is((await store.alerts.load()).notices[0]?.state, 'delivered');
  });

  test('alerts: a silence holds until its time or until somebody ends it', async () => {
    const store = open();
    const wish = { match: { rule: 'r', labels: {} }, author: 'U1', reason: 'known', endedBy: null };
    const fromAt = store.now();
    const id = await store.alerts.silence({ ...wish, fromAt, untilAt: fromAt + 2 * HOUR });
    await store.alerts.silence({ ...wish, fromAt, untilAt: fromAt + HOUR });
    assert.is((await store.alerts.load()).silences.length, 2);
    await store.pass(HOUR + MINUTE);
    const [left] = (await store.alerts.load()).silences;
    assert.equal([left?.id, left?.match, left?.author], [id, wish.match, 'U1']);
    assert.is(await store.alerts.endSilence(id, 'U2'), true);
    assert.is(await store.alerts.endSilence(id, 'U2'), false);
    assert.equal((await store.alerts.load()).silences, []);
  });

  test('alerts: what one process leaves another one finds whole, with what is known of it, until it is done', async () => {
    const store = open();
    const epoch = await lead(store, 'alerts');
    const [here, there] = [begun(store), begun(store)];
    done(await store.alerts.commit(epoch, here.commit));
    const left = [
      { ...here.commit, rows: [] },
      { ...there.commit, rows: [] },
    ];
    assert.equal(await store.alerts.handedOver(), []);
    await store.alerts.handOver(left);
    const [handover, ...others] = await store.alerts.handedOver();
    assert.equal(others, []);
    assert.equal(handover?.commits, left);
    assert.equal(handover?.known, { [here.episode.id]: 1 });
    await store.alerts.endHandover(handover?.id ?? '');
    await store.alerts.endHandover(handover?.id ?? '');
    assert.equal(await store.alerts.handedOver(), []);
  });
}
