import { type Health, shortHealth } from './health.ts';
import type { Row } from './promises.ts';
import {
  type Cut,
  cutListing,
  heading,
  isTold,
  type Line,
  type Palette,
  shortLine,
  wrapped,
} from './story.ts';

/** Tells the story as it happens. */
export interface Teller {
  /** A numbered scene: what happens, and what to look at. */
  scene(title: string, words: string): void;
  say(words: string): void;
  /** Addresses to look at, one a line. */
  links(words: string, urls: readonly string[]): void;
  /** A line of the daemon's log, if it belongs to the story. */
  line(line: Line): void;
  /** What people see in Slack. */
  slack(channel: string, listing: string, cut: Cut): void;
  health(when: string, health: Health): void;
  summary(rows: readonly Row[]): void;
  /** Nothing more is written: the demo was interrupted. */
  mute(): void;
}

/** A teller that writes whole lines. */
export function createTeller(write: (text: string) => void, colours: Palette): Teller {
  let scenes = 0;
  let muted = false;
  const put = (text: string): void => {
    if (!muted) write(`${text}\n`);
  };
  return {
    scene: (title, words) => {
      scenes += 1;
      put(`\n${heading(scenes, title, colours)}`);
      put(`${wrapped(words)}\n`);
    },
    say: (words) => put(wrapped(words)),
    links: (words, urls) =>
      put([`  ${words}:`, ...urls.map((url) => `    curl -s ${url}`)].join('\n')),
    line: (line) => {
      if (isTold(line)) put(shortLine(line, colours));
    },
    slack: (channel, listing, cut) => {
      put(`  ${colours.bold(`Slack, #${channel}`)}${listing === '' ? ': nothing' : ''}`);
      if (listing !== '') put(cutListing(listing, cut));
    },
    health: (when, health) =>
      put(`  ${colours.bold('/health')} ${when.padEnd(6)} ${shortHealth(health, colours)}`),
    summary: (rows) => {
      const widest = Math.max(...rows.map(({ promise }) => promise.length));
      put(`\n${colours.bold('── What was promised, and what was seen')}`);
      for (const { kept, promise, seen } of rows)
        put(
          `  ${kept ? colours.good('kept  ') : colours.bad('BROKEN')} ${promise.padEnd(widest)}  ${seen}`,
        );
    },
    mute: () => {
      muted = true;
    },
  };
}
