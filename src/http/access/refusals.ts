/** Who was refused how often: guessing a token must take longer than a life. */

/** How many refusals an address gets within the window, and for how long it is shut out after that. */
const MOST = 10;
const WINDOW_MS = 60_000;
const SHUT_OUT_MS = 60_000;
/** Addresses that are remembered; the ones that were quiet for longest go first. */
const KEPT = 1_000;

interface Known {
  readonly at: readonly number[];
  readonly until: number;
}

/** Refusals by address. Moments are those of a clock that only passes, in ms. */
export interface Refusals {
  /** For how long the address is still shut out, in ms; 0 when it may ask. */
  shutOutMs(address: string): number;
  /** Counts one refusal. */
  refused(address: string): void;
}

/** Nobody was refused yet. */
export function noRefusals(elapsed: () => number): Refusals {
  const known = new Map<string, Known>();
  return {
    shutOutMs: (address) => Math.max(0, (known.get(address)?.until ?? 0) - elapsed()),
    refused: (address) => {
      const now = elapsed();
      const { at = [], until = 0 } = known.get(address) ?? {};
      const recent = [...at.filter((one) => now - one < WINDOW_MS), now];
      known.delete(address); // to the end: the first is the one that was quiet for longest
      known.set(address, { at: recent, until: recent.length < MOST ? until : now + SHUT_OUT_MS });
      const [oldest] = known.keys();
      if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    },
  };
}
