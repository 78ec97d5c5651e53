/** Those who may be told. */

import type { Settings } from '../../people/settings.ts';
import { Matcher } from '../match/matcher.ts';
import type { Watch } from '../match/watch.ts';

/** A person or a channel that watches something, or gets every mailing. */
export interface Follower {
  /** Bigint stays text. */
  readonly id: string;
  readonly slackId: string;
  readonly kind: 'user' | 'channel';
  readonly settings: Settings;
  readonly watches: readonly Watch[];
}

/** A watch, and whose it is. */
export interface Watching extends Watch {
  readonly owner: Follower;
}

/** Everybody, ready to be asked about an event. */
export interface Audience {
  readonly followers: readonly Follower[];
  /** The channel for papers that everybody should see; null: there is none. */
  readonly channel: string | null;
  readonly matcher: Matcher<Watching>;
}

/** Makes an audience of the pages that the store gives: JSON arrays of `Follower`. */
export function audienceOf(pages: readonly string[], channel: string | null): Audience {
  const followers = pages.flatMap((page) => JSON.parse(page) as readonly Follower[]); // our own rows
  const watches = followers.flatMap((owner) =>
    owner.watches.map((watch): Watching => ({ ...watch, owner })),
  );
  return { followers, channel, matcher: new Matcher(watches) };
}
