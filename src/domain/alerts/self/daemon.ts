/** What is watched of the process and of what it stands on. */

import {
  any,
  by,
  count,
  DAY,
  HOUR,
  is,
  last,
  MINUTE,
  make,
  SECOND,
  type SelfRule,
} from './make.ts';
import { percent, says, span } from './phrase.ts';

/** Keys about the process itself. */
const ofProcess = (word: string): string => ['process', word].join('.');

/** Database, network, actors, memory, alerts themselves. */
export const processRules: readonly SelfRule[] = [
  make('P1', 'self.db', {
    title: 'The database is away',
    when: any(is('store.state', 'lost'), last('pool.exhausted', { gte: 60 })),
    keepMs: MINUTE,
    remindMs: 15 * MINUTE,
    speech: says(
      ({ value }) =>
        value === 'lost'
          ? 'Three checks in a row have failed. Nothing is stored until it is back.'
          : `All connections have been in use for ${span(Number(value) * SECOND)} with others waiting (threshold 1 min).`,
      { blames: ['store'] },
    ),
  }),
  make('P1', 'self.network', {
    title: 'We reach nobody',
    when: last('outside.failing', { gte: 2 }),
    forMs: MINUTE,
    keepMs: MINUTE,
    remindMs: 15 * MINUTE,
    speech: says(
      ({ value }) =>
        `${value} of index, drafts and Slack have not answered for 2 min (threshold 2).`,
      {
        blames: ['poller', 'prober', 'message-queue', 'slack-socket'],
      },
    ),
  }),
  make('P2', 'self.restarts', {
    title: 'An actor keeps failing',
    scope: ['child'],
    when: count('actor.restarts', 10 * MINUTE, { gt: 3 }),
    keepMs: 30 * MINUTE,
    remindMs: 4 * HOUR,
    speech: says(
      ({ value, labels }) =>
        `${by(labels, 'child')} was restarted ${value} times in 10 min (threshold 3).`,
    ),
  }),
  make('P1', 'self.restarts.last', {
    title: 'No restart is left',
    when: last('actor.left', { lte: 0 }),
    keepMs: 30 * MINUTE,
    remindMs: 4 * HOUR,
    speech: says(() => 'The next crash ends a supervisor, and perhaps the daemon.', {
      blames: ['supervisor'],
    }),
  }),
  make('P1', 'self.crashloop', {
    title: 'The daemon keeps dying',
    when: count(ofProcess('unclean'), 15 * MINUTE, { gte: 3 }),
    clear: last(ofProcess('uptime'), { gte: 30 * 60 }),
    remindMs: HOUR,
    speech: says(({ value }) => `${value} starts in 15 min after an unclean end (threshold 3).`),
  }),
  make('P2', 'self.loop', {
    title: 'The event loop is blocked again and again',
    when: count('loop.slow', 2 * MINUTE, { gte: 3 }),
    keepMs: 2 * MINUTE,
    remindMs: HOUR,
    speech: says(
      ({ value }) =>
        `In ${value} of the last 12 spans of 10 s it stood still for over 1 s (threshold 3).`,
    ),
  }),
  make('P2', 'self.memory', {
    title: 'Memory runs out',
    when: last('memory.used', { gt: 0.85 }),
    clear: last('memory.used', { lt: 0.75 }),
    forMs: 5 * MINUTE,
    keepMs: 5 * MINUTE,
    remindMs: 4 * HOUR,
    speech: says(({ value }) => `${percent(value)} of the limit is used (threshold 85 %).`),
  }),
  make('P2', 'self.disk', {
    title: 'The disk fills up',
    scope: ['volume'],
    when: last('disk.used', { gt: 0.8 }),
    clear: last('disk.used', { lt: 0.75 }),
    forMs: 5 * MINUTE,
    keepMs: 5 * MINUTE,
    remindMs: 12 * HOUR,
    speech: says(
      ({ value, labels }) =>
        `${percent(value)} of the volume of ${by(labels, 'volume')} is used (threshold 80 %).`,
    ),
  }),
  make('P1', 'self.delivery', {
    title: 'Alerts do not arrive',
    scope: ['channel'],
    when: any(last('notice.waiting', { gte: 120 }), is('channel.refused', 'refused')),
    remindMs: HOUR,
    avoid: ['$channel'],
    speech: says(
      ({ value, labels }) =>
        value === 'refused'
          ? `${by(labels, 'channel')} refuses alerts for good.`
          : `An alert has not arrived anywhere for ${span(Number(value) * SECOND)} (threshold 2 min).`,
      { blames: ['alerts'] },
    ),
  }),
  make('P2', 'self.config', {
    title: 'A setting is wrong',
    scope: ['problem'],
    when: is('config.problem', 'wrong'),
    noData: 'ok', // a start says what is wrong; what it does not say is gone
    remindMs: DAY,
    speech: says(({ labels }) => `${by(labels, 'problem')}.`),
  }),
  make('P3', 'self.config.missing', {
    title: 'A setting is missing',
    scope: ['problem'],
    when: is('config.problem', 'missing'),
    noData: 'ok',
    speech: says(({ labels }) => `${by(labels, 'problem')}.`),
  }),
  make('P2', 'self.clock', {
    title: 'The clock jumped',
    when: count('clock.step', 10 * MINUTE, { gte: 1 }),
    keepMs: 10 * MINUTE,
    remindMs: DAY,
    speech: says(() => 'The wall clock moved against the monotonic one by over 5 s.'),
  }),
  make('P2', 'self.deadman', {
    title: 'The dead man’s ping fails',
    when: last('deadman.failures', { gte: 3 }, 10 * MINUTE),
    remindMs: DAY,
    speech: says(({ value }) => `${value} pings in a row have failed (threshold 3).`, {
      blames: ['alerts'],
    }),
  }),
  make('P3', 'self.synthetic', {
    title: 'The daily test of alerts',
    when: is('synthetic.state', 'on'),
    speech: says(() => 'Nothing is wrong: alerts are tried once a day.'),
  }),
];
