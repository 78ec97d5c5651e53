/** Everything that goes wrong: what begins it, and what ends it. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Daemon } from '../demo/child.ts';
import type { Berth, Fleet } from './fleet.ts';
import type { Random } from './random.ts';
import { PAPERS, type Sea } from './sea.ts';
import { draftFaults, indexFaults, slackFaults } from './wrongAnswers.ts';

/** What a fault works on. */
export interface Scene {
  readonly sea: Sea;
  readonly fleet: Fleet;
  readonly random: Random;
}

/** Ends what was begun. */
export type End = () => Promise<void> | void;

/** Who is hit: no two faults work on the same thing at once. */
export type Victim = 'index' | 'drafts' | 'slack' | 'socket' | 'database' | 'one' | 'two';

/** A kind of fault. */
export interface Trouble {
  readonly name: string;
  readonly victim: Victim;
  /** How long it lasts, in s, both ends included. */
  readonly lasts: readonly [number, number];
  begin(scene: Scene): Promise<End> | End;
}

const done: End = () => {};

const outside: readonly Trouble[] = [
  {
    name: 'wg21.link answers wrongly',
    victim: 'index',
    lasts: [3, 15],
    begin: ({ sea, random }) => {
      sea.index.fail(random.pick(indexFaults));
      return () => sea.index.fail(null);
    },
  },
  {
    name: 'wg21.link refuses connections',
    victim: 'index',
    lasts: [3, 20],
    begin: async ({ sea }) => {
      await sea.index.stop();
      return sea.index.start;
    },
  },
  {
    name: 'isocpp.org answers wrongly',
    victim: 'drafts',
    lasts: [3, 15],
    begin: ({ sea, random }) => {
      sea.drafts.fail(random.pick(draftFaults));
      return sea.drafts.heal;
    },
  },
  {
    name: 'isocpp.org refuses connections',
    victim: 'drafts',
    lasts: [3, 20],
    begin: async ({ sea }) => {
      await sea.drafts.stop();
      return sea.drafts.start;
    },
  },
  {
    name: 'Slack answers wrongly',
    victim: 'slack',
    lasts: [2, 8],
    begin: ({ sea, random }) => {
      const answer = random.pick(slackFaults);
      const method = random.pick(['chat.postMessage', '*']);
      const effect = random.next() < 0.5 && method !== '*';
      sea.slack.fault({ method, answer, effect, times: random.between(1, 6) });
      return sea.slack.clearFaults;
    },
  },
  {
    name: 'Slack refuses connections',
    victim: 'slack',
    lasts: [3, 20],
    begin: async ({ sea }) => {
      await sea.slack.goAway();
      return sea.slack.comeBack;
    },
  },
  {
    name: 'the token is revoked',
    victim: 'slack',
    lasts: [3, 10],
    begin: ({ sea }) => {
      sea.slack.change.revokeToken();
      return sea.slack.change.restoreToken;
    },
  },
  {
    name: 'the channel is archived',
    victim: 'slack',
    lasts: [3, 10],
    begin: ({ sea }) => {
      sea.slack.change.archive(PAPERS);
      return () => {
        sea.slack.change.unarchive(PAPERS);
        sea.slack.socket.event({ type: 'channel_unarchive', channel: PAPERS, user: 'U0ADA' });
      };
    },
  },
  {
    name: 'the socket breaks',
    victim: 'socket',
    lasts: [1, 5],
    begin: ({ sea, random }) => {
      const { socket } = sea.slack;
      random.pick([
        () => socket.cut(),
        () => socket.close(),
        () => socket.freeze(),
        () => socket.refresh('refresh_requested', 3_000),
        () => socket.raw('{"type":"disconnected"}'),
      ])();
      return done;
    },
  },
  {
    name: 'PostgreSQL is killed',
    victim: 'database',
    lasts: [2, 10],
    begin: async ({ sea }) => {
      await sea.killDatabase();
      return done;
    },
  },
];

const actors = ['poller', 'prober', 'messageQueue', 'slackSocket', 'watchdog', 'alerts'] as const;

/** More crashes within ten minutes than a supervisor stands would rightly end the process. */
const MOST_CRASHES = 3;

const crashes = new WeakMap<Daemon, number>();

/** Breaks an actor through the operators' route; a daemon that is away answers nothing, which is fine. */
async function breakActor(berth: Berth, actor: string): Promise<void> {
  const before = crashes.get(berth.daemon()) ?? 0;
  if (before === MOST_CRASHES) return;
  crashes.set(berth.daemon(), before + 1);
  const url = await Promise.race([berth.daemon().url(), pause(2_000)]);
  if (url === undefined) return;
  const order = fetch(`${url}/debug/actors/${actor}/fault/crash`, {
    method: 'POST',
    signal: AbortSignal.timeout(2_000),
  });
  await Promise.allSettled([order]);
}

/** What happens to one of the daemons. */
const inside = (victim: 'one' | 'two', berthOf: (fleet: Fleet) => Berth): readonly Trouble[] => [
  {
    name: 'kill -9',
    victim,
    lasts: [0, 1],
    begin: async ({ fleet, random }) => {
      await berthOf(fleet).kill(random.between(0, 3_000));
      return done;
    },
  },
  {
    name: 'SIGSTOP',
    victim,
    lasts: [2, 25],
    begin: ({ fleet }) => {
      berthOf(fleet).stopProcess();
      return () => berthOf(fleet).continueProcess();
    },
  },
  {
    name: 'the clock jumps',
    victim,
    lasts: [5, 20],
    begin: ({ fleet, random }) => {
      berthOf(fleet).moveClock(random.pick([-7_200_000, -3_600_000, 3_600_000, 86_400_000]));
      return () => berthOf(fleet).moveClock(0);
    },
  },
  {
    name: 'an actor crashes',
    victim,
    lasts: [1, 3],
    begin: async ({ fleet, random }) => {
      await breakActor(berthOf(fleet), random.pick(actors));
      return done;
    },
  },
  {
    name: 'DATA_DIR is full',
    victim,
    lasts: [3, 15],
    begin: async ({ fleet }) => {
      const { disk } = berthOf(fleet);
      await disk?.fill();
      return async () => disk?.free();
    },
  },
];

/** All kinds, each as likely as its place in the list is long. */
export const troubles: readonly Trouble[] = [
  ...outside,
  ...inside('one', ({ berths }) => berths[0]),
  ...inside('two', ({ berths }) => berths[1]),
];
