/** What the watchdog's steps give, and its rhythm: the machine and the flows agree on it here. */

/** An answered bid for the lease. `random`: from 0 to below 1, spreads the bids of several processes. */
export type Leased =
  | {
      readonly type: 'leading';
      readonly epoch: string;
      /** The lease was not ours before. */
      readonly fresh: boolean;
      /** Who has stood by for 15 min, though one process is enough; null for nobody. */
      readonly beside: string | null;
      readonly random: number;
    }
  | { readonly type: 'standby'; readonly holder: string; readonly random: number };

/** A database that answered. `at`: ms since the epoch. */
export interface Checked {
  readonly tookMs: number;
  readonly at: number;
}

/** From one bid to the next: 5 s minus 0 to 10 %, so that the lease of 15 s never runs out by chance. */
export const bidPauseMs = (random: number): number => Math.round(5_000 * (1 - 0.1 * random));

/** The database is asked this often. */
export const CHECK_MS = 15_000;

/** And this often, once it did not answer. */
export const DOUBT_MS = 2_000;

/** So many checks in a row have to fail before the database counts as lost. */
export const LOST_AFTER = 3;

const MOST_GRACE_MS = 120_000;

/** What ran out while the process was down or suspended gets so long before it counts. */
export const graceMs = (staleAfterMs: number): number => Math.min(staleAfterMs / 2, MOST_GRACE_MS);

/** One run of pruning, or why there was none. Counts are rows by table. */
export type Pruned =
  | { readonly type: 'not_due'; readonly dueInMs: number }
  | {
      readonly type: 'pruned';
      readonly counts: Readonly<Partial<Record<string, number>>>;
      readonly unfinished: boolean;
      readonly durationMs: number;
    };

/** The first look whether old rows are to be removed: not while everything starts. */
export const FIRST_PRUNE_MS = 600_000;

const HOUR_MS = 3_600_000;

/** When to look again: the store knows when the next run is due, and an hour is soon enough. */
export const pruneRestMs = (pruned: Pruned): number =>
  pruned.type === 'not_due' ? Math.min(Math.max(pruned.dueInMs, 1_000), HOUR_MS) : HOUR_MS;
