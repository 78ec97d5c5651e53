/** What the index reader answers; plain data that crosses a thread border. */

import type { OutboxDraft } from '../delivery/outbox.ts';
import type { PaperEvent } from './event.ts';
import type { GateName, GateNumbers } from './gates.ts';

/** The size of an index: what the next one is measured against. */
export interface IndexBase {
  readonly entries: number;
  readonly papers: number;
  readonly frontier: number;
}

/** How often each irregularity was seen, by its word (`title_not_text`, `date_unreadable`, …). */
export type Warnings = Readonly<Record<string, number>>;

/** A gate said no. */
export interface Rejection {
  readonly type: 'rejected';
  readonly gate: GateName;
  readonly numbers: GateNumbers;
  /** sha256 of the decoded body, hex; null when reading stopped at the size limit. */
  readonly sha256: string | null;
  readonly message: string;
}

/** An index that can be compared. */
export type Reading =
  | Rejection
  | {
      readonly type: 'read';
      /** sha256 of the decoded body, hex. */
      readonly sha256: string;
      readonly bytes: number;
      readonly index: IndexBase;
      readonly warnings: Warnings;
    };

/** What differs from the database. */
export interface Compared {
  /** Null: gates 5 to 7 passed, or there was no base. */
  readonly rejection: Rejection | null;
  readonly added: number;
  /** Known keys whose fields differ. */
  readonly changed: readonly string[];
  readonly gone: number;
  readonly restored: number;
}

/** How much differs: entries, and events of all kinds. All but `events` 0: nothing differs. */
export interface PreparedCounts {
  readonly added: number;
  /** Known entries whose fields differ, not only the way in which they are written. */
  readonly changed: number;
  readonly missing: number;
  readonly restored: number;
  readonly events: number;
}

/** What is to be committed. */
export interface Prepared {
  /** The events that somebody may be told; what is only history stands in `parts` alone. */
  readonly events: readonly PaperEvent[];
  /** Rows to stage. */
  readonly parts: readonly {
    readonly kind: 'entries' | 'missing' | 'events' | 'notifications' | 'outbox';
    readonly part: number;
    readonly body: string;
  }[];
  readonly counts: PreparedCounts;
  /** How many messages for people are among the parts. */
  readonly messages: number;
  /** Irregularities of the new and changed entries. */
  readonly warnings: Warnings;
}

/** Rows for people, as the flow adds them. */
export type Messages = readonly OutboxDraft[];
