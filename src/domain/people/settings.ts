/** What people and channels have set. */

import type { Delivery } from '../papers/match/watch.ts';

/** A span of every day in minutes after local midnight; `to` before `from` goes over midnight. */
export interface Quiet {
  readonly from: number;
  readonly to: number;
}

/** How somebody wants to be told. */
export interface Settings {
  readonly delivery: Delivery;
  /** When the daily message comes, in minutes after local midnight. */
  readonly dailyAt: number;
  readonly quiet: Quiet | null;
  /** An IANA name such as `Europe/Berlin`; null: not known yet, counted as UTC. */
  readonly zone: string | null;
  /** Nothing before this moment, in ms since the epoch; null: not muted. */
  readonly mutedUntil: number | null;
  /** Channels only: answers to ids that are mentioned. */
  readonly previews: boolean;
}

/** What holds for somebody who has set nothing. */
export const defaultSettings: Settings = {
  delivery: 'now',
  dailyAt: 9 * 60,
  quiet: null,
  zone: null,
  mutedUntil: null,
  previews: false,
};
