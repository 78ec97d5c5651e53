/** What goes wrong with connections, when a test asks for it. */

/** An upgrade or a greeting that goes wrong. */
export type LinkFault =
  /** Refused with this status. */
  | { readonly type: 'refused'; readonly status: 408 | 429 | 500 }
  /** No answer to the upgrade. */
  | { readonly type: 'hung' }
  | { readonly type: 'no_hello' }
  | { readonly type: 'late_hello'; readonly byMs: number }
  /** Told at once that there are too many connections. */
  | { readonly type: 'crowded' };

/** Faults of the connections to come, each as often as it was asked for. */
export interface LinkFaults {
  add(fault: LinkFault, times: number): void;
  next(): LinkFault | null;
  clear(): void;
}

/** No faults yet. */
export function noLinkFaults(): LinkFaults {
  let waiting: { readonly fault: LinkFault; left: number }[] = [];
  return {
    add: (fault, times) => void waiting.push({ fault, left: times }),
    next: () => {
      const [first] = waiting;
      if (first === undefined) return null;
      first.left -= 1;
      waiting = waiting.filter(({ left }) => left > 0);
      return first.fault;
    },
    clear: () => {
      waiting = [];
    },
  };
}
