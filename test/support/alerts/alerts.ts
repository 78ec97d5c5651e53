/** The real alerts over the memory store, on a clock that the test moves; Slack is the queue's table. */

import { randomUUID } from 'node:crypto';
import type { AnyStateMachine, Snapshot } from 'xstate';
import { countedKeys, usualSightings } from '../../../src/app/alerts/feed.ts';
import { noteFact } from '../../../src/app/alerts/note.ts';
import { alertsWorker } from '../../../src/app/workers/alerts.ts';
import type { AlertCommit } from '../../../src/domain/alerts/book.ts';
import { wordsOf } from '../../../src/domain/alerts/notice.ts';
import { selfRules } from '../../../src/domain/alerts/selfRules.ts';
import type { Notice } from '../../../src/domain/alerts/telling/notice.ts';
import { unknownValue } from '../../../src/domain/alerts/verdict.ts';
import type { OutboxDraft } from '../../../src/domain/delivery/outbox.ts';
import type { Fact, FactBody, FactDraft } from '../../../src/domain/health/fact.ts';
import { Failure } from '../../../src/domain/health/failure.ts';
import { createAlertKeeper } from '../../../src/flows/alerts/keeper.ts';
import type { Proof } from '../../../src/flows/alerts/pingDeadman.ts';
import { createMemoryStore } from '../../../src/store/memory/memory.ts';
import { settle } from '../settle.ts';
import { start } from '../start.ts';
import { type Options, worldOf } from './setting.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** Every fact comes of the same turn. */
export const TRACE = 'f'.repeat(32);
export const STARTS_AT = Date.UTC(2026, 0, 1, 2, 0, 0);

const away = new Failure({ category: 'DB', reason: 'lost', operation: 'x', message: 'gone' });

/** Starts alerts; by itself the queue sends at once whatever is written. */
export async function startAlerts(options: Options = {}) {
  const time = options.after?.time ?? { now: STARTS_AT };
  const world = worldOf(options);
  const clock = { now: () => time.now + world.wallOffset, elapsed: () => time.now };
  const dbClock = { now: () => time.now, elapsed: () => time.now };
  const store = options.after?.store ?? createMemoryStore(dbClock);
  const { channel = 'COPS', fallbacks = [], users = [] } = options;
  const rules = options.rules ?? selfRules({ pollIntervalMs: 30 * MINUTE, threshold: 100 });
  const startedAt = time.now;
  const keeper = createAlertKeeper(clock, rules, dbClock.now());
  keeper.know(countedKeys);
  keeper.hear([{ key: 'index.success', value: 1 }]); // as at every start
  const leadership = store.leadership({ instance: randomUUID(), holder: 'h', alone: true });
  await leadership.bid(true);
  const reports: FactDraft[] = [];
  const sent: Notice[] = [];
  const offered: OutboxDraft[] = [];
  const spooled: AlertCommit[] = [];
  const said: string[] = [];
  const pings: object[] = [];
  const evaluated: number[] = [];
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    await world.slow;
    if (world.away) throw away;
    return work();
  };
  const { logic } = alertsWorker({
    keeper,
    clock,
    channel,
    newId: randomUUID,
    buttons: users.length > 0,
    store: {
      ...store.alerts,
      load: () => guarded(store.alerts.load),
      commit: (epoch, commit) => guarded(() => store.alerts.commit(epoch, commit)),
    },
    spool: {
      append: async (commit) => {
        if (world.spoolBroken)
          throw new Failure({
            category: 'CONFIG',
            reason: 'data_dir_unwritable',
            operation: 'spool.append',
            message: 'full',
          });
        spooled.push(structuredClone(commit));
      },
      read: async () => [...spooled],
      refused: () => {},
      clear: async () => {
        spooled.length = 0;
      },
    },
    emergency: {
      offer: (draft) => void offered.push(draft),
      keep: async () => {},
      isSettled: () => world.ringSettled,
      remember: () => {},
    },
    senders: fallbacks.map((one) => ({
      channel: one as 'ntfy',
      send: async (notice) => {
        if (world.hang) await new Promise(() => {});
        const failure = world.refuse?.(notice) ?? null;
        if (failure !== null) throw failure;
        sent.push(notice);
      },
    })),
    paths: () => ({
      slack: channel === null ? 'off' : world.slack,
      fallbacks: fallbacks as readonly 'ntfy'[],
    }),
    leadership: {
      take: async (role) => {
        if (world.away) throw away;
        return world.leads ? leadership.take(role) : null;
      },
    },
    words: wordsOf({
      rules,
      seen: keeper.seen,
      runbook: null,
      lastFailure: keeper.lastFailure,
    }),
    causeOf: ({ watched }) => {
      const [blamed] = rules.find(({ id }) => id === watched.rule.id)?.speech.blames ?? [];
      const failure = blamed === undefined ? null : keeper.lastFailure(blamed);
      return {
        category: failure?.category ?? null,
        reason: failure?.reason ?? null,
        traceId: failure?.traceId ?? null,
      };
    },
    gauges: () => [
      { key: 'pool.exhausted', value: 0 },
      ...usualSightings(keeper.seen(), time.now, startedAt),
    ],
    stepped: () => 0,
    onStored: () => {},
    onEvaluated: (ms) => void evaluated.push(ms),
    standbyMs: 5 * SECOND,
    onTakenOver: async () => keeper.hear([{ key: 'watchdog.state', value: unknownValue }]),
    deadman: options.deadman
      ? {
          ping: async (body) => {
            await world.deadman?.(body);
            pings.push(body);
          },
        }
      : null,
    proof: async () => ({ slackAt: time.now, startedAt: STARTS_AT, ...world.proof }) as Proof,
    syntheticAt: () => world.synthetic,
  });
  const { actor, clock: timers } = start(
    (logic as AnyStateMachine).provide({
      actions: {
        report: (_: unknown, fact: FactDraft) => void reports.push(fact),
        ready: () => void said.push('ready'),
        beat: () => void said.push('beat'),
      },
    }),
    { input: { id: 'alerts', incarnation: 1, lastExit: null } },
  );
  const calm = async () => {
    for (let n = 0; n < 6; n++) await settle();
  };
  /** The queue: each row that waits is sent. */
  const deliver = () => {
    if (!world.queueWorks) return;
    for (const row of store.tables.messages.values()) {
      if (row.state !== 'pending') continue;
      const [ts, channelId] = [String(row.id), row.dest];
      store.tables.messages.set(row.id, { ...row, state: 'sent', ts, channel: channelId });
      hearSync({
        type: 'delivery.sent',
        row: String(row.id),
        lane: 'ops',
        dest: row.dest,
        attempt: 1,
        waitedMs: 1,
      });
    }
  };
  const hearSync = (fact: FactBody, component: Fact['component'] = 'message-queue') => {
    if (noteFact(keeper, { ...fact, component, at: time.now } as Fact, TRACE))
      actor.send({ type: 'alerts.wanted' });
  };
  const hear = async (fact: FactBody, component?: Fact['component']) => {
    hearSync(fact, component);
    await calm();
    deliver();
    await calm();
  };
  const see = async (key: string, value: string | number, labels = {}) => {
    keeper.hear([{ key, value, labels }]);
    actor.send({ type: 'alerts.wanted' });
    await calm();
    deliver();
    await calm();
  };
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= SECOND) {
      time.now += Math.min(SECOND, left);
      timers.increment(Math.min(SECOND, left));
      await settle();
      deliver();
    }
    await calm();
  };
  const texts = () =>
    [...store.tables.messages.values()].flatMap(({ content, kind }) =>
      content.template === 'alert'
        ? `${kind} ${content.state}: ${content.text}`
        : `digest: ${content.template === 'note' ? content.text : ''}`,
    );
  await calm();
  deliver();
  return {
    actor,
    time,
    store,
    world,
    keeper,
    reports,
    sent,
    offered,
    spooled,
    said,
    pings,
    calm,
    evaluated,
    hear,
    see,
    pass,
    texts,
    deliver,
    state: () =>
      JSON.stringify(
        (actor.getSnapshot() as Snapshot<unknown> & { value: unknown }).value,
      ).replaceAll('"', ''),
    told: () => reports.map(({ type }) => type),
    toldOf: (rule: string) =>
      reports.flatMap((fact) =>
        (fact.type === 'alert.firing' || fact.type === 'alert.resolved') && fact.rule === rule
          ? [fact.type]
          : [],
      ),
  };
}

export type Alerts = Awaited<ReturnType<typeof startAlerts>>;
