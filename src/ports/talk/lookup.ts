/** What answers read: papers, events, drafts. Types only. */

import type { EventKind } from '../../domain/papers/event.ts';
import type { StagedFacts } from '../../domain/papers/staged.ts';
import type { Needle } from '../../domain/talk/search/needle.ts';

/** An entry as answers show it. Moments in ms since the epoch. */
export interface Paper {
  readonly key: string;
  readonly prefix: string;
  readonly number: number;
  readonly revision: number | null;
  readonly regular: boolean;
  readonly title: string | null;
  readonly authors: readonly string[];
  readonly groups: readonly string[];
  /** As precise as it is known: `2024-05-16`, `2024-05`, `2024`; null when it is not. */
  readonly date: string | null;
  readonly link: string | null;
  readonly longLink: string | null;
  readonly githubUrl: string | null;
  readonly section: string | null;
  readonly status: string | null;
  /** The index does not list it any more. */
  readonly missing: boolean;
}

/** A draft: one number and revision, whatever files it has. */
export interface Draft {
  readonly number: number;
  readonly revision: number;
  readonly state: 'found' | 'published' | 'vanished';
  readonly firstSeenAt: number;
  readonly lastChangeAt: number;
  readonly urls: readonly string[];
  /** Its own, else that of the latest published revision; null when nobody knows one. */
  readonly title: string | null;
}

/** A URL at which drafts of a number are looked for. */
export interface Probed {
  readonly url: string;
  /** The class of the plan that looks for it, such as `F`. */
  readonly class: string;
  /** When it was asked for last; null: not yet, or nobody remembers. */
  readonly lastAskedAt: number | null;
  /** The HTTP status then; null for no answer. */
  readonly lastStatus: number | null;
}

/** Something that happened. */
export interface Happened {
  readonly kind: EventKind;
  readonly key: string;
  readonly facts: StagedFacts;
  readonly at: number;
}

/** Which rows of a list: `limit` of them after the first `offset`. */
export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** Some rows of a list, and how many it has. */
export interface Listed<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

/** A mailing; `day` as `2026-08-18`. */
export interface Mailing extends Listed<Paper> {
  readonly day: string;
}

/** Reads for answers. Throws DB failures only. */
export interface Lookup {
  /** The P and D entries of a number, irregular and missing ones too, by key. */
  family(number: number): Promise<readonly Paper[]>;
  /** By its key in upper case; null: not in the index. */
  entry(key: string): Promise<Paper | null>;
  /** The known P numbers that are nearest, the nearest first. */
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
