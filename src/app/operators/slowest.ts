/** How long the statements of one name took. */
export interface StatementTimes {
  readonly name: string;
  readonly count: number;
  readonly totalMs: number;
  readonly maxMs: number;
  /** When the longest one ended, in ms since the epoch. */
  readonly maxAt: number;
}

/** Remembers the times of statements, by name. Names come from the code, so there are few. */
export interface Slowest {
  note(name: string, ms: number, at: number): void;
  /** The names with the longest single statement, longest first. */
  top(most: number): readonly StatementTimes[];
}

/** Nothing was asked yet. */
export function noSlowest(): Slowest {
  const times = new Map<string, StatementTimes>();
  return {
    note: (name, ms, at) => {
      const known = times.get(name) ?? { name, count: 0, totalMs: 0, maxMs: -1, maxAt: at };
      const longest = ms > known.maxMs ? { maxMs: ms, maxAt: at } : {};
      times.set(name, {
        ...known,
        ...longest,
        count: known.count + 1,
        totalMs: known.totalMs + ms,
      });
    },
    top: (most) => [...times.values()].sort((a, b) => b.maxMs - a.maxMs).slice(0, most),
  };
}
