/** What was looked up, as answers show it. Moments in ms since the epoch. */

import type { EventKind } from '../papers/event.ts';
import type { StagedFacts } from '../papers/staged.ts';

/** An entry of the index. */
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
