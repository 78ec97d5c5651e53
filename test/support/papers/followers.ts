import type { PaperEvent } from '../../../src/domain/papers/event.ts';
import type { Watch } from '../../../src/domain/papers/match/watch.ts';
import { audienceOf, type Follower } from '../../../src/domain/papers/tell/audience.ts';
import { type Occasion, tell } from '../../../src/domain/papers/tell/tell.ts';
import { defaultSettings, type Settings } from '../../../src/domain/people/settings.ts';
import { AUGUST } from './news.ts';

/** Somebody with watches. */
export const follower = (
  slackId: string,
  watches: readonly Watch[],
  settings: Partial<Settings> = {},
): Follower => ({
  id: slackId.replace(/\D/g, ''),
  slackId,
  kind: slackId.startsWith('U') ? 'user' : 'channel',
  settings: { ...defaultSettings, ...settings },
  watches,
});

/** What these are told, at noon of 18 August 2026 unless it is said. */
export const telling = (
  events: readonly PaperEvent[],
  followers: readonly Follower[],
  occasion: Partial<Occasion> & { readonly channel?: string } = {},
) => {
  const { channel = null, ...more } = occasion;
  const audience = audienceOf([JSON.stringify(followers)], channel);
  return tell(events, audience, { nowMs: AUGUST, afterPause: false, ...more });
};
