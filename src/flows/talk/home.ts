/** The App Home of one person: published when it is opened or changed. */

import { nextDelivery } from '../../domain/people/due.ts';
import { homeOf } from '../../domain/talk/home.ts';
import type { TalkNeeds } from './needs.ts';

type HomeNeeds = Pick<TalkNeeds, 'clock' | 'people' | 'outbox' | 'seen' | 'wake'>;

const HOUR_MS = 3_600_000;
const MATCHES = 10;

/** Writes the row; an older one that waits is replaced. `key` says what happened. Throws DB failures. */
export async function publishHome(needs: HomeNeeds, user: string, key: string): Promise<void> {
  const { clock, people, outbox, seen, wake } = needs;
  const [settings, watches, matches] = await Promise.all([
    people.settings(user),
    people.watches(user),
    people.matches(user, MATCHES),
  ]);
  const now = clock.now();
  const next = nextDelivery(settings, now);
  const content = homeOf({ seen: seen(), settings, next, watches, matches }, now);
  await outbox.enqueue([
    {
      ...{ dedupeKey: `home:${user}:${key}`, dest: user, lane: 3, kind: 'home', foldable: false },
      ...{ anchorKey: null, threadOf: null, content, notBefore: null },
      expiresAt: now + HOUR_MS, // it is made again when it is opened
    },
  ]);
  wake();
}
