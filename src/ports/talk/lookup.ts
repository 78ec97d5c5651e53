/** What answers read: papers, events, drafts. Types only. */

import type {
  Draft,
  Happened,
  Listed,
  Mailing,
  Page,
  Paper,
  Probed,
} from '../../domain/talk/found.ts';
import type { Needle } from '../../domain/talk/search/needle.ts';

/** Reads for answers. Throws DB failures only. */
export interface Lookup {
  /** The P and D entries of a number, irregular and missing ones too, by key. */
  family(number: number): Promise<readonly Paper[]>;
  /** By its key in upper case; null: not in the index. */
  entry(key: string): Promise<Paper | null>;
  /** The known P numbers that are nearest, the nearest first: the number itself where it is known. */
  nearest(number: number, count: number): Promise<readonly number[]>;
  /** The latest first; one revision of each paper unless all are wanted. Missing entries are left out. */
  search(needle: Needle, page: Page): Promise<Listed<Paper>>;
  /** News of papers, drafts, N and standing documents since a moment, the latest first. */
  recent(since: number, group: string | null, page: Page): Promise<Listed<Happened>>;
  /** The last mailing, or the last of a month (`2026-08`), by number; null: there is none. */
  mailing(month: string | null, page: Page): Promise<Mailing | null>;
  /** Drafts first seen since a moment, the latest first; vanished ones are left out. */
  draftsSince(since: number, page: Page): Promise<Listed<Draft>>;
  /** The drafts of a number, by revision. */
  draftsOf(number: number): Promise<readonly Draft[]>;
  /** Where drafts of a number are looked for. */
  probesOf(number: number): Promise<readonly Probed[]>;
}
