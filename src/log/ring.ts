import type { Level } from './events.ts';
import { levels } from './events.ts';

/** A line that was written. `text` is JSON, whatever form stdout has, and without secrets. */
export interface WrittenLine {
  readonly time: string;
  readonly level: Level;
  readonly event: string;
  readonly component: string;
  readonly text: string;
}

/** Which lines are wanted; null: all of them. */
export interface LineFilter {
  /** This level and what is worse. */
  readonly level: Level | null;
  readonly component: string | null;
  readonly event: string | null;
  /** RFC 3339 in UTC, as the lines have it. */
  readonly since: string | null;
}

/** The last lines of the log, for who looks at a daemon that runs. */
export interface Ring {
  add(line: WrittenLine): void;
  /** The newest `most` that fit, oldest first, as JSON texts. */
  read(filter: LineFilter, most: number): readonly string[];
}

const MOST_LINES = 2_000;
const MOST_CHARACTERS = 4_000_000; // lines of 32 kB must not cost 64 MB

/** Keeps the last 2,000 lines, fewer when they are long. */
export function createRing(): Ring {
  let lines: WrittenLine[] = [];
  let begin = 0; // what lies before was dropped; shifting each time would copy all
  let characters = 0;
  const trim = (): void => {
    while (lines.length - begin > MOST_LINES || characters > MOST_CHARACTERS) {
      characters -= lines[begin]?.text.length ?? 0;
      begin += 1;
    }
    if (begin < MOST_LINES) return;
    lines = lines.slice(begin);
    begin = 0;
  };
  return {
    add: (line) => {
      lines.push(line);
      characters += line.text.length;
      trim();
    },
    read: (filter, most) =>
      lines
        .slice(begin)
        .filter((line) => fits(line, filter))
        .slice(-most)
        .map(({ text }) => text),
  };
}

const fits = (line: WrittenLine, { level, component, event, since }: LineFilter): boolean =>
  (level === null || levels.indexOf(line.level) >= levels.indexOf(level)) &&
  (component === null || line.component === component) &&
  (event === null || line.event === event) &&
  (since === null || line.time >= since);
