/** Holds dialling back when a server takes connections only to close them. */

/** What becomes of one dial. Each is told once; what comes later is ignored. */
export interface Dialling {
  /** The server said something: all is open again. */
  spoke(): void;
  /** It ended before a first byte: `early` when the other side closed it, false for all else. */
  ended(early: boolean): void;
}

/** The pace of one pool. */
export interface Pace {
  /** Null: not now. */
  start(): Dialling | null;
  /** How often a connection was closed before its first byte. */
  readonly earlyCloses: number;
}

const FROM = 2; // one early close may be chance
const FIRST_MS = 25;
const LONGEST_MS = 1_000;

/** `elapsed` in ms; `random` from 0 to 1 spreads the pauses. */
export function createPace(elapsed: () => number, random: () => number): Pace {
  let inRow = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let underway = 0;
  let earlyCloses = 0;

  const closedEarly = () => {
    earlyCloses += 1;
    inRow += 1;
    if (inRow < FROM) return;
    const pauseMs = Math.min(FIRST_MS * 2 ** inRow, LONGEST_MS);
    pausedUntil = elapsed() + pauseMs * (0.5 + random() / 2);
  };

  return {
    start() {
      const wary = inRow >= FROM; // then one dial finds out for all
      if (wary && (underway > 0 || elapsed() < pausedUntil)) return null;
      underway += 1;
      let told = false;
      const tell = () => {
        if (told) return false;
        told = true;
        underway -= 1;
        return true;
      };
      return {
        spoke() {
          if (tell()) inRow = 0;
        },
        ended(early) {
          if (tell() && early) closedEarly();
        },
      };
    },
    get earlyCloses() {
      return earlyCloses;
    },
  };
}
