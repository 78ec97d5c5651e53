/** The App Home of one person: published when it is opened or changed. */

import { nextDelivery } from '../../domain/people/due.ts';
import { homeOf } from '../../domain/talk/home.ts';
import type { InTurn, Talking } from './needs.ts';

type HomeNeeds = Pick<Talking, 'clock' | 'people' | 'outbox' | 'seen' | 'wake' | 'inTurn'>;

const HOUR_MS = 3_600_000;
const MATCHES = 10;

/**
 * Writes the row; an older one that waits is replaced. `key` says what happened. Homes of one person
 * are made in turn: one that was read before a change must not be written after it. Throws DB failures.
 */
export const publishHome = (needs: HomeNeeds, user: string, key: string): Promise<void> =>
  needs.inTurn(user, () => publish(needs, user, key));

async function publish(needs: HomeNeeds, user: string, key: string): Promise<void> {
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
      dedupeKey: `home:${user}:${key}`,
      dest: user,
      lane: 3,
      kind: 'home',
      foldable: false,
      anchorKey: null,
      threadOf: null,
      content,
      notBefore: null,
      expiresAt: now + HOUR_MS, // it is made again when it is opened
    },
  ]);
  wake();
}

/** Nobody waits yet. A name is forgotten when its last work is done. */
export function takingTurns(): InTurn {
  const last = new Map<string, Promise<void>>();
  return async (name, work) => {
    const before = last.get(name) ?? Promise.resolve();
    const mine = before.then(work);
    const settled = mine.catch(() => {}); // whoever asked for it hears of it; the next one goes on
    last.set(name, settled);
    await settled;
    if (last.get(name) === settled) last.delete(name);
    return mine;
  };
}
