/** Both sides of every number of our rules. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** What is seen of a key at a moment (ms); a number in brackets is counted. */
export type Seen = readonly [key: string, value: string | number | [number], at?: number];

/** What is on this side of a number, and what beyond. */
export interface Case {
  readonly what: string;
  readonly id: string;
  readonly under: readonly Seen[];
  readonly over: readonly Seen[];
  /** When it is looked at. */
  readonly at?: number;
}

const dueAge = (seconds: number): Seen => ['queue.due_age', seconds, 5 * MINUTE];

export const cases: readonly Case[] = [
  {
    what: 'the second witness: 2 x interval + 10 s',
    id: 'self.poll.stale',
    at: HOUR + 10 * SECOND,
    under: [
      ['watchdog.state', 'fresh'],
      ['index.success', 1, 1],
    ],
    over: [
      ['watchdog.state', 'fresh'],
      ['index.success', 1, 0],
    ],
  },
  {
    what: 'five failed polls in a row',
    id: 'self.poll.failing',
    under: [['poll.failures', 4]],
    over: [['poll.failures', 5]],
  },
  {
    what: 'half of at least 20 probes',
    id: 'self.probe.errors',
    under: [
      ['probe.attempts', 20],
      ['probe.errors', 10],
    ],
    over: [
      ['probe.attempts', 20],
      ['probe.errors', 11],
    ],
  },
  {
    what: 'a message due for ten minutes',
    id: 'self.queue.stuck',
    at: 5 * MINUTE,
    under: [dueAge(599.9), ['queue.sent', [0]]],
    over: [dueAge(600), ['queue.sent', [0]]],
  },
  {
    what: 'no send in five minutes',
    id: 'self.queue.stuck',
    at: 5 * MINUTE,
    under: [dueAge(600), ['queue.sent', [1], 1]],
    over: [dueAge(600), ['queue.sent', [1], 0]],
  },
  {
    what: 'a row that died within ten minutes',
    id: 'self.queue.dead',
    at: 10 * MINUTE,
    under: [['queue.dead', [1], 0]],
    over: [['queue.dead', [1], 1]],
  },
  {
    what: 'a gate of over five minutes',
    id: 'self.slack.limit',
    under: [['slack.gate', 300]],
    over: [['slack.gate', 300.1]],
  },
  {
    what: 'more than five times 429',
    id: 'self.ratelimit',
    under: [['rate.limited', [5]]],
    over: [['rate.limited', [6]]],
  },
  {
    what: 'a pool that is used up for a minute',
    id: 'self.db',
    under: [
      ['store.state', 'up'],
      ['pool.exhausted', 59.9],
    ],
    over: [
      ['store.state', 'up'],
      ['pool.exhausted', 60],
    ],
  },
  {
    what: 'two of three hosts',
    id: 'self.network',
    under: [['outside.failing', 1]],
    over: [['outside.failing', 2]],
  },
  {
    what: 'more than three restarts',
    id: 'self.restarts',
    under: [['actor.restarts', [3]]],
    over: [['actor.restarts', [4]]],
  },
  {
    what: 'no restart left',
    id: 'self.restarts.last',
    under: [['actor.left', 1]],
    over: [['actor.left', 0]],
  },
  {
    what: 'three starts after unclean ends',
    id: 'self.crashloop',
    under: [['process.unclean', [2]]],
    over: [['process.unclean', [3]]],
  },
  {
    what: 'three slow spans of twelve',
    id: 'self.loop',
    at: 20 * SECOND,
    under: [
      ['loop.slow', [1], 0],
      ['loop.slow', [1], 10 * SECOND],
    ],
    over: [
      ['loop.slow', [1], 0],
      ['loop.slow', [1], 10 * SECOND],
      ['loop.slow', [1], 20 * SECOND],
    ],
  },
  {
    what: 'three slow spans within two minutes',
    id: 'self.loop',
    at: 2 * MINUTE,
    under: [
      ['loop.slow', [1], 0],
      ['loop.slow', [2], MINUTE],
    ],
    over: [
      ['loop.slow', [1], 1],
      ['loop.slow', [2], MINUTE],
    ],
  },
  {
    what: '85 % of the memory',
    id: 'self.memory',
    under: [['memory.used', 0.85]],
    over: [['memory.used', 0.851]],
  },
  {
    what: '80 % of the disk',
    id: 'self.disk',
    under: [['disk.used', 0.8]],
    over: [['disk.used', 0.801]],
  },
  {
    what: 'a notice that waits for two minutes',
    id: 'self.delivery',
    under: [['notice.waiting', 119.9]],
    over: [['notice.waiting', 120]],
  },
  {
    what: 'a jump of the clock in ten minutes',
    id: 'self.clock',
    at: 10 * MINUTE,
    under: [['clock.step', [1], 0]],
    over: [['clock.step', [1], 1]],
  },
  {
    what: 'three pings that failed',
    id: 'self.deadman',
    under: [['deadman.failures', 2]],
    over: [['deadman.failures', 3]],
  },
];
