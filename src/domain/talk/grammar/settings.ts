/** What stands behind `mute`, `quiet`, `digest` and `previews`, and behind the lists by time. */

import { groupNamed } from '../../papers/entry/groups.ts';
import { type Command, type Problem, problem } from './command.ts';
import { isMonth, readSpan, readTime, readZone } from './spans.ts';
import type { Word } from './words.ts';

const DAY = 86_400_000;
const LONGEST_MUTE = 90 * DAY;
const LONGEST_LOOK = 365 * DAY;
const USUAL_LOOK = 7 * DAY;
const NINE = 9 * 60;

const muteExample = problem('Say how long, up to 90 days, such as `mute 3d` or `mute 12h`.');

/** `mute 3d`. */
export function readMute(words: readonly Word[]): Command | Problem {
  const forMs = readSpan(words[0]?.text ?? '');
  if (words.length !== 1 || forMs === null || forMs <= 0 || forMs > LONGEST_MUTE)
    return muteExample;
  return { type: 'mute', forMs };
}

const quietExample = problem(
  'Say from when to when, such as `quiet 22-07 Europe/Berlin`, or `quiet off`.',
);

/** `quiet 22-07 Europe/Berlin`, `quiet off`. */
export function readQuiet(words: readonly Word[]): Command | Problem {
  const [span, zone, ...others] = words.map(({ text }) => text);
  if (span?.toLowerCase() === 'off' && zone === undefined) return { type: 'quiet', hours: null };
  const [from, to, ...more] = (span ?? '').split(/[-–]/).map(readTime);
  if (from == null || to == null || from === to || more.length + others.length > 0)
    return quietExample;
  if (zone === undefined) return { type: 'quiet', hours: { from, to, zone: null } };
  const known = readZone(zone);
  return typeof known === 'string' ? { type: 'quiet', hours: { from, to, zone: known } } : known;
}

const digestExample = problem(
  'Say when to tell: `digest now`, `digest daily 09:00` or `digest mailing`.',
);

/** `digest now|off|daily [HH:MM]|mailing`. */
export function readDigest(words: readonly Word[]): Command | Problem {
  const [when = '', at, ...others] = words.map(({ text }) => text.toLowerCase());
  if (others.length > 0 || (at !== undefined && when !== 'daily')) return digestExample;
  if (when === 'now' || when === 'off') return { type: 'digest', delivery: 'now', at: null };
  if (when === 'mailing') return { type: 'digest', delivery: 'mailing', at: null };
  const minutes = at === undefined ? NINE : readTime(at);
  if (when !== 'daily' || minutes === null) return digestExample;
  return { type: 'digest', delivery: 'daily', at: minutes };
}

/** `previews on|off`. */
export function readPreviews(words: readonly Word[]): Command | Problem {
  const word = words.map(({ text }) => text.toLowerCase()).join(' ');
  if (word !== 'on' && word !== 'off') return problem('Say `previews on` or `previews off`.');
  return { type: 'previews', on: word === 'on' };
}

const lookExample = problem(
  'Say how far back, up to 365 days, such as `recent 7d` or `recent 30d SG9`.',
);

/** `recent [7d] [SG9]`, in either order. */
export function readRecent(words: readonly Word[]): Command | Problem {
  const texts = words.map(({ text }) => text);
  const spans = texts.map(readSpan).filter((span) => span !== null);
  const named = texts.filter((text) => readSpan(text) === null).map(groupNamed);
  const [forMs = USUAL_LOOK, group = null] = [spans[0], named[0]];
  const isOnce = spans.length <= 1 && named.length <= 1 && !named.includes(null);
  return isOnce && isLook(forMs) ? { type: 'recent', forMs, group } : lookExample;
}

const isLook = (ms: number | null): ms is number => ms !== null && ms > 0 && ms <= LONGEST_LOOK;

/** `drafts [7d]`. */
export function readDrafts(words: readonly Word[]): Command | Problem {
  const forMs = words.length === 0 ? USUAL_LOOK : readSpan(words[0]?.text ?? '');
  return words.length <= 1 && isLook(forMs)
    ? { type: 'drafts', forMs }
    : problem('Say how far back, up to 365 days, such as `drafts 7d`.');
}

/** `mailing [YYYY-MM]`. */
export function readMailing(words: readonly Word[]): Command | Problem {
  const month = words[0]?.text ?? null;
  if (words.length > 1 || (month !== null && !isMonth(month)))
    return problem('Say which month, such as `mailing 2026-08`; `mailing` alone is the last one.');
  return { type: 'mailing', month };
}
