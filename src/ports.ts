/** Everything the daemon wants from the outside world, on one page. Types only. */

import type { Lane, OutboxDraft, OutboxRow } from './domain/delivery/outbox.ts';
import type { Gate, Outcome, RowResult } from './domain/delivery/result.ts';
import type { Verdict } from './domain/delivery/verdict.ts';
import type { QueueState } from './domain/health/fact.ts';
import type { FailureRecord } from './domain/health/failure.ts';
import type { Quarantine } from './domain/papers/quarantine.ts';
import type { Compared, IndexBase, Prepared, Reading } from './domain/papers/reading.ts';

/** Two clocks: one for people and rows, one for spans. Both in ms. */
export interface Clock {
  /** Wall time, ms since the epoch; may jump. */
  now(): number;
  /** Time that only passes; its zero means nothing. */
  elapsed(): number;
}

// ── papers ────────────────────────────────────────────────────────────────────────────────

/** What a server may answer "not modified" to. Only from a committed snapshot. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** An index body as it was sent, still compressed. */
export interface IndexBody extends Validators {
  readonly type: 'body';
  readonly bytes: Uint8Array;
  readonly encoding: 'identity' | 'gzip' | 'br';
  /** sha256 of `bytes`, hex. */
  readonly sentSha256: string;
}

/** Where published papers are listed. */
export interface IndexSource {
  /** One GET, without retries. Throws RATE_LIMIT, NETWORK, TIMEOUT, UPSTREAM_CHANGED, DATA_INVALID/`too_large`. */
  fetch(
    validators: Validators | null,
    signal: AbortSignal,
  ): Promise<{ readonly type: 'not_modified' } | IndexBody>;
}

/** Parses and compares an index off the event loop; holds one index at a time, between its three calls. */
export interface IndexReader {
  /**
   * Takes `body.bytes` over. Gates 1 to 4; an index that gate 3 or 4 refused may be compared all
   * the same. Throws NETWORK/`body_cut` for a cut compressed body.
   */
  read(body: IndexBody, minEntries: number, signal: AbortSignal): Promise<Reading>;
  /** Gates 5 to 7 and which keys differ. `known`: pages of lines as `PaperStore.known` gives them. */
  compare(known: readonly string[], base: IndexBase | null): Promise<Compared>;
  /** The events and the rows to stage. `rows`: the stored rows of `Compared.changed`, as JSON texts. */
  prepare(
    rows: readonly string[],
    facts: { readonly snapshot: string; readonly nowMs: number },
  ): Promise<Prepared>;
  close(): Promise<void>;
}

/** What the store remembers of the index source. */
export interface IndexState {
  readonly lastAttemptAt: number | null;
  readonly lastSuccessAt: number | null;
  readonly lastChangeAt: number | null;
  readonly consecutiveFailures: number;
  readonly quarantine: Quarantine | null;
  /** The last committed snapshot; null before the seeding. */
  readonly snapshot:
    | (Validators & IndexBase & { readonly sha256: string; readonly sentSha256: string })
    | null;
}

/** One part of a batch: up to 1,000 rows and 1 MiB as a JSON array. */
export interface StagePart {
  readonly kind: 'entries' | 'missing' | 'events' | 'notifications' | 'outbox';
  readonly part: number;
  readonly body: string;
}

/** A turn of work as `cycle_run` keeps it. */
export interface Turn {
  /** uuid; also the batch, so that a repeated commit is known. */
  readonly cycle: string;
  readonly startedAt: number;
  readonly requests: number;
}

export interface PollCommit extends Turn {
  readonly parts: number;
  readonly body: Pick<IndexBody, 'etag' | 'lastModified' | 'sentSha256'> & {
    readonly sha256: string;
    readonly bytes: number;
  };
  readonly index: IndexBase;
  readonly result: 'seeded' | 'changed' | 'unchanged';
  /** Entries, events or marks differ: moves `last_content_change`. */
  readonly changed: boolean;
  /** Who let a quarantined index pass; null for the gates themselves. */
  readonly acceptedBy: string | null;
}

/** Entries, snapshots, events. Throws DB failures only. */
export interface PaperStore {
  state(): Promise<IndexState>;
  /** Pages of up to 5,000 lines `KEY HASH`, a missing entry's hash with a leading `-`. */
  known(): Promise<readonly string[]>;
  /** The stored rows of these keys, as JSON array texts of up to 1,000. */
  rows(keys: readonly string[]): Promise<readonly string[]>;
  stage(batch: string, parts: readonly StagePart[], signal: AbortSignal): Promise<void>;
  /** Snapshot, entries, events, outbox rows: all or nothing, fenced. Repeatable by its batch. */
  commit(
    epoch: Epoch,
    commit: PollCommit,
  ): Promise<Committed<{ readonly events: number; readonly messages: number }>>;
  /** 304, or the same bytes: only `source_state` and `cycle_run`. */
  unchanged(
    epoch: Epoch,
    turn: Turn & { readonly result: 'unchanged' | 'not_modified' },
  ): Promise<Committed<null>>;
  /** A failed poll: attempt, count, last error, quarantine; a rejected body also leaves a snapshot row. */
  failed(
    epoch: Epoch,
    turn: Turn & {
      readonly failure: FailureRecord;
      readonly quarantine: Quarantine | null;
      readonly rejected:
        | (IndexBase & { readonly sha256: string; readonly bytes: number; readonly gate: string })
        | null;
    },
  ): Promise<Committed<{ readonly consecutiveFailures: number }>>;
}

// ── delivery ──────────────────────────────────────────────────────────────────────────────

export type { Gate, RowResult } from './domain/delivery/result.ts';

/** Narrows a claim. */
export interface ClaimOptions {
  /** No lane above this one; without it all lanes. */
  readonly upTo?: Lane;
  /** Conversations to leave alone: the result of their last row is not stored yet. */
  readonly except?: readonly string[];
}

/** A row that nobody was told of in time. */
export type ExpiredRow = Pick<OutboxRow, 'id' | 'lane' | 'dest' | 'attempts'>;

/** What a sweep moved. */
export interface Swept {
  /** How many rows are in doubt, since their lease ran out. */
  readonly ambiguous: number;
  readonly expired: readonly ExpiredRow[];
}

/**
 * The queue's table. Order is per conversation and lane; one row in flight per conversation. An
 * ambiguous row holds its lane of its conversation, as a pending one before its time does.
 */
export interface Outbox {
  /**
   * Leases that ran out become `ambiguous`, what is past its time `expired`; a row that was
   * parked until a moment that is over becomes `pending`.
   */
  sweep(epoch: Epoch): Promise<Committed<Swept>>;
  /** At most `limit` rows, one per conversation, marked in flight under `token`. The same token again gives the same rows. */
  claim(
    epoch: Epoch,
    token: string,
    limit: number,
    options?: ClaimOptions,
  ): Promise<Committed<readonly OutboxRow[]>>;
  /** Rows claimed but never sent go back, their attempt too. */
  giveBack(token: string, ids: readonly string[]): Promise<void>;
  /** Ambiguous rows whose next look is due. */
  doubtful(epoch: Epoch, limit: number): Promise<Committed<readonly OutboxRow[]>>;
  /** By id and nonce, never fenced: what Slack did is a fact. False when the row had ended already. */
  record(row: Pick<OutboxRow, 'id' | 'nonce'>, result: RowResult): Promise<boolean>;
  /** Suspends a conversation: its rows are parked. */
  suspend(dest: string, reason: string): Promise<void>;
  /** Ends a suspension: the rows parked for it wait again, with all their attempts. */
  resume(dest: string): Promise<void>;
  /** Closes a gate, or leaves it closed for longer; never opens one sooner. */
  closeGate(gate: Gate): Promise<void>;
  /** The gates that are closed now: they outlive the process. */
  gates(): Promise<readonly Gate[]>;
  measure(): Promise<QueueState>;
  /** Writes rows that no flow's commit carries; those whose key was announced before are left out. */
  enqueue(rows: readonly OutboxDraft[]): Promise<{ readonly written: number }>;
}

/**
 * Results of calls that the database did not take, kept on disk until it does. Calls may overlap;
 * the spool puts them in line. Throws CONFIG/`data_dir_unwritable` when the disk refuses.
 */
export interface SentSpool {
  /** Appends and waits for the disk (fsync). */
  append(outcome: Outcome): Promise<void>;
  /** What is kept, oldest first; a torn last line is left out. */
  read(): Promise<readonly Outcome[]>;
  /** These rows are stored: their results go. */
  forget(rows: readonly string[]): Promise<void>;
}

/** A rendered message: what Slack's methods take. */
export interface Rendered {
  readonly kind: OutboxRow['kind'];
  readonly channel: string;
  readonly threadTs: string | null;
  readonly text: string;
  /** Block Kit; null sends the text alone. */
  readonly blocks: readonly object[] | null;
  readonly attachments: readonly object[] | null;
  /** Rides along as metadata, to find the message again. */
  readonly nonce: string;
  /** The message that an update, a deletion or a reaction is about. */
  readonly ts?: string | null;
  /** The person behind `channel`, to open the conversation; the reader of an ephemeral message. */
  readonly user?: string | null;
}

/** Where to look for a message of which nobody knows whether Slack took it. */
export interface Doubt {
  readonly channel: string;
  readonly threadTs: string | null;
  readonly firstAttemptAt: number;
  readonly nonce: string;
}

/** Slack's Web API. Never throws for what Slack or the network do. */
export interface Chat {
  deliver(message: Rendered): Promise<Verdict>;
  /** `unreadable`: no right to read the history there. */
  look(
    doubt: Doubt,
  ): Promise<
    | { readonly type: 'found'; readonly ts: string }
    | { readonly type: 'absent' | 'unreadable' }
    | Verdict
  >;
  /** `auth.test`. */
  auth(): Promise<Verdict>;
}

/** Turns content into a message; pure, so a mended renderer helps rows that wait. */
export type Render = (row: OutboxRow) => Rendered;

// ── runs and retention ────────────────────────────────────────────────────────────────────

/** One life of a process. */
export interface ProcessStart {
  /** uuid of this life. */
  readonly instance: string;
  readonly holder: string;
  readonly version: string;
}

/** Starts and ends of processes, as operators read them later. */
export interface ProcessRuns {
  /** Repeatable: the same instance is written once. */
  started(run: ProcessStart): Promise<void>;
  ended(instance: string, exitCode: number, reason: string | null): Promise<void>;
}

/** What retention deletes from; a table that is not named here is kept for ever. */
export type PrunedTable =
  | 'alert_episode'
  | 'alert_event'
  | 'alert_instance'
  | 'alert_notice'
  | 'anchor'
  | 'cycle_run'
  | 'ops_log'
  | 'outbox'
  | 'probe_urls'
  | 'process_run'
  | 'seen_envelope'
  | 'silence'
  | 'slack_gate'
  | 'snapshots'
  | 'stage';

/** A finished run of the retention. */
export interface PruneRun {
  /** uuid of the run. */
  readonly id: string;
  /** How long it took, in ms. */
  readonly durationMs: number;
  readonly counts: Readonly<Partial<Record<PrunedTable, number>>>;
  /** Something is left: the next run is due in an hour, not in a day. */
  readonly unfinished: boolean;
}

/** Deletes what nobody needs any more, in small batches; the caller pauses between them. */
export interface Retention {
  readonly tables: readonly PrunedTable[];
  /** Up to 1,000 rows past their time; how many there were. 0: nothing is left. */
  batch(table: PrunedTable): Promise<number>;
  /** When the next run is due, in ms from now; 0 at once, also before the first. */
  dueInMs(): Promise<number>;
  finished(run: PruneRun): Promise<void>;
}

/** What is known of people. */
export interface People {
  /** Deletes every row of a person but those of `ops_log`. Doing it again is harmless. */
  forget(slackId: string): Promise<void>;
}

// ── leadership and database ───────────────────────────────────────────────────────────────

/** The roles whose commits are fenced. */
export type Role = 'poller' | 'prober' | 'messageQueue' | 'alerts';

/** The fence of one incarnation of a role; bigint stays text. */
export interface Epoch {
  readonly role: Role;
  readonly epoch: string;
}

/** `fenced`: another process or a newer incarnation has taken over; nothing was written. */
export type Committed<T> =
  | { readonly type: 'done'; readonly value: T }
  | { readonly type: 'fenced' };

export type Bid =
  | { readonly type: 'leading'; readonly epoch: string; readonly fresh: boolean }
  | { readonly type: 'standby'; readonly holder: string; readonly freeInMs: number };

/** The lease: who may poll, probe and send. */
export interface Leadership {
  bid(first: boolean): Promise<Bid>;
  /** The next epoch of a role; null when this process does not lead. */
  take(role: Role): Promise<Epoch | null>;
  release(): Promise<void>;
}

/** Why the database failed last; the words of `reasons.DB`. */
export interface PoolError {
  readonly reason: string;
  readonly code: string;
  readonly at: number;
}

/** The pool as numbers. Reading it never throws. Idle = open − inUse. */
export interface PoolStatus {
  readonly max: number;
  readonly open: number;
  readonly connecting: number;
  readonly inUse: number;
  readonly waiting: number;
  /** Since when all slots are taken with a line; null when not. */
  readonly waitingSince: number | null;
  readonly connects: number;
  readonly earlyCloses: number;
  readonly deadlineHits: number;
  readonly recycles: number;
  readonly repeats: number;
  readonly lastOkAt: number | null;
  readonly lastCheckMs: number | null;
  readonly lastError: PoolError | null;
}

/** The database as the watchdog sees it. */
export interface StoreCheck {
  /** `select 1` within 2 s; how long it took, in ms. */
  check(): Promise<number>;
  status(): PoolStatus;
}
