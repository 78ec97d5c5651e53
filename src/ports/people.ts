/** What is kept of people and channels: watches, settings, what they were told. Types only. */

import type { EventKind } from '../domain/papers/event.ts';
import type { Watch, WatchDraft } from '../domain/papers/match/watch.ts';
import type { StagedFacts } from '../domain/papers/staged.ts';
import type { Settings } from '../domain/people/settings.ts';

/** Somebody who can be told: a person (`U…`, `W…`) or a channel (`C…`, `G…`). */
export interface Who {
  readonly slackId: string;
  readonly kind: 'user' | 'channel';
}

/** What became of a wish to watch. `full`: the limit of watches is reached, nothing was stored. */
export type Watched =
  | { readonly type: 'added' | 'changed'; readonly watch: Watch }
  | { readonly type: 'full'; readonly limit: number };

/** An event that matched, and why. */
export interface Match {
  readonly kind: EventKind;
  readonly key: string;
  readonly facts: StagedFacts;
  readonly reasons: readonly string[];
  /** When it happened, in ms since the epoch. */
  readonly at: number;
}

/** People, channels, their watches and settings. Throws DB failures only. */
export interface People {
  /** The defaults for somebody who has set nothing. */
  settings(slackId: string): Promise<Settings>;
  /**
   * Sets what is named and leaves the rest; everything as it is then. What is held for them is
   * looked at anew within seconds, by the new settings.
   */
  change(who: Who, change: Partial<Settings>): Promise<Settings>;
  /** Oldest first. */
  watches(slackId: string): Promise<readonly Watch[]>;
  /** The same kind and value again changes filters and delivery of the watch that is there. */
  watch(who: Who, draft: WatchDraft): Promise<Watched>;
  /** False: there is no such watch of theirs. */
  unwatch(slackId: string, id: string): Promise<boolean>;
  /** Everybody who may be told, as JSON arrays of up to 100 `Follower`, to be read by the matcher. */
  followers(): Promise<readonly string[]>;
  /** What matched their watches, newest first. */
  matches(slackId: string, limit: number): Promise<readonly Match[]>;
  /** Deletes every row of a person but those of `ops_log`. Doing it again is harmless. */
  forget(slackId: string): Promise<void>;
}
