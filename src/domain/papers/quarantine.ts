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

/** The gates that yield to three polls which agree; what they stop can be what the index now is. */
const byTime: readonly GateName[] = ['fields_missing', 'shrunk', 'papers_shrunk', 'frontier_back'];

/** The gates that an operator may open. */
const byHand: readonly GateName[] = ['too_few', ...byTime];

const POLLS = 3;

/** Entry counts may differ by this share and still be the same index. */
const ALIKE = 0.005;

/** First and last of the three polls are at least this many intervals apart: no burst by hand. */
const SPREAD = 1.8;

/** How many hex digits of a body's sha256 name it. */
export const HASH_DIGITS = 12;

/** The quarantine after one more refusal; another gate begins a new one. */
export const refusedAgain = (
  before: Quarantine | null,
  gate: GateName,
  poll: Refused,
): Quarantine => ({
  gate,
  polls: [...(before?.gate === gate ? before.polls : []), poll].slice(-POLLS),
});

/**
 * Whether the last refused poll is to be committed after all: three in a row, the same gate,
 * entry counts alike, and regular polls rather than three within minutes.
 */
export function isReleased(quarantine: Quarantine, pollIntervalMs: number): boolean {
  const { gate, polls } = quarantine;
  const [first, last] = [polls.at(0), polls.at(-1)];
  if (polls.length < POLLS || first === undefined || last === undefined) return false;
  const counts = polls.map(({ entries }) => entries ?? Number.NaN); // NaN: alike to nothing
  const isAlike = Math.max(...counts) - Math.min(...counts) <= ALIKE * Math.max(...counts);
  return byTime.includes(gate) && isAlike && last.at - first.at >= SPREAD * pollIntervalMs;
}

/** Whether an operator who named `wanted` (the first digits of a sha256) lets this body pass. */
export const isAccepted = (gate: GateName, sha256: string | null, wanted: string): boolean =>
  byHand.includes(gate) &&
  wanted.length >= HASH_DIGITS &&
  (sha256 ?? '').startsWith(wanted.toLowerCase());
