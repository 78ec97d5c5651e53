/** The tables of the memory store: the same rows and words as in PostgreSQL, in maps. */

import type { OutboxDraft, OutboxState } from '../../domain/delivery/outbox.ts';
import type { Gate } from '../../domain/delivery/result.ts';
import type { Delivery, Watch } from '../../domain/papers/match/watch.ts';
import type { CycleFacts } from '../../domain/papers/probe/cycle/facts.ts';
import { emptyMemory, type ProbeMemory } from '../../domain/papers/probe/cycle/memory.ts';
import type { Draft, KnownFile } from '../../domain/papers/probe/draft/rows.ts';
import type { ProbeRow } from '../../domain/papers/probe/plan/rows.ts';
import type { Quarantine } from '../../domain/papers/quarantine.ts';
import type { StagedEntry, StagedEvent } from '../../domain/papers/staged.ts';
import type { Settings } from '../../domain/people/settings.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Epoch, Role } from '../../ports/leadership.ts';
import type { IndexState, StagePart } from '../../ports/papers.ts';
import type { Who } from '../../ports/people.ts';
import type { ProcessStart } from '../../ports/runs.ts';
import type { OpsUse } from '../../ports/talk/orders.ts';
import { type AlertTables, createAlertTables } from './alertTables.ts';
import type { LeaderRow, StandbyRow } from './leaderTables.ts';

/** A row of the outbox. Moments in ms. */
export interface MessageRow extends Omit<Required<OutboxDraft>, 'expiresAt'> {
  readonly id: number;
  readonly nonce: string;
  readonly state: OutboxState;
  readonly expiresAt: number;
  readonly plain: boolean;
  readonly attempts: number;
  readonly doubts: number;
  readonly leaseUntil: number | null;
  readonly createdAt: number;
  readonly firstAttemptAt: number | null;
  readonly lastAttemptAt: number | null;
  readonly sentAt: number | null;
  readonly channel: string | null;
  readonly ts: string | null;
  readonly foldedInto: number | null;
  readonly failureReason: string | null;
  readonly possibleDuplicate: boolean;
  readonly claim: string | null;
}

/** A conversation. */
export interface DestinationRow {
  readonly channel: string | null;
  readonly state: 'ok' | 'suspended' | 'gone';
  readonly reason: string | null;
  readonly tat: number | null;
  readonly since: number | null;
  readonly nextProbe: number | null;
  /** Rows that expired, and of which nobody was told yet. */
  readonly missed: number;
}

/** A conversation of which nothing is known. */
export const freshDestination: DestinationRow = {
  channel: null,
  state: 'ok',
  reason: null,
  tat: null,
  since: null,
  nextProbe: null,
  missed: 0,
};

/** A message that others speak of. */
export interface AnchorRow {
  readonly dest: string;
  readonly channel: string | null;
  readonly ts: string | null;
  readonly state: 'open' | 'closed';
  readonly lastEditAt: number | null;
}

/** A row of `entries`. */
export interface EntryRow extends StagedEntry {
  readonly firstSeen: number;
  readonly missingSince: number | null;
}

/** A row of `snapshots`. */
export interface SnapshotRow {
  readonly batch: string;
  readonly verdict: 'committed' | 'rejected';
  readonly state: IndexState['snapshot'];
}

/** A row of `cycle_run`. */
export interface CycleRow {
  readonly kind: 'poll' | 'prune';
  readonly started: number;
  readonly result: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** A row of `cycle_run` of the prober; `facts` null while the cycle has not ended. */
export interface ProbeCycleRow {
  readonly cycle: number;
  readonly endedAt: number;
  readonly requests: number;
  readonly facts: CycleFacts | null;
  readonly written: { readonly events: number; readonly messages: number };
}

/** The state of the source of drafts. */
export interface DraftSourceRow {
  readonly cycle: number;
  readonly lastAttemptAt: number | null;
  readonly lastSuccessAt: number | null;
  readonly consecutiveFailures: number;
  readonly rate: number | null;
  readonly memory: ProbeMemory;
  readonly boostUntil: number | null;
}

/** A row of `process_run`. */
export interface ProcessRow extends ProcessStart {
  readonly startedAt: number;
  readonly exitCode: number | null;
}

/** The state of the index source. */
export interface SourceRow extends Omit<IndexState, 'snapshot'> {
  readonly quarantine: Quarantine | null;
}

/** A row of `recipients`. */
export interface RecipientRow extends Who {
  readonly id: number;
  readonly settings: Settings;
}

/** A row of `watches`. */
export interface WatchRow extends Watch {
  readonly recipient: number;
}

/** A row of `notifications`; `event` is the number of the event, `outbox` of the message. */
export interface NotificationRow {
  readonly recipient: number;
  readonly event: number;
  readonly reasons: readonly string[];
  readonly delivery: Delivery | null;
  readonly state: 'held' | 'queued' | 'told' | 'expired';
  readonly dueAt: number | null;
  readonly outbox: number | null;
}

/** Everything that is kept; shared by the ports of one store. */
export interface Tables {
  readonly clock: Clock;
  readonly roles: Map<Role, number>;
  leader: LeaderRow | null;
  /** By the instance that stands by. */
  readonly standbys: Map<string, StandbyRow>;
  readonly stage: Map<string, Map<string, StagePart & { readonly at: number }>>;
  readonly entries: Map<string, EntryRow>;
  readonly events: Map<string, StagedEvent & { readonly seq: number; readonly at: number }>;
  readonly snapshots: SnapshotRow[];
  source: SourceRow;
  readonly cycles: Map<string, CycleRow>;
  readonly probes: Map<string, ProbeRow>;
  /** By `number R revision`. */
  readonly drafts: Map<string, Draft>;
  readonly draftFiles: Map<string, KnownFile>;
  readonly probeCycles: Map<string, ProbeCycleRow>;
  draftSource: DraftSourceRow;
  readonly recipients: Map<number, RecipientRow>;
  readonly watches: Map<string, WatchRow>;
  /** By `recipient event`. */
  readonly notifications: Map<string, NotificationRow>;
  readonly messages: Map<number, MessageRow>;
  readonly announced: Set<string>;
  readonly destinations: Map<string, DestinationRow>;
  readonly anchors: Map<string, AnchorRow>;
  readonly gates: Map<string, Gate>;
  readonly processes: Map<string, ProcessRow>;
  readonly opsLog: Map<string, OpsUse>;
  /** Keys of envelopes, and when each was noted. */
  readonly seen: Map<string, number>;
  readonly alerts: AlertTables;
  pruned: { readonly lastAttemptAt: number; readonly whole: boolean } | null;
  nextId: number;
  /** Rows of the outbox that were ever written, by lane. */
  readonly enqueued: [number, number, number, number];
}

/** Empty tables, with the four roles. */
export const createTables = (clock: Clock): Tables => ({
  clock,
  roles: new Map([
    ['poller', 0],
    ['prober', 0],
    ['messageQueue', 0],
    ['alerts', 0],
  ]),
  leader: null,
  standbys: new Map(),
  stage: new Map(),
  entries: new Map(),
  events: new Map(),
  snapshots: [],
  source: {
    lastAttemptAt: null,
    lastSuccessAt: null,
    lastChangeAt: null,
    consecutiveFailures: 0,
    quarantine: null,
  },
  cycles: new Map(),
  probes: new Map(),
  drafts: new Map(),
  draftFiles: new Map(),
  probeCycles: new Map(),
  draftSource: {
    cycle: 0,
    lastAttemptAt: null,
    lastSuccessAt: null,
    consecutiveFailures: 0,
    rate: null,
    memory: emptyMemory,
    boostUntil: null,
  },
  recipients: new Map(),
  watches: new Map(),
  notifications: new Map(),
  messages: new Map(),
  announced: new Set(),
  destinations: new Map(),
  anchors: new Map(),
  gates: new Map(),
  processes: new Map(),
  opsLog: new Map(),
  seen: new Map(),
  alerts: createAlertTables(),
  pruned: null,
  nextId: 1,
  enqueued: [0, 0, 0, 0],
});

/** Whether the fence holds: `epoch` is the newest of its role. */
export const holds = (tables: Tables, { role, epoch }: Epoch): boolean =>
  String(tables.roles.get(role)) === epoch;
