/** Why a firing is not told just now. Nothing of this touches evaluation, state or history. */

import { type Episode, isFiring, type Marks, type Suppression, type Times } from '../episode.ts';
import type { Watched } from '../instances.ts';
import { isSilenced, type Silence } from './silence.ts';

const MINUTE = 60_000;
const PARENT_GRACE_MS = 10_000;
const AFTER_PARENT_MS = 30_000;
const FLAPS = 4;
const FLAP_WINDOW_MS = 30 * MINUTE;
const CALM_MS = 15 * MINUTE;

/** What there is beside the episode. */
export interface Around {
  /** Every instance, by key. */
  readonly watched: ReadonlyMap<string, Watched>;
  readonly silences: readonly Silence[];
  readonly times: Times;
}

/** The marks after a look at parents and changes, the word for it, and when it may be another. */
export interface Suppressed {
  readonly marks: Marks;
  readonly suppression: Suppression;
  /** By the clock that only goes forward. */
  readonly nextAt: number | null;
}

/** Looks at silences, parents and flapping, in this order. */
export function suppressionOf(episode: Episode, around: Around): Suppressed {
  const { steady, wall } = around.times;
  const { marks: held, until } = hold(episode, around);
  const { changes } = held;
  const calmAt = (changes.at(-1) ?? steady) + CALM_MS;
  const flapping = held.flapping
    ? steady < calmAt
    : changes.filter((at) => at > steady - FLAP_WINDOW_MS).length >= FLAPS && steady < calmAt;
  const marks = { ...held, flapping };
  const next = [until, flapping ? calmAt : 0].filter((at) => at > steady && at < Infinity);
  const nextAt = next.length === 0 ? null : Math.min(...next);
  if (isSilenced(around.silences, episode, wall)) return { marks, suppression: 'silenced', nextAt };
  if (until > steady) return { marks, suppression: 'held', nextAt };
  return { marks, suppression: flapping ? 'flapping' : 'none', nextAt };
}

interface Held {
  readonly marks: Marks;
  /** Held before this moment; 0 for not at all. */
  readonly until: number;
}

/**
 * While a parent fires, and until half a minute after that ended; while one is pending, but no
 * longer than it takes that one to fire.
 */
function hold({ key, marks }: Episode, { watched, times }: Around): Held {
  const { steady } = times;
  const dependsOn = watched.get(key)?.rule.dependsOn ?? [];
  const parents = [...watched.values()].filter(({ rule }) => dependsOn.includes(rule.id));
  const since = marks.heldSince ?? steady;
  const held = { ...marks, heldSince: since, freedAt: null };
  if (parents.some(isFiring)) return { marks: { ...held, explained: true }, until: Infinity };
  if (marks.explained) {
    const freedAt = marks.freedAt ?? steady;
    const until = freedAt + AFTER_PARENT_MS;
    return until > steady
      ? { marks: { ...held, freedAt }, until }
      : { marks: free(marks), until: 0 };
  }
  const pending = parents.filter(({ instance }) => instance.state === 'pending');
  if (pending.length === 0) return { marks: free(marks), until: 0 };
  const until = Math.max(...pending.map(({ rule }) => since + rule.forMs + PARENT_GRACE_MS));
  return { marks: held, until };
}

const free = (marks: Marks): Marks => ({
  ...marks,
  heldSince: null,
  explained: false,
  freedAt: null,
});
