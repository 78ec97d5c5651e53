import { suite } from 'uvu';
import { createMemoryStore } from '../../src/store/memory/memory.ts';
import type { Seen, StoreUnderTest } from './suite/support.ts';
import { storeTests } from './suite.ts';

const test = suite('store in memory');

function openMemory(): StoreUnderTest {
  let now = 1_795_000_000_000;
  const store = createMemoryStore({ now: () => now, elapsed: () => now });
  const { tables } = store;
  const sizes = () => ({
    entries: tables.entries.size,
    events: tables.events.size,
    snapshots: tables.snapshots.length,
    cycle_run: tables.cycles.size,
    outbox: tables.messages.size,
    announced: tables.announced.size,
    stage: tables.stage.size,
  });
  return {
    ...store,
    now: () => now,
    alertEvents: async () =>
      [...tables.alerts.events.values()].map(
        ({ number, transition, who }) => `${number} ${transition} ${who ?? '-'}`,
      ),
    opsUses: async () => [...tables.opsLog.values()],
    pass: async (ms) => {
      now += ms;
    },
    row: async (key): Promise<Seen | undefined> => {
      const row = [...tables.messages.values()].find(({ dedupeKey }) => dedupeKey === key);
      if (row === undefined) return undefined;
      const { state, attempts, doubts, lane, plain, possibleDuplicate } = row;
      const [reason, lifetimeMs] = [row.failureReason, row.expiresAt - row.createdAt];
      return { state, attempts, doubts, lane, plain, possibleDuplicate, reason, lifetimeMs };
    },
    notifications: async (slackId) => {
      const who = [...tables.recipients.values()].find((one) => one.slackId === slackId);
      const events = new Map([...tables.events.values()].map(({ seq, dedupe }) => [seq, dedupe]));
      return [...tables.notifications.values()]
        .filter(({ recipient }) => recipient === who?.id)
        .toSorted((a, b) => a.event - b.event)
        .map(({ event, state, reasons, dueAt, outbox }) => ({
          event: events.get(event) ?? '',
          state,
          reasons,
          dueInMs: dueAt === null ? null : dueAt - now,
          message: tables.messages.get(outbox ?? 0)?.dedupeKey ?? null,
        }));
    },
    events: async () =>
      [...tables.events.values()].toSorted((a, b) => a.seq - b.seq).map(({ dedupe }) => dedupe),
    count: async (table) => sizes()[table],
  };
}

let store = openMemory();

test.before.each(() => {
  store = openMemory();
});

storeTests(test, () => store);

test.run();
