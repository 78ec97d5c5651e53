/** Watches and settings in words. */

import {
  bold,
  code,
  type Line,
  line,
  type Part,
  plain,
  type Reply,
  reply,
  words,
} from '../../delivery/reply.ts';
import { type Watch, watchLimits, watchWords } from '../../papers/match/watch.ts';
import type { Settings } from '../../people/settings.ts';
import type { Watcher } from '../grammar/command.ts';
import { clockTime, many, momentInWords } from './time.ts';

/** A watch with what narrows it, as lists show it. */
export function watchSpans(watch: Pick<Watch, 'kind' | 'value' | 'filters' | 'delivery'>): Line {
  const { filters, delivery } = watch;
  const rest = [
    ...filters.groups.map((group) => `group:${group}`),
    ...filters.without.map((word) => `-${word}`),
    filters.kinds.length === 0 ? '' : `kinds:${filters.kinds.join(',')}`,
    delivery ?? '',
  ].filter((text) => text !== '');
  return [bold(watchWords(watch)), ...rest.map((text) => plain(` · ${text}`))];
}

const ends: Readonly<Record<Watcher, string>> = {
  user: 'unwatch',
  channel: 'unsubscribe',
};

/** The numbered list. */
export function watchesReply(watches: readonly Watch[], by: Watcher): Reply {
  const whose = by === 'user' ? 'You watch' : 'This channel watches';
  if (watches.length === 0)
    return reply(
      line(
        plain(`${whose} nothing yet. Try `),
        code(by === 'user' ? 'watch P2300' : 'subscribe P2300'),
        plain('.'),
      ),
    );
  return reply(
    line(plain(`${whose} ${many(watches.length, 'thing')}, of ${watchLimits[by]} at most:`)),
    // in pieces, since one list holds thirty
    ...Array.from(
      { length: Math.ceil(watches.length / 25) },
      (_, n): Part => ({
        type: 'numbered',
        from: n * 25 + 1,
        lines: watches.slice(n * 25, (n + 1) * 25).map(watchSpans),
      }),
    ),
    line(code(`${ends[by]} 1`), plain(' ends the first of them.')),
  );
}

/** What was understood, what matches it today, and what to know. */
export interface Understanding {
  readonly state: 'added' | 'changed';
  readonly watch: Watch;
  /** `P2300R10`, where the whole number is watched instead; else null. */
  readonly revision: string | null;
  readonly count: number;
  readonly latest: readonly { readonly key: string; readonly title: string | null }[];
}

/** The answer to `watch` and `subscribe`: `author li: 4 papers`, with the three latest. */
export function watchingReply(
  { state, watch, revision, count, latest }: Understanding,
  by: Watcher,
): Reply {
  const changed = state === 'changed' ? ' (it was there; its settings are as you say now)' : '';
  return reply(
    line(
      plain(by === 'user' ? 'Watching ' : 'This channel watches '),
      ...watchSpans(watch),
      plain(`: ${many(count, 'paper')}${changed}.`),
    ),
    ...(revision === null
      ? []
      : [
          line(
            plain(
              `Revisions come and go, so all of ${watchWords(watch)} is watched, not only ${revision}.`,
            ),
          ),
        ]),
    ...(latest.length === 0
      ? []
      : [
          {
            type: 'list' as const,
            lines: latest.map(({ key, title }) => [
              bold(key),
              plain(` · ${title ?? 'title unknown'}`),
            ]),
          },
        ]),
    line(
      plain(by === 'user' ? 'You hear of what is new from now on. ' : 'What is new is told here. '),
      code(`${ends[by]} ${watchWords(watch).replace(/^author /, '')}`),
      plain(' ends it.'),
    ),
  );
}

/** No more watches fit. */
export const fullReply = (limit: number, by: Watcher): Reply =>
  reply(
    words(
      `That is one too many: ${limit} at most. End one first, such as \`${ends[by]} 1\`; \`${by === 'user' ? 'watches' : 'subscriptions'}\` lists them.`,
    ),
  );

/** A watch was ended, or there was none like that. */
export const endedReply = (watch: Watch | null, by: Watcher): Reply =>
  watch === null
    ? reply(
        words(
          `There is no such watch; \`${by === 'user' ? 'watches' : 'subscriptions'}\` lists them by number.`,
        ),
      )
    : reply(line(plain('Not watching '), ...watchSpans(watch), plain(' any more.')));

const deliveryInWords = ({ delivery, dailyAt }: Settings): string => {
  if (delivery === 'now') return 'You hear of matches at once';
  return delivery === 'daily'
    ? `You hear of matches once a day at ${clockTime(dailyAt)}`
    : 'You hear of matches with each mailing';
};

/** Settings in sentences. `next`: when a match of now would arrive; null: with the next mailing. */
export function settingsLines(
  settings: Settings,
  next: number | null,
  now: number,
): readonly string[] {
  const { quiet, zone, mutedUntil } = settings;
  const place = zone ?? 'UTC';
  return [
    `${deliveryInWords(settings)}.`,
    quiet === null
      ? 'No quiet hours.'
      : `Quiet from ${clockTime(quiet.from)} to ${clockTime(quiet.to)}.`,
    ...(mutedUntil === null ? [] : [`Muted until ${momentInWords(mutedUntil, zone)}.`]),
    `Next delivery: ${nextInWords(next, now, zone)}.`,
    `Times are those of ${place}.`,
  ];
}

const nextInWords = (next: number | null, now: number, zone: string | null): string => {
  if (next === null) return 'with the next mailing';
  return next <= now ? 'at once' : momentInWords(next, zone);
};

/** The answer to every command that changes a setting. */
export const settingsReply = (settings: Settings, next: number | null, now: number): Reply =>
  reply(line(plain(settingsLines(settings, next, now).join(' '))));

/** The answer to `forget me`: nothing happens before the button is pressed. */
export const forgetReply = (): Reply =>
  reply(words('This deletes your watches, your settings and what is held for you, for good.'), {
    type: 'buttons',
    buttons: [
      { label: 'Forget me', action: 'talk.forget', value: 'me', style: 'danger' },
      { label: 'Keep everything', action: 'talk.keep', value: 'me', style: null },
    ],
  });
