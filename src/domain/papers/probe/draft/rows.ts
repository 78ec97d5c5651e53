/** What is kept of drafts and their files. Moments in ms since the epoch, cycles by their number. */

import type { FileKind } from '../file.ts';
import type { Verified } from '../verify/verify.ts';

/** `published`: the same revision is in the index. `vanished`: none of its files is there any more. */
export type DraftState = 'found' | 'published' | 'vanished';

/** A draft: one revision of one number, whatever its files. */
export interface Draft {
  readonly number: number;
  readonly revision: number;
  readonly state: DraftState;
  readonly firstSeenAt: number;
  readonly lastChangeAt: number;
  /** What people were told of its files; see `told.ts`. */
  readonly told: string | null;
  /** The cycle of the last update that was told; null before the first. */
  readonly toldCycle: number | null;
}

/** A verified file. */
export interface KnownFile extends Verified {
  readonly url: string;
  readonly number: number;
  readonly revision: number;
  readonly firstSeenAt: number;
  /** The cycle of its first verification; null for files of before cycles were kept. */
  readonly firstCycle: number | null;
  /** 0: there; 1: missing; 2: missing again, at least 12 cycles later. */
  readonly misses: number;
  /** The cycle of the first of them; null while there is none. */
  readonly missingCycle: number | null;
}

/** A draft to write; the store sets the moments. */
export interface DraftWrite extends Omit<Draft, 'firstSeenAt' | 'lastChangeAt'> {
  /** Moves `lastChangeAt` to now; a new draft has both moments now. */
  readonly changed: boolean;
}

/** A file to write; the store sets the moments. */
export type FileWrite = Omit<KnownFile, 'firstSeenAt'>;

/** A file that was verified in this cycle: new, or with other contents than before. */
export interface SeenFile {
  readonly url: string;
  readonly kind: FileKind;
  readonly number: number;
  readonly revision: number;
  readonly verified: Verified;
  /** The `Date` header of the answer. */
  readonly date: string | null;
  /** The URL was found missing once. */
  readonly missedBefore: boolean;
  readonly firstPlan: boolean;
}

/** What a cycle found out about drafts. */
export interface Findings {
  readonly seen: readonly SeenFile[];
  /** Known files that are there as before, by URL. */
  readonly unchanged: readonly string[];
  /** Known files that answered 404, by URL. */
  readonly gone: readonly string[];
}

/** The latest entry of a number in the index, for messages about its drafts. */
export interface LatestEntry {
  readonly number: number;
  readonly revision: number;
  readonly title: string | null;
  readonly authors: readonly string[];
  readonly groups: readonly string[];
  /** All regular revisions that are in the index. */
  readonly published: readonly number[];
}
