/** What the prober remembers from cycle to cycle, beside its rows. Stored as it stands here. */

/** Moments in ms since the epoch, cycles by their number. */
export interface ProbeMemory {
  /** Files that are known to be there, at most three; asked in turn. */
  readonly canaries: readonly string[];
  /** The first cycle of a row in which all of them failed; null when the last one found one. */
  readonly canariesLostSince: number | null;
  /** How often in a row we were not wanted (403); the pause doubles with it. */
  readonly blocks: number;
  /** The next cycle asks the canaries alone. */
  readonly canariesAlone: boolean;
  /** No request before this moment; null: none forbids it. */
  readonly notBefore: number | null;
}

/** Before the first cycle. */
export const emptyMemory: ProbeMemory = {
  canaries: [],
  canariesLostSince: null,
  blocks: 0,
  canariesAlone: false,
  notBefore: null,
};
