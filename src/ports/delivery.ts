/** Messages on their way: the outbox, its spool and Slack. Types only. */

import type { Content } from '../domain/delivery/content.ts';
import type { Lane, OutboxDraft, OutboxKind, OutboxRow } from '../domain/delivery/outbox.ts';
import type { Gate, Outcome, RowResult } from '../domain/delivery/result.ts';
import type { QueueState } from '../domain/health/fact.ts';
import type { Committed, Epoch } from './leadership.ts';

/** Narrows a claim. */
export interface ClaimOptions {
  /** No lane above this one; without it all lanes. */
  readonly upTo?: Lane;
  /** Whose turn it is; without it the lowest lane goes first. */
  readonly prefer?: Lane;
  /** Slack's methods that must not be called now. */
  readonly without?: readonly string[];
  /** Conversations to leave alone: the result of their last row is not stored yet. */
  readonly except?: readonly string[];
}

/** A row that may be told together with another. */
export interface Companion {
  readonly id: string;
  readonly content: Content;
}

/** A row that nobody was told of in time. */
export type ExpiredRow = Pick<OutboxRow, 'id' | 'lane' | 'dest' | 'attempts'>;

/** A conversation that is suspended. */
export interface Suspect {
  readonly dest: string;
  /** Slack's code. */
  readonly reason: string;
}

/** What a sweep moved. */
export interface Swept {
  /** How many rows are in doubt, since their lease ran out. */
  readonly ambiguous: number;
  readonly expired: readonly ExpiredRow[];
  /** Rows of conversations that were unusable for a week: they are dead, the watches stay. */
  readonly lost: readonly (ExpiredRow & { readonly reason: string })[];
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
  /**
   * The rows that may be told together with a claimed one, in order: those behind it in its lane of
   * its conversation, up to the first that must be told alone. 200 at most.
   */
  companions(row: OutboxRow): Promise<readonly Companion[]>;
  /** These rows go with the claimed one, as `content`; false when one of them has moved meanwhile. */
  fold(row: OutboxRow, ids: readonly string[], content: Content): Promise<boolean>;
  /** Ambiguous rows whose next look is due. */
  doubtful(epoch: Epoch, limit: number): Promise<Committed<readonly OutboxRow[]>>;
  /** The other ambiguous rows of its conversation and thread: one reading may answer for them too. */
  doubtsBeside(row: OutboxRow): Promise<readonly DoubtBeside[]>;
  /** By id and nonce, never fenced: what Slack did is a fact. False when the row had ended already. */
  record(row: Outcome['row'], result: RowResult): Promise<boolean>;
  /** Keeps the conversation with a person; null: it has to be opened again. */
  keepChannel(dest: string, channel: string | null): Promise<void>;
  /** Suspends a conversation: its rows are parked. */
  suspend(dest: string, reason: string): Promise<void>;
  /**
   * Ends a suspension: the rows parked for it wait again, with all their attempts. False when there
   * was none.
   */
  resume(dest: string): Promise<boolean>;
  /** Suspended conversations that are due to be asked after: 1 h, 6 h, then every 24 h. */
  suspects(epoch: Epoch, limit: number): Promise<Committed<readonly Suspect[]>>;
  /** Asked after one: usable again (as `resume`, but its week goes on until it is sent to), or not. */
  asked(dest: string, usable: boolean): Promise<void>;
  /** Replies to posts that were only printed end as they did: nobody sends them without their head. */
  endPrinted(epoch: Epoch): Promise<Committed<number>>;
  /** Closes a gate, or leaves it closed for longer; never opens one sooner. */
  closeGate(gate: Gate): Promise<void>;
  /** The gates that are closed now: they outlive the process. */
  gates(): Promise<readonly Gate[]>;
  measure(): Promise<QueueState>;
  /** Home tabs that wait are dropped: they are made anew when they are opened. How many. */
  dropHomes(epoch: Epoch): Promise<Committed<number>>;
  /** Writes what went past the database: sent, or in doubt. What was announced before is left out. */
  adopt(rescues: readonly Rescue[]): Promise<void>;
  /** Writes rows that no flow's commit carries; those whose key was announced before are left out. */
  enqueue(rows: readonly OutboxDraft[]): Promise<{ readonly written: number }>;
}

/** A doubtful row beside the one that is looked for. */
export interface DoubtBeside {
  readonly row: OutboxRow;
  /** Its own look is due: not finding it counts. Finding it always does. */
  readonly isDue: boolean;
}

/** A row that was given up (`dead`), or set aside until its time or conversation is back (`parked`). */
export interface DeadLetter {
  readonly id: string;
  readonly dest: string;
  readonly lane: Lane;
  readonly kind: OutboxKind;
  readonly state: 'dead' | 'parked';
  /** Slack's code, or ours: `exhausted`, `unconfirmed`, … */
  readonly reason: string;
  readonly attempts: number;
  /** The last attempt, or the writing of a row that had none; ms since the epoch. */
  readonly at: number;
}

/** What operators do about rows that were not delivered. Throws DB failures. */
export interface DeadLetters {
  /** The latest first. */
  list(limit: number): Promise<readonly DeadLetter[]>;
  /**
   * Lets one row (by its id) or all of them wait again, with all their attempts and time; how many
   * did. One row also ends the suspension of its conversation; `all` leaves suspended ones alone.
   */
  replay(which: string | 'all'): Promise<number>;
}

/** A message where Slack has it. */
export interface SentAt {
  readonly channel: string | null;
  readonly ts: string | null;
}

/**
 * The way of alerts past the database. A draft that could not be enqueued goes out at once, by the
 * same client and gates; of those with one `anchorKey` the newest wins, an update edits what was
 * sent, a reply waits for its parent. When the database is back the queue writes all of it under
 * its `dedupeKey`: as sent where Slack has it, else to be sent. It tells of them as of rows, with
 * the `dedupeKey` for the id.
 */
export interface Emergency {
  /** Never throws and never waits: a ring of 50 takes it, the oldest goes when it is full. */
  offer(draft: OutboxDraft): void;
  /**
   * What was offered goes to the disk, for the next process. Throws CONFIG/`data_dir_unwritable`;
   * then it is tried again with the next notice.
   */
  keep(): Promise<void>;
  /** Whether the database knows of all that went past it, also of what an earlier process sent. */
  isSettled(): boolean;
  /** Where a message is that another process has sent; what this one knows itself stays. */
  remember(anchorKey: string, place: SentAt): void;
}

/** A notice that went past the database, or could not yet. Plain data: the spool keeps it. */
export interface Rescue {
  readonly draft: OutboxDraft;
  /** Drafts whose place it took, oldest first. */
  readonly before: readonly OutboxDraft[];
  /** Rides along as metadata; becomes the nonce of its row. */
  readonly nonce: string;
  readonly state: 'waiting' | 'ambiguous' | 'sent';
  readonly attempts: number;
  readonly channel: string | null;
  readonly ts: string | null;
}

/** Rescues on disk, for the next process. Throws CONFIG/`data_dir_unwritable`. */
export interface RescueSpool {
  append(rescues: readonly Rescue[]): Promise<void>;
  /** Oldest first; a later line about the same draft is the newer one. */
  read(): Promise<readonly Rescue[]>;
  clear(): Promise<void>;
}

/** Orders of operators to the queue: while paused, only alerts and answers go out. */
export type QueueOrder = { readonly type: 'queue.pause' | 'queue.resume' };

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
