/** When somebody is told: delivery, mute and quiet hours. All moments in ms since the epoch. */

import type { Delivery } from '../papers/match/watch.ts';
import type { Quiet, Settings } from './settings.ts';
import { localTime, momentOf } from './zone.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What waits for a mailing waits no longer than this, then as what is told daily. */
export const LONGEST_WAIT_FOR_MAILING_MS = 35 * DAY_MS;

/** What mute or quiet hours held for longer is only counted. */
export const AWAY_AFTER_MS = 14 * DAY_MS;

const zoneOf = ({ zone }: Settings): string => zone ?? 'UTC';

/** The first moment after `at` at which the local clock shows this minute of the day. */
function nextAt(zone: string, minute: number, at: number): number {
  const { day } = localTime(zone, at);
  const moments = [day, day + 1].map((one) => momentOf(zone, { day: one, minute }));
  return moments.find((moment) => moment > at) ?? momentOf(zone, { day: day + 2, minute });
}

/** The quiet hours that begin on this local day, as moments. */
function quietOn(zone: string, day: number, { from, to }: Quiet): readonly [number, number] {
  const end = to < from ? day + 1 : day;
  return [momentOf(zone, { day, minute: from }), momentOf(zone, { day: end, minute: to })];
}

/**
 * The end of the quiet hours that are at `at`; `at` itself when there are none. Once over they do
 * not begin again that night, though the clocks go back.
 */
function afterQuiet(settings: Settings, at: number): number {
  const { quiet } = settings;
  if (quiet === null) return at;
  const zone = zoneOf(settings);
  const { day } = localTime(zone, at);
  const spans = [day - 1, day].map((one) => quietOn(zone, one, quiet));
  return spans.find(([from, to]) => from <= at && at < to)?.[1] ?? at;
}

/** The first moment from `at` on that is neither muted nor quiet. */
export const heldUntil = (settings: Settings, at: number): number =>
  afterQuiet(settings, Math.max(at, settings.mutedUntil ?? 0));

/** The next daily message after `at`, without regard to mute and quiet hours. */
const nextDaily = (settings: Settings, at: number): number =>
  nextAt(zoneOf(settings), settings.dailyAt, at);

/**
 * When something that happened at `at` would be told if nothing held it. `mailing`: when the next
 * mailing after it came; null while there was none.
 */
export function dueAt(
  settings: Settings,
  delivery: Delivery,
  at: number,
  mailing: number | null,
): number {
  switch (delivery) {
    case 'now':
      return at;
    case 'daily':
      return nextDaily(settings, at);
    case 'mailing':
      return mailing ?? nextDaily(settings, at + LONGEST_WAIT_FOR_MAILING_MS);
  }
}

/**
 * When somebody who has these settings gets the next message, were something to happen now; null:
 * with the next mailing, of which nobody knows the day.
 */
export function nextDelivery(settings: Settings, now: number): number | null {
  if (settings.delivery === 'mailing') return null;
  return heldUntil(settings, dueAt(settings, settings.delivery, now, null));
}
