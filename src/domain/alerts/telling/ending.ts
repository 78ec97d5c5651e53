/** What a channel hears of the end of a firing, by what it has heard before. */

import { type Channel, isAlarm, isDelivered, type Notice } from './notice.ts';

/** What a channel was told since it last heard of an end. */
export function alarmsOn(notices: readonly Notice[], channel: Channel): readonly Notice[] {
  const own = notices.filter(
    (one) => one.channel === channel && one.state !== 'dead' && one.kind !== 'digest',
  );
  return own.slice(own.findLastIndex((one) => !isAlarm(one)) + 1);
}

/** What the end of a firing means for one channel. */
export interface End {
  /** Nobody knows yet whether something has arrived. */
  readonly waits: boolean;
  readonly tells: boolean;
  /** Not worth telling any more. */
  readonly drops: readonly Notice[];
}

/** What Slack has not taken yet appears as it is then; what waits for a digest is told in it. */
export function endOn(
  alarms: readonly Notice[],
  channel: Channel,
  all: ReadonlyMap<string, Notice>,
): End {
  const open = alarms.filter((one) => one.state === 'pending' || one.state === 'sending');
  const tells = alarms.some((one) => isDelivered(one, all) || one.crowded);
  if (channel === 'slack') return { waits: false, tells, drops: [] };
  const alone = open.filter((one) => !one.crowded);
  const drops = alone.filter((one) => one.state === 'pending' && one.attempts === 0);
  return { waits: drops.length < alone.length, tells, drops };
}
