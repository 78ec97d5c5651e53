/** What the conformance suite needs of a store, and words to write its tests with. */

import { randomUUID } from 'node:crypto';
import * as assert from 'uvu/assert';
import type { OutboxDraft, OutboxRow, OutboxState } from '../../../src/domain/delivery/outbox.ts';
import type { FailureRecord } from '../../../src/domain/health/failure.ts';
import type { AlertStore } from '../../../src/ports/alerts/store.ts';
import type { DeadLetters, Outbox } from '../../../src/ports/delivery.ts';
import type { DraftStore } from '../../../src/ports/drafts.ts';
import type { Held } from '../../../src/ports/held.ts';
import type { Committed, Epoch, Leadership, Role } from '../../../src/ports/leadership.ts';
import type { Library } from '../../../src/ports/library.ts';
import type { PaperStore } from '../../../src/ports/papers.ts';
import type { People } from '../../../src/ports/people.ts';
import type { ProcessRuns, Retention } from '../../../src/ports/runs.ts';
import type { SeenEnvelopes } from '../../../src/ports/talk/answers.ts';
import type { Lookup } from '../../../src/ports/talk/lookup.ts';
import type { OpsLog, OpsUse } from '../../../src/ports/talk/orders.ts';
import type { Candidate } from '../../../src/store/leader.ts';

/** A row as tests look at it. */
export interface Seen {
  readonly state: OutboxState;
  readonly attempts: number;
  readonly doubts: number;
  readonly lane: number;
  readonly plain: boolean;
  readonly possibleDuplicate: boolean;
  readonly reason: string | null;
  /** How long after its writing it expires, in ms. */
  readonly lifetimeMs: number;
}

/** A notification as tests look at it. */
export interface SeenNotification {
  /** The `dedupe` of its event. */
  readonly event: string;
  readonly state: string;
  readonly reasons: readonly string[];
  /** When it is due, in ms from now; null when it is told. */
  readonly dueInMs: number | null;
  /** The key of its message. */
  readonly message: string | null;
}

/** A store with empty tables. */
export interface StoreUnderTest {
  readonly papers: PaperStore;
  readonly drafts: DraftStore;
  readonly outbox: Outbox;
  readonly alerts: AlertStore;
  /** Episode, number, transition and who, in order. */
  alertEvents(): Promise<readonly string[]>;
  readonly deadLetters: DeadLetters;
  readonly runs: ProcessRuns;
  readonly retention: Retention;
  readonly people: People;
  readonly held: Held;
  readonly lookup: Lookup;
  readonly opsLog: OpsLog;
  opsUses(): Promise<readonly OpsUse[]>;
  readonly seen: SeenEnvelopes;
  readonly library: Library;
  leadership(candidate: Candidate): Leadership;
  /** The store's clock, in ms since the epoch. */
  now(): number;
  /** Lets time pass for everything that is stored. */
  pass(ms: number): Promise<void>;
  row(dedupeKey: string): Promise<Seen | undefined>;
  /** Of one recipient, in the order of the events. */
  notifications(slackId: string): Promise<readonly SeenNotification[]>;
  /** `seq` order. */
  events(): Promise<readonly string[]>;
  /** Rows of a table. */
  count(
    table: 'entries' | 'events' | 'snapshots' | 'cycle_run' | 'outbox' | 'announced' | 'stage',
  ): Promise<number>;
}

/** The store of the test that runs. */
export type Open = () => StoreUnderTest;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A post of lane 2 to C1, changed as the test needs it. */
export const draft = (dedupeKey: string, change: Partial<OutboxDraft> = {}): OutboxDraft => ({
  dedupeKey,
  dest: 'C1',
  lane: 2,
  kind: 'post',
  anchorKey: null,
  threadOf: null,
  foldable: true,
  content: { template: 'note', title: dedupeKey, text: 'text' },
  notBefore: null,
  expiresAt: null,
  ...change,
});

/** Some failure. */
export const trouble: FailureRecord = {
  category: 'NETWORK',
  reason: 'reset',
  operation: 'chat.postMessage',
  component: 'message-queue',
  message: 'the connection broke',
  attempt: 1,
  retryAfterMs: null,
  at: 1_000,
};

/** What a commit answered; a fence fails the test. */
export function done<T>(committed: Committed<T>): T {
  if (committed.type === 'fenced') throw new Error('fenced');
  return committed.value;
}

/** A process that leads, and its epoch of a role. */
export async function lead(store: StoreUnderTest, role: Role = 'messageQueue'): Promise<Epoch> {
  const leadership = store.leadership({ instance: randomUUID(), holder: 'test', alone: true });
  await leadership.bid(true);
  const epoch = await leadership.take(role);
  if (epoch === null) throw new Error('no epoch');
  return epoch;
}

/** Claims up to `limit` rows; their titles tell them apart. */
export async function claim(
  store: StoreUnderTest,
  epoch: Epoch,
  limit = 10,
): Promise<readonly OutboxRow[]> {
  return done(await store.outbox.claim(epoch, randomUUID(), limit));
}

/** The title of a row's content. */
export const titleOf = ({ content }: OutboxRow): string =>
  'title' in content ? content.title : content.template;

/** The titles of what can be claimed now. */
export const claimed = async (
  store: StoreUnderTest,
  epoch: Epoch,
  limit = 10,
): Promise<readonly string[]> => (await claim(store, epoch, limit)).map(titleOf);

/** The only row that can be claimed now. */
export async function claimOne(store: StoreUnderTest, epoch: Epoch): Promise<OutboxRow> {
  const [row, ...others] = await claim(store, epoch);
  assert.is(others.length, 0, 'one row');
  if (row === undefined) throw new Error('nothing to claim');
  return row;
}

/** Claims the only row there is and says that Slack took it. */
export async function send(store: StoreUnderTest, epoch: Epoch, ts = '1700000000.000100') {
  const row = await claimOne(store, epoch);
  assert.ok(await store.outbox.record(row, { type: 'sent', channel: row.dest, ts }));
  return row;
}
