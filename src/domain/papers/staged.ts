/**
 * The rows that a batch stages before its commit, as they stand in the JSON of a part; entries
 * stand there as lines of fields (`entryLine`).
 *
 * Names are those of the columns, so that the statement that reads them needs no table of
 * names. Each key of a row must be there, `null` where nothing is known: PostgreSQL reads what
 * is absent as null, and that would hide a forgotten field. Within one batch `key` of an entry
 * and `dedupe` of an event occur once.
 */

import type { Content } from '../delivery/content.ts';
import type { Lane, OutboxDraft, OutboxKind } from '../delivery/outbox.ts';
import type { EntryFacts, EventKind, PaperEvent } from './event.ts';
import type { Delivery } from './match/watch.ts';

/** One row of `entries`: written where it is new, or where its `hash` differs, or it was missing. */
export interface StagedEntry {
  /** The index key in upper case. */
  readonly key: string;
  /** The key as the index writes it. */
  readonly raw_key: string;
  readonly prefix: string;
  readonly number: number;
  readonly revision: number | null;
  readonly regular: boolean;
  readonly title: string | null;
  /** Folded by the domain, for searching and comparing; the database folds nothing. */
  readonly title_fold: string | null;
  readonly authors: readonly string[];
  readonly author_fold: readonly string[];
  readonly date_raw: string | null;
  readonly date_iso: string | null;
  readonly date_precision: 'day' | 'month' | 'year' | 'none';
  readonly groups: readonly string[];
  readonly link: string | null;
  readonly long_link: string | null;
  readonly github_url: string | null;
  readonly section: string | null;
  readonly status: string | null;
  /** The value as the index has it. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** Of what is compared; without blanks and without a leading `-` (pages of known keys use both). */
  readonly hash: string;
  /** Came with the first poll, so nobody was told. */
  readonly seeded: boolean;
  readonly source: 'index';
}

/** A stored row as it is handed out for comparing: without the raw value, with its mark. */
export type StoredEntry = Omit<StagedEntry, 'raw'> & { readonly missing: boolean };

/**
 * Marks a known entry as gone (`true`) or back (`false`). An entry that came back with other
 * fields needs no mark: its `StagedEntry` clears it. Both in one batch are allowed.
 */
export interface StagedMissing {
  readonly key: string;
  readonly missing: boolean;
}

/** The facts of an event, with what a message needs of the entry under `entry`. */
export interface StagedFacts {
  readonly entry: EntryFacts | null;
  readonly [name: string]: EntryFacts | PaperEvent['facts'][string];
}

/** One row of `events`. `seq` follows `ord`; a row whose `dedupe` exists already is left out. */
export interface StagedEvent {
  /** Counts through all parts of the batch, from 0. */
  readonly ord: number;
  readonly kind: EventKind;
  readonly key: string;
  readonly dedupe: string;
  /** The `dedupe` of the event that tells this one too. */
  readonly folded_into: string | null;
  readonly facts: StagedFacts;
}

/**
 * One row of `notifications`: who is told of an event, why, and by which message. It is written
 * only where its event is new, and younger than `after`.
 */
export interface StagedNotification {
  /** The id of the recipient; bigint stays text. */
  readonly recipient: string;
  /** The `dedupe` of the event. */
  readonly event: string;
  readonly reasons: readonly string[];
  /** Null: as the recipient's setting says. */
  readonly delivery: Delivery | null;
  /** The newest event when the watch was made; bigint stays text. */
  readonly after: string;
  /** The key of the message in the same batch that tells it; null: it is held. */
  readonly message: string | null;
  /** When to look at what is held, in ms since the epoch; null when it is told. */
  readonly due_at: number | null;
}

/** One row of `outbox`. Ids follow `ord`; a row whose key was announced before is left out. */
export interface StagedMessage {
  /** Counts through all parts of the batch, from 0. */
  readonly ord: number;
  readonly dedupe_key: string;
  readonly dest: string;
  readonly lane: Lane;
  readonly kind: OutboxKind;
  readonly user: string | null;
  readonly anchor_key: string | null;
  readonly thread_of: string | null;
  readonly thread_ts: string | null;
  readonly foldable: boolean;
  readonly content: Content;
  /** In ms since the epoch, as in the draft. */
  readonly not_before: number | null;
  readonly expires_at: number | null;
}

/** A draft with the names of the columns. */
export const stagedMessage = (draft: OutboxDraft, ord: number): StagedMessage => ({
  ord,
  dedupe_key: draft.dedupeKey,
  dest: draft.dest,
  lane: draft.lane,
  kind: draft.kind,
  user: draft.user ?? null,
  anchor_key: draft.anchorKey,
  thread_of: draft.threadOf,
  thread_ts: draft.threadTs ?? null,
  foldable: draft.foldable,
  content: draft.content,
  not_before: draft.notBefore,
  expires_at: draft.expiresAt,
});
