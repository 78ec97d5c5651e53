/** One firing of one instance of a rule, and what is kept of it. Plain data. */

import type { Change, Watched } from './instances.ts';
import type { Labels, Severity } from './rule.ts';

/** What became of a firing on a channel: made for it, or over there. */
export type Told = 'firing' | 'over';

/**
 * What is remembered between two looks, stored with the episode. Moments by the clock that only
 * goes forward.
 */
export interface Marks {
  readonly told: Readonly<Record<string, Told>>;
  /** When it was last told as firing; null: not yet, so it is owed. */
  readonly toldAt: number | null;
  readonly reminders: number;
  /** When it fired or resolved, in the last half hour. */
  readonly changes: readonly number[];
  readonly flapping: boolean;
  readonly heldSince: number | null;
  /** A parent has fired meanwhile, and when the last of them ended. */
  readonly explained: boolean;
  readonly freedAt: number | null;
  /** When it ended, to be opened again for ten minutes. */
  readonly endedAt: number | null;
  /** What the anchor shows; another face is worth an edit. */
  readonly face: string;
  readonly editedAt: number | null;
}

export interface Episode {
  /** uuid. */
  readonly id: string;
  readonly key: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly labels: Labels;
  /** Wall time, as `endedAt` and `ackedAt`. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly value: number | string | null;
  readonly category: string | null;
  readonly reason: string | null;
  readonly traceId: string | null;
  readonly ackedBy: string | null;
  readonly ackedAt: number | null;
  readonly endReason: string | null;
  /** How many events it has: the number of the last one. */
  readonly events: number;
  readonly marks: Marks;
}

/** Why something is not told just now. */
export type Suppression = 'none' | 'silenced' | 'held' | 'flapping';

/** What happens to an episode; `who` is a person where one did it. */
export type Transition =
  | 'fired'
  | 'reopened'
  | 'resolved'
  | 'reminded'
  | 'acked'
  | 'ack_ended'
  | 'silenced'
  | 'flapping'
  | 'settled';

/** One line of the history; `number` counts within the episode. */
export interface AlertEvent {
  readonly episode: string;
  readonly number: number;
  /** Wall time. */
  readonly at: number;
  readonly transition: Transition;
  readonly who: string | null;
  readonly reason: string | null;
}

/** The two clocks of a look, in ms: `steady` only goes forward, `wall` is for people and rows. */
export interface Times {
  readonly steady: number;
  readonly wall: number;
}

/** What is known of the trouble behind a firing, for history and words. */
export interface Cause {
  readonly category: string | null;
  readonly reason: string | null;
  readonly traceId: string | null;
}

const REOPEN_MS = 10 * 60_000;
const CHANGES_MS = 30 * 60_000;
const ACK_MS = 24 * 3_600_000;

const unmarked: Marks = {
  told: {},
  toldAt: null,
  reminders: 0,
  changes: [],
  flapping: false,
  heldSince: null,
  explained: false,
  freedAt: null,
  endedAt: null,
  face: '',
  editedAt: null,
};

/** An episode and the event that it got. */
export interface Moved {
  readonly episode: Episode;
  readonly event: AlertEvent;
}

/** Adds an event to the history of an episode. */
export function moved(
  episode: Episode,
  transition: Transition,
  wall: number,
  said: { readonly who?: string; readonly reason?: string } = {},
): Moved {
  const number = episode.events + 1;
  return {
    episode: { ...episode, events: number },
    event: {
      episode: episode.id,
      number,
      at: wall,
      transition,
      who: said.who ?? null,
      reason: said.reason ?? null,
    },
  };
}

const recent = (changes: readonly number[], now: number): readonly number[] => [
  ...changes.filter((at) => at > now - CHANGES_MS),
  now,
];

/** Whether an ended episode is opened again by a new firing, instead of a new one being made. */
export const isReopenable = ({ marks }: Episode, steady: number): boolean =>
  marks.endedAt !== null && steady - marks.endedAt < REOPEN_MS;

/** A new firing: of the last episode if that ended less than ten minutes ago, else a new one. */
export function opened(
  { watched, effect }: Change,
  last: Episode | null,
  times: Times,
  fresh: Cause & { readonly id: string },
): Moved {
  const { steady, wall } = times;
  const changes = recent(last?.marks.changes ?? [], steady);
  if (last !== null && isReopenable(last, steady)) {
    const marks: Marks = {
      ...last.marks,
      changes,
      endedAt: null,
      toldAt: null,
      reminders: 0,
      freedAt: null,
    };
    const again = { endedAt: null, endReason: null, ackedBy: null, ackedAt: null };
    return moved({ ...last, ...again, value: effect.value, marks }, 'reopened', wall);
  }
  const { key, rule, labels } = watched;
  const { id, ...cause } = fresh;
  const flapping = last?.marks.flapping ?? false;
  const episode: Episode = {
    id,
    key,
    rule: rule.id,
    severity: rule.severity,
    labels,
    ...cause,
    startedAt: wall,
    endedAt: null,
    value: effect.value,
    ackedBy: null,
    ackedAt: null,
    endReason: null,
    events: 0,
    marks: { ...unmarked, changes, flapping },
  };
  return moved(episode, 'fired', wall);
}

/** The end of a firing. */
export function closed(
  episode: Episode,
  { steady, wall }: Times,
  endReason: 'resolved' | 'rule_removed' | 'taken_over',
): Moved {
  const changes = recent(episode.marks.changes, steady);
  const marks = { ...episode.marks, changes, endedAt: steady };
  return moved({ ...episode, endedAt: wall, endReason, marks }, 'resolved', wall, {
    ...(endReason === 'resolved' ? {} : { reason: endReason }),
  });
}

/** Somebody has taken it on; null when somebody had before, or when it is over. */
export function acknowledged(episode: Episode, who: string, wall: number): Moved | null {
  if (episode.ackedBy !== null || episode.endedAt !== null) return null;
  return moved({ ...episode, ackedBy: who, ackedAt: wall }, 'acked', wall, { who });
}

/** The acknowledgement ran out after a day; null when it did not. */
export function unacknowledged(episode: Episode, wall: number): Moved | null {
  const { ackedAt, endedAt } = episode;
  if (ackedAt === null || endedAt !== null || wall - ackedAt < ACK_MS) return null;
  return moved({ ...episode, ackedBy: null, ackedAt: null }, 'ack_ended', wall);
}

/** Whether the instance fires, a recovering one too. */
export const isFiring = (watched: Watched | undefined): boolean =>
  watched?.instance.state === 'firing' || watched?.instance.state === 'recovering';
