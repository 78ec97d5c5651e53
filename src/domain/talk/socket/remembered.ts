/** Keys of envelopes that were handled, in memory: for when the database is away. */

const MOST = 1_000;

/** The newest thousand keys. */
export interface Remembered {
  /** False when it was noted before. */
  note(key: string): boolean;
}

/** Nothing was handled yet. */
export function nothingRemembered(most = MOST): Remembered {
  const keys = new Set<string>();
  return {
    note(key) {
      if (keys.has(key)) return false;
      keys.add(key);
      const [oldest] = keys;
      if (keys.size > most && oldest !== undefined) keys.delete(oldest);
      return true;
    },
  };
}
