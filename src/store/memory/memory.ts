/** The store without a database: for tests and for trying things out. It forgets with the process. */

import type { AlertStore } from '../../ports/alerts/store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DeadLetters, Outbox } from '../../ports/delivery.ts';
import type { DraftStore } from '../../ports/drafts.ts';
import type { Held } from '../../ports/held.ts';
import type { Leadership } from '../../ports/leadership.ts';
import type { Library } from '../../ports/library.ts';
import type { PaperStore } from '../../ports/papers.ts';
import type { People } from '../../ports/people.ts';
import type { ProcessRuns, Retention } from '../../ports/runs.ts';
import type { SeenEnvelopes } from '../../ports/talk/answers.ts';
import type { Lookup } from '../../ports/talk/lookup.ts';
import type { OpsLog } from '../../ports/talk/orders.ts';
import type { Candidate } from '../leader.ts';
import { createMemoryAlerts } from './alerts.ts';
import { createMemoryDrafts } from './drafts.ts';
import { createMemoryLeadership } from './leader.ts';
import { createMemoryLibrary } from './library.ts';
import { createMemoryLookup } from './lookup/lookup.ts';
import { createMemoryDeadLetters } from './outbox/deadLetters.ts';
import { createMemoryOutbox } from './outbox/outbox.ts';
import { createMemoryPapers } from './papers.ts';
import { createMemoryHeld } from './people/held.ts';
import { createMemoryPeople } from './people/people.ts';
import { createMemoryRetention } from './retention.ts';
import { createTables, type Tables } from './tables.ts';

/** Every port of the store, over one set of tables. */
export interface MemoryStore {
  readonly papers: PaperStore;
  readonly drafts: DraftStore;
  readonly outbox: Outbox;
  readonly alerts: AlertStore;
  readonly deadLetters: DeadLetters;
  readonly runs: ProcessRuns;
  readonly retention: Retention;
  readonly people: People;
  readonly held: Held;
  readonly lookup: Lookup;
  readonly opsLog: OpsLog;
  readonly seen: SeenEnvelopes;
  readonly library: Library;
  /** The lease as one more process sees it. */
  leadership(candidate: Candidate): Leadership;
  /** To look inside, in tests. */
  readonly tables: Tables;
}

const createMemoryRuns = (tables: Tables): ProcessRuns => ({
  async started(run) {
    if (tables.processes.has(run.instance)) return;
    const startedAt = tables.clock.now();
    tables.processes.set(run.instance, { ...run, startedAt, exitCode: null });
  },
  async ended(instance, exitCode) {
    const run = tables.processes.get(instance);
    if (run?.exitCode === null) tables.processes.set(instance, { ...run, exitCode });
  },
  async previous({ instance, holder }) {
    const machine = (one: string): string => one.replace(/:\d+$/, '');
    const run = [...tables.processes.values()]
      .filter((one) => one.instance !== instance && machine(one.holder) === machine(holder))
      .sort((a, b) => b.startedAt - a.startedAt)[0];
    return run === undefined ? null : { instance: run.instance, exitCode: run.exitCode };
  },
  async now() {
    return tables.clock.now();
  },
  async uncleanStarts(holder, withinMs) {
    const [name] = holder.split(':');
    const lives = [...tables.processes.values()]
      .filter((one) => one.holder.split(':')[0] === name)
      .toSorted((a, b) => a.startedAt - b.startedAt);
    const since = tables.clock.now() - withinMs;
    return lives.filter((one, n) => n > 0 && one.startedAt > since && lives[n - 1]?.exitCode !== 0)
      .length;
  },
});

const createMemorySeen = ({ seen, clock }: Tables): SeenEnvelopes => ({
  async note(key) {
    if (seen.has(key)) return false;
    seen.set(key, clock.now());
    return true;
  },
});

/** An empty store; `clock` stands for the clock of the database. `paceMs` is for tests. */
export function createMemoryStore(clock: Clock, paceMs?: number): MemoryStore {
  const tables = createTables(clock);
  return {
    papers: createMemoryPapers(tables),
    drafts: createMemoryDrafts(tables),
    outbox: createMemoryOutbox(tables, paceMs),
    alerts: createMemoryAlerts(tables),
    deadLetters: createMemoryDeadLetters(tables),
    runs: createMemoryRuns(tables),
    retention: createMemoryRetention(tables),
    people: createMemoryPeople(tables),
    held: createMemoryHeld(tables),
    lookup: createMemoryLookup(tables),
    opsLog: {
      write: async (use) => {
        tables.opsLog.set(use.id, use);
      },
    },
    seen: createMemorySeen(tables),
    library: createMemoryLibrary(tables),
    leadership: (candidate) => createMemoryLeadership(tables, candidate),
    tables,
  };
}
