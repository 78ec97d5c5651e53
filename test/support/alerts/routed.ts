/** One episode, routed. */

import type { Episode, Marks, Suppression } from '../../../src/domain/alerts/episode.ts';
import { type Paths, route } from '../../../src/domain/alerts/route.ts';
import { inactive, type Rule } from '../../../src/domain/alerts/rule.ts';
import type { Channel, Notice, NoticeKind } from '../../../src/domain/alerts/telling/notice.ts';
import { noMarks, plainEpisode, plainNotice, ruleOf } from './rules.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const NOW = 100 * HOUR;

export const episodeOf = (marks: Partial<Marks> = {}, change: Partial<Episode> = {}): Episode => ({
  ...plainEpisode,
  value: 'bad',
  marks: { ...noMarks, ...marks },
  ...change,
});

export const noticeOf = (
  channel: Channel,
  change: Partial<Notice> = {},
  kind: NoticeKind = 'firing',
) =>
  ({
    ...plainNotice,
    key: `e:1:${channel}`,
    channel,
    kind,
    state: 'delivered',
    attempts: 1,
    madeAt: NOW - HOUR,
    deliveredAt: 0,
    ...change,
  }) as const satisfies Notice;

export interface Given {
  readonly episode?: Episode;
  readonly rule?: Partial<Rule>;
  readonly marks?: Partial<Marks>;
  readonly suppression?: Suppression;
  readonly notices?: readonly Notice[];
  readonly paths?: Partial<Paths>;
}

export function routed(given: Given = {}) {
  const { episode = episodeOf(), rule = {}, notices = [], paths = {} } = given;
  const fires = episode.endedAt === null;
  return route({
    episode,
    watched: {
      key: 'r',
      rule: ruleOf(rule),
      labels: {},
      instance: fires ? { ...inactive, state: 'firing', t0: 0 } : inactive,
    },
    suppressed: {
      marks: { ...episode.marks, ...given.marks },
      suppression: given.suppression ?? 'none',
      nextAt: null,
    },
    notices,
    all: new Map(notices.map((one) => [one.key, one])),
    paths: { slack: 'ok', fallbacks: ['ntfy', 'webhook'], ...paths },
    times: { steady: NOW, wall: NOW },
  });
}

export const made = (given: Given = {}) =>
  routed(given).makes.map(({ channel, kind, state }) => `${channel} ${kind} ${state}`);
