/** What is told of an episode, and where. Evaluation and history know nothing of it. */

import { type Episode, isFiring, type Marks, type Moved, moved, type Times } from './episode.ts';
import type { Watched } from './instances.ts';
import type { Rule } from './rule.ts';
import { alarmsOn, endOn } from './telling/ending.ts';
import {
  type Channel,
  type Fallback,
  isAlarm,
  isDelivered,
  type Notice,
  type NoticeKind,
} from './telling/notice.ts';
import type { Suppressed } from './telling/suppress.ts';

const DAY_MS = 24 * 3_600_000;
const SLACK_PATIENCE_MS = 60_000;

/** The ways out. */
export interface Paths {
  /** `off`: no channel for operators; `refuses`: known to take nothing now. */
  readonly slack: 'ok' | 'off' | 'refuses';
  /** The others that are configured. */
  readonly fallbacks: readonly Fallback[];
}

/** An episode with all that its telling depends on. */
export interface Case {
  readonly episode: Episode;
  /** Undefined: its rule is gone. */
  readonly watched: Watched | undefined;
  readonly suppressed: Suppressed;
  /** Its notices, oldest first. */
  readonly notices: readonly Notice[];
  /** All notices, to find digests. */
  readonly all: ReadonlyMap<string, Notice>;
  readonly paths: Paths;
  readonly times: Times;
}

/** A notice to be made. */
export interface Make {
  readonly channel: Channel;
  readonly kind: NoticeKind;
  readonly state: 'firing' | 'resolved';
}

/** What is to be done for an episode now. */
export interface Routed {
  readonly episode: Episode;
  readonly makes: readonly Make[];
  /** Notices that are not worth telling any more. */
  readonly drops: readonly Notice[];
  readonly events: readonly Moved['event'][];
  /** By the clock that only goes forward. */
  readonly nextAt: number | null;
}

/** Decides for one episode. */
export function route(given: Case): Routed {
  const { episode, suppressed, watched } = given;
  const before = episode.marks.flapping;
  const marked = { ...given, episode: { ...episode, marks: suppressed.marks } };
  if (suppressed.marks.flapping !== before)
    return before ? settled(marked) : startsFlapping(marked);
  if (suppressed.marks.flapping) return nothing(marked);
  const fires = isFiring(watched) && episode.endedAt === null;
  return fires ? firing(marked) : ended(marked);
}

const nothing = ({ episode, suppressed }: Case, nextAt: number | null = null): Routed => ({
  episode,
  makes: [],
  drops: [],
  events: [],
  nextAt: sooner(suppressed.nextAt, nextAt),
});

const sooner = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

const withMarks = (episode: Episode, marks: Partial<Marks>): Episode => ({
  ...episode,
  marks: { ...episode.marks, ...marks },
});

/** What a rule avoids for these labels: `$name` is the value of a label. */
export const avoided = (
  rule: Pick<Rule, 'avoid'>,
  { labels }: Pick<Episode, 'labels'>,
): readonly string[] =>
  rule.avoid.map((one) => (one.startsWith('$') ? (labels[one.slice(1)] ?? '') : one));

/** Where a firing goes first. What Slack has to show, it shows as soon as it can, even about itself. */
function firstChannels({ episode, watched, paths }: Case): readonly Channel[] {
  if (episode.severity === 'P3' || watched === undefined) return ['log'];
  const avoid = avoided(watched.rule, episode);
  const slack: readonly Channel[] = paths.slack === 'off' ? [] : ['slack'];
  const isSlackEnough = paths.slack === 'ok' && !avoid.includes('slack');
  return isSlackEnough ? slack : [...slack, ...fallbacks(avoid, paths)];
}

const fallbacks = (avoid: readonly string[], { fallbacks: all }: Paths): readonly Channel[] =>
  all.filter((one) => !avoid.includes(one));

const told = (episode: Episode, on: readonly Channel[], times: Times): Episode =>
  withMarks(episode, {
    told: {
      ...episode.marks.told,
      ...Object.fromEntries(on.map((one) => [one, 'firing' as const])),
    },
    toldAt: times.steady,
  });

function firing(given: Case): Routed {
  const { episode, suppressed, times } = given;
  const { toldAt } = episode.marks;
  if (suppressed.suppression !== 'none') return nothing(given);
  if (toldAt === null) {
    const on = firstChannels(given);
    const isAgain = on.some((one) => episode.marks.told[one] !== undefined);
    const kind = isAgain ? 'reopened' : 'firing';
    const makes = on.map((channel) => ({ channel, kind, state: 'firing' }) as const);
    return { ...nothing(given, times.steady), episode: told(episode, on, times), makes };
  }
  const chained = chain(given);
  if (chained.makes.length > 0) return chained;
  const dueAt = remindAt(given, toldAt);
  if (dueAt === null || dueAt > times.steady) return nothing(given, sooner(dueAt, chained.nextAt));
  return reminder(given);
}

/** The first time after `remind`, then each time twice as long, up to a day; none while acknowledged. */
function remindAt({ episode, watched }: Case, toldAt: number): number | null {
  const first = watched?.rule.remindMs ?? null;
  if (first === null || episode.ackedBy !== null || episode.severity === 'P3') return null;
  return (
    toldAt + Math.min(DAY_MS, Math.max(first, first * 2 ** Math.min(episode.marks.reminders, 20)))
  );
}

/** Only where the firing has arrived; Slack takes it into its own order. */
function reminder(given: Case): Routed {
  const { episode, notices, all, times } = given;
  const on = channelsTold(episode).filter((channel) => {
    const last = lastAlarm(notices, channel);
    return last !== undefined && isDelivered(last, all);
  });
  const marks = { toldAt: times.steady, reminders: episode.marks.reminders + 1 };
  if (on.length === 0)
    return { ...nothing(given, times.steady), episode: withMarks(episode, marks) };
  const { episode: next, event } = moved(withMarks(episode, marks), 'reminded', times.wall);
  const makes = on.map((channel) => ({ channel, kind: 'reminder', state: 'firing' }) as const);
  return { ...nothing(given, times.steady), episode: next, makes, events: [event] };
}

const channelsTold = (episode: Episode): readonly Channel[] =>
  Object.entries(episode.marks.told).flatMap(([channel, state]) =>
    state === 'firing' ? [channel as Channel] : [],
  );

const lastAlarm = (notices: readonly Notice[], channel: Channel): Notice | undefined =>
  notices.findLast((one) => one.channel === channel && isAlarm(one));

/** What Slack has not taken for a minute, or never will, goes to the others. */
function chain(given: Case): Routed {
  const { episode, watched, notices, paths, times } = given;
  const last = lastAlarm(notices, 'slack');
  if (watched === undefined || last === undefined) return nothing(given);
  if (last.state === 'delivered' || last.state === 'folded' || last.crowded) return nothing(given);
  const avoid = avoided(watched.rule, episode);
  const on = fallbacks(avoid, paths).filter((one) => episode.marks.told[one] !== 'firing');
  if (on.length === 0) return nothing(given);
  const dueAt = last.madeAt + SLACK_PATIENCE_MS;
  const isNow = paths.slack !== 'ok' || last.state === 'dead' || dueAt <= times.steady;
  if (!isNow) return nothing(given, dueAt);
  const marks = {
    toldAt: times.steady, // a reminder there counts from now
    told: {
      ...episode.marks.told,
      ...Object.fromEntries(on.map((one) => [one, 'firing' as const])),
    },
  };
  const makes = on.map((channel) => ({ channel, kind: 'firing', state: 'firing' }) as const);
  return { ...nothing(given, times.steady), episode: withMarks(episode, marks), makes };
}

/** Each channel that was told of the firing is told of its end, whatever is silenced or held. */
function ended(given: Case): Routed {
  const { episode, notices, all } = given;
  const ends = channelsTold(episode).map((channel) => ({
    channel,
    ...endOn(alarmsOn(notices, channel), channel, all),
  }));
  const over = ends.filter(({ waits }) => !waits).map(({ channel }) => [channel, 'over' as const]);
  const told = { ...episode.marks.told, ...Object.fromEntries(over) };
  return {
    ...nothing(given),
    episode: withMarks(episode, { told, ...free }),
    makes: ends
      .filter(({ waits, tells }) => tells && !waits)
      .map(({ channel }) => ({ channel, kind: 'resolved', state: 'resolved' }) as const),
    drops: ends.flatMap(({ waits, drops }) => (waits ? [] : drops)),
  };
}

const free = { heldSince: null, explained: false, freedAt: null } as const;

function startsFlapping(given: Case): Routed {
  const { episode, suppressed, times } = given;
  if (suppressed.suppression !== 'flapping') return nothing(given);
  const known = channelsTold(episode);
  const on = known.length > 0 ? known : firstChannels(given);
  const { episode: next, event } = moved(episode, 'flapping', times.wall);
  const state = episode.endedAt === null ? 'firing' : 'resolved';
  const makes = on.map((channel) => ({ channel, kind: 'flapping', state }) as const);
  return { ...nothing(given), episode: told(next, on, times), makes, events: [event] };
}

/** A quarter of an hour without a change: one last word about how it stands. */
function settled(given: Case): Routed {
  const { episode, suppressed, times } = given;
  const fires = episode.endedAt === null;
  if (fires && suppressed.suppression !== 'none') return nothing(given);
  const on = channelsTold(episode);
  const { episode: next, event } = moved(episode, 'settled', times.wall);
  const marks: Partial<Marks> = fires
    ? { toldAt: on.length === 0 ? null : times.steady, reminders: 0 } // told to nobody: owed
    : { told: Object.fromEntries(Object.keys(episode.marks.told).map((one) => [one, 'over'])) };
  const state = fires ? 'firing' : 'resolved';
  const makes = on.map((channel) => ({ channel, kind: 'settled', state }) as const);
  return {
    ...nothing(given, times.steady),
    episode: withMarks(next, marks),
    makes,
    events: [event],
  };
}
