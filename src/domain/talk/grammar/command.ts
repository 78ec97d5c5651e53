/** What people can ask, read and checked. */

import type { Id } from '../../papers/id/id.ts';
import type { OpsOrder } from '../order.ts';

/** A paper, an issue or another document as people name it. */
export type PaperRef =
  /** `P2300`, `D2300`, `2300`: the number, all its revisions. */
  | { readonly type: 'number'; readonly number: number }
  /** `P2300R10`, `LWG4500`, `N4950`, and the irregular keys that only the index has. */
  | { readonly type: 'id'; readonly id: Id };

/** When somebody wants to hear of matches. */
export type Delivery = 'now' | 'daily' | 'mailing';

/** Who watches: the person who asks, or the channel where it is said. */
export type Watcher = 'user' | 'channel';

/** What somebody wants to watch, before anybody knows which kind of thing it is. */
export interface WatchWish {
  /** Words with single blanks; without its quotes. */
  readonly value: string;
  /** The whole value stood in quotes. */
  readonly exact: boolean;
  /** `author:`, `word:`, `paper:`, `group:` say what it is; null: by itself. */
  readonly as: 'author' | 'keyword' | 'paper' | 'subgroup' | null;
  /** `-word`: not where the title has it. */
  readonly without: readonly string[];
  /** Canonical groups. */
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
  readonly delivery: Delivery | null;
}

/** The words of `type:`. */
export const searchTypes = ['paper', 'n', 'issue', 'editorial', 'sd', 'draft'] as const;

/** One of the words of `type:`. */
export type SearchType = (typeof searchTypes)[number];

/** What to look for; all of it must match. */
export interface Query {
  /** Words and phrases, as written. */
  readonly words: readonly string[];
  readonly without: readonly string[];
  readonly authors: readonly string[];
  readonly groups: readonly string[];
  /** `2025`, `2025-03`, `2025-03-01`; null: of any age. */
  readonly since: string | null;
  readonly types: readonly SearchType[];
  /** Every revision, not only the latest. */
  readonly all: boolean;
}

/** A daily pause, in minutes after midnight; `zone`: an IANA name, null where none was said. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
  readonly zone: string | null;
}

/** A command, understood. Spans in ms. */
export type Command =
  | { readonly type: 'paper'; readonly ref: PaperRef }
  | { readonly type: 'search'; readonly query: Query }
  | { readonly type: 'watch'; readonly by: Watcher; readonly wish: WatchWish }
  /** By its place in the list, from 1, or by its words. */
  | { readonly type: 'unwatch'; readonly by: Watcher; readonly what: number | WatchWish }
  | { readonly type: 'watches'; readonly by: Watcher }
  | { readonly type: 'recent'; readonly forMs: number; readonly group: string | null }
  /** `YYYY-MM`; null: the last one. */
  | { readonly type: 'mailing'; readonly month: string | null }
  | { readonly type: 'drafts'; readonly forMs: number }
  | { readonly type: 'mute'; readonly forMs: number }
  | { readonly type: 'unmute' }
  /** Null: off. */
  | { readonly type: 'quiet'; readonly hours: QuietHours | null }
  /** `at`: minutes after midnight, for `daily`. */
  | { readonly type: 'digest'; readonly delivery: Delivery; readonly at: number | null }
  | { readonly type: 'previews'; readonly on: boolean }
  | { readonly type: 'status' | 'version' | 'uptime' | 'forget' }
  | { readonly type: 'help'; readonly about: CommandName | null }
  | { readonly type: 'ops'; readonly order: OpsOrder };

/** What could not be understood, as one line with an example. Our own words only. */
export interface Problem {
  readonly type: 'problem';
  readonly text: string;
}

/** A problem; its text never holds what somebody typed. */
export const problem = (text: string): Problem => ({ type: 'problem', text });

/** The first words there are. */
export const commandNames = [
  'paper',
  'search',
  'watch',
  'unwatch',
  'watches',
  'watchlist',
  'recent',
  'mailing',
  'drafts',
  'mute',
  'unmute',
  'quiet',
  'digest',
  'subscribe',
  'unsubscribe',
  'subscriptions',
  'previews',
  'status',
  'version',
  'uptime',
  'help',
  'forget',
  'ops',
] as const;

/** One of the first words. */
export type CommandName = (typeof commandNames)[number];
