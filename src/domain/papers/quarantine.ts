import type { GateName } from './gates.ts';

/** One poll that a gate refused. */
export interface Refused {
  readonly at: number;
  readonly entries: number | null;
}

/** Polls in a row that the same gate refused; released by time where the gate allows it. */
export interface Quarantine {
  readonly gate: GateName;
  /** Oldest first; at most the last three. */
  readonly polls: readonly Refused[];
}
