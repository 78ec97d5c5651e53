/** Papers from the index: where they come from and where they are kept. Types only. */

import type { FailureRecord } from '../domain/health/failure.ts';
import type { KnownDraft } from '../domain/papers/diff/appear.ts';
import type { Quarantine } from '../domain/papers/quarantine.ts';
import type { Compared, IndexBase, Prepared, Reading } from '../domain/papers/reading.ts';
import type { Committed, Epoch } from './leadership.ts';

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

/** Those who may be told of what differs. */
export interface Readers {
  /** Pages as `People.followers` gives them. */
  readonly followers: readonly string[];
  /** The channel for papers that everybody should see. */
  readonly channel: string | null;
  /** The `dedupe` of changes that were told before. */
  readonly told: readonly string[];
  /** Nothing came for over a week. */
  readonly afterPause: boolean;
}

/** When and under what name an index is committed. */
export interface PrepareFacts {
  readonly snapshot: string;
  /** In ms since the epoch. */
  readonly nowMs: number;
  /** Without them nobody is told. */
  readonly readers?: Readers;
  /** Drafts that were seen before; without them no paper says that its draft was. */
  readonly drafts?: readonly KnownDraft[];
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
  /** The events and the rows to stage, those for people too. `rows`: the stored rows of `Compared.changed`, as JSON texts. */
  prepare(rows: readonly string[], facts: PrepareFacts): Promise<Prepared>;
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

/** One part of a batch: up to 1,000 rows and 1 MiB as a JSON array; of entries, lines as `entryLine` writes them. */
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
  /** Drafts that were seen and are not published yet. */
  drafts(): Promise<readonly KnownDraft[]>;
  /** The `dedupe` of every change of these keys that was told before. */
  toldChanges(keys: readonly string[]): Promise<readonly string[]>;
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
