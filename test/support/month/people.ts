/** People and operators who ask for things, by day. */

import type { Random } from '../../../src/commands/chaos/random.ts';
import type { Happening } from './drive.ts';
import { OPERATOR } from './setting.ts';
import type { InnerSlack } from './slack.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Who watches what from the first day on. */
const settings: readonly [user: string, words: string, channel?: string][] = [
  ['U0ADA', 'watch li'],
  ['U0ADA', 'watch ranges'],
  ['U0BOB', 'watch P3100-P3599'],
  ['U0BOB', 'digest daily 09:00'],
  ['U0BOB', 'quiet 22-07 Europe/Berlin'],
  ['U0EVE', 'watch P3100-P3599'],
  ['U0EVE', 'digest mailing'],
  ['U0DAN', 'watch P3100-P3599'],
  ['U0FAY', 'watch execution'],
  ['U0FAY', 'subscribe P3100-P3599', 'C0TEAM'],
];

const questions = [
  'paper P2300',
  'search ranges',
  'recent 7d',
  'status',
  'drafts 7d',
  'watches',
  'mailing',
  'help',
  'version',
  'P12',
  'uptime',
] as const;

/** A day's questions. */
const A_DAY = 12;

/** The commands of so many days, and how many there are. */
export function commands(slack: InnerSlack, random: Random, days: number, now: () => number) {
  let key = 0;
  const asked = { count: 0 };
  const say =
    (user: string, text: string, channel = 'C0TEAM') =>
    (): void => {
      key += 1;
      const heard = slack.say({
        type: 'command',
        command: '/paperscout',
        text,
        user,
        channel,
        key: `env:${key}`,
        at: now(),
        responseUrl: `https://hooks.slack.com/${key}`,
      });
      if (!heard) throw new Error(`nobody heard: ${text}`);
      asked.count += 1;
    };
  const at = (day: number, hour: number, minute = 0): number =>
    day * DAY + hour * HOUR + minute * MINUTE;
  const first = settings.map(
    ([user, words, channel], nth): Happening => ({
      at: at(0, 0, 30 + nth),
      happens: say(user, words, channel),
    }),
  );
  const daily = Array.from({ length: Math.ceil(days) }, (_, day) =>
    Array.from({ length: A_DAY }, (): Happening => {
      const user = random.pick(['U0ADA', 'U0BOB', 'U0EVE', 'U0GUS']);
      return {
        at: at(day, random.between(1, 20), random.between(0, 59)),
        happens: say(user, random.pick(questions)),
      };
    }),
  ).flat();
  const others: readonly Happening[] = [
    { at: at(1, 9), happens: say('U0DAN', 'mute 3d') },
    { at: at(3, 9), happens: say('U0DAN', 'unmute') },
    { at: at(2, 10), happens: say(OPERATOR, 'ops boost 2d') },
    { at: at(3, 10), happens: say(OPERATOR, 'ops poll') },
    { at: at(3, 11), happens: say(OPERATOR, 'ops health') },
    { at: at(4, 10), happens: say(OPERATOR, 'ops probe P2300') },
    { at: at(4, 11), happens: say('U0GUS', 'ops health') },
  ];
  const happenings = [...first, ...daily, ...others].filter((one) => one.at < days * DAY);
  return { happenings, asked };
}
