/** The App Home: system state, settings, watches, last matches. At most a hundred blocks. */

import { type Line, line, type Part, plain, type Reply, reply } from '../delivery/reply.ts';
import type { Watch } from '../papers/match/watch.ts';
import { shorten } from '../papers/tell/line.ts';
import type { Settings } from '../people/settings.ts';
import type { Happened } from './found.ts';
import { newsSpans } from './replies/lists.ts';
import { settingsLines, watchSpans } from './replies/people.ts';
import { type Seen, statusParts } from './replies/status.ts';

/** A match as the home shows it. */
export interface Matched extends Happened {
  readonly reasons: readonly string[];
}

/** What the home of one person shows. */
export interface Home {
  readonly seen: Seen;
  readonly settings: Settings;
  /** When a match of now would arrive; null: with the next mailing. */
  readonly next: number | null;
  readonly watches: readonly Watch[];
  readonly matches: readonly Matched[];
}

const title = (text: string): Part => ({ type: 'title', text });

/** Fifty of them share a view with all the rest. */
const LONGEST_WATCH = 150;

const watchItem = (watch: Watch): Part => ({
  type: 'item',
  line: [plain(watchText(watch))],
  button: { label: 'Remove', action: 'talk.remove', value: watch.id, style: null },
});

const watchText = (watch: Watch): string =>
  shorten(
    watchSpans(watch)
      .map(({ text }) => text)
      .join(''),
    LONGEST_WATCH,
  );

/** At most so many watches and matches are shown, whatever the limits say. */
const MOST_WATCHES = 50;
const MOST_MATCHES = 10;

/** The home as a reply, for a row of kind `home`. */
export function homeOf({ seen, settings, next, watches, matches }: Home, now: number): Reply {
  const shown = matches.slice(0, MOST_MATCHES);
  return reply(
    title('State'),
    ...statusParts(seen, now),
    title('Delivery'),
    line(plain(settingsLines(settings, next, now).join(' '))),
    title(`Watches (${watches.length})`),
    ...(watches.length === 0
      ? [line(plain('Nothing yet. Write me `watch P2300` or `watch author:kaminski`.'))]
      : watches.slice(0, MOST_WATCHES).map(watchItem)),
    title('Last matches'),
    shown.length === 0
      ? line(plain('None yet.'))
      : { type: 'list', lines: shown.map((match) => matchLine(match, now)) },
  );
}

const matchLine = (match: Matched, now: number): Line => [
  ...newsSpans(match, now),
  ...(match.reasons.length === 0 ? [] : [plain(` · because: ${match.reasons.join(', ')}`)]),
];
