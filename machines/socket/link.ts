import {
  ended,
  isComing,
  isOld,
  isServing,
  late,
  parks,
  saidParked,
  says,
  told,
} from './arrows.ts';
import { connected, parked } from './facts.ts';
import { socket } from './setup.ts';

const ids = '#slackSocket.link';
const crowded = 'too_many_websockets';
const disabled = 'link_disabled';

/** Everything is closed, and Slack is asked again after a while. */
const giveUp = ['closeAll', 'forgetAll'] as const;

/** The connection that was coming did not come about. */
const failed = [
  { guard: parks, target: `${ids}.parked`, actions: [...ended(false), saidParked, ...giveUp] },
  { guard: isComing, target: `${ids}.backingOff`, actions: [...ended(false), 'forgetComing'] },
] as const;

/** Before the greeting Slack may say that there are too many of us, or that it is over. */
const turnedAway = [
  {
    guard: says('saysToComing', crowded),
    target: `${ids}.backingOff.crowded`,
    actions: [told, ...giveUp],
  },
  {
    guard: says('saysToComing', disabled),
    target: `${ids}.parked`,
    actions: [told, { type: 'report', params: parked(disabled) }, ...giveUp],
  },
] as const;

const greeted = (replaces: boolean) =>
  [
    'serve',
    'beat',
    {
      type: 'report',
      params: ({ event }: { readonly event: { readonly connections: number | null } }) =>
        connected(event.connections, replaces),
    },
  ] as const;

/** Slack is asked for an address, not more often than it likes. */
export const opening = socket.createStateConfig({
  initial: 'pacing',
  states: {
    pacing: {
      entry: { type: 'askPause', params: 'pace' },
      on: {
        'pause.told': {
          target: 'resting',
          actions: { type: 'keepPause', params: ({ event }) => event.ms },
        },
      },
    },
    resting: { after: { rest: { target: 'asking', actions: ['count', 'open', 'beat'] } } },
    asking: {
      after: {
        openDeadline: {
          target: `${ids}.backingOff`,
          actions: ['closeComing', 'forgetComing', ...late('open')],
        },
      },
      on: {
        'link.authenticated': { guard: isComing, target: `${ids}.greeting`, actions: 'beat' },
        'link.closed': failed,
      },
    },
  },
});

/** There is an address; upgrade and greeting are one, as far as anybody can see. */
export const greeting = socket.createStateConfig({
  after: {
    helloDeadline: {
      target: 'backingOff',
      actions: ['closeComing', 'forgetComing', ...late('no_hello')],
    },
  },
  on: {
    'link.connected': { guard: isComing, target: 'connected', actions: greeted(false) },
    'link.notice': turnedAway,
    'link.closed': failed,
  },
});

const isReplaced = { target: `${ids}.replacing` } as const;

/** Slack talks to us. Failures are forgotten after a minute of it, not by the connection alone. */
export const connectedState = socket.createStateConfig({
  initial: 'fresh',
  on: {
    'link.notice': [
      {
        guard: says('saysToServing', crowded),
        target: `${ids}.backingOff.crowded`,
        actions: [told, ...giveUp],
      },
      {
        guard: says('saysToServing', disabled),
        target: `${ids}.parked`,
        actions: [told, { type: 'report', params: parked(disabled) }, ...giveUp],
      },
      { guard: isServing, ...isReplaced, actions: told },
    ],
    'link.replace': isReplaced,
    'link.closed': {
      guard: isServing,
      target: `${ids}.backingOff`,
      actions: [...ended(true), 'forgetServing'],
    },
  },
  states: {
    /** Slack may still send to the old one, until it closes that itself. */
    lingering: {
      after: { linger: 'fresh' },
      on: { 'link.closed': { guard: isOld, target: 'fresh' } },
      exit: 'closeOld',
    },
    fresh: { after: { slice: { target: 'proving', actions: 'beat' } } },
    proving: { after: { slice: { target: 'settled', actions: ['forgetTries', 'beat'] } } },
    settled: { after: { slice: { target: 'settled', reenter: true, actions: 'beat' } } },
  },
});

/** The next connection did not come about, while the old one serves. */
const retried = [
  { guard: parks, target: `${ids}.parked`, actions: [...ended(false), saidParked, ...giveUp] },
  {
    guard: isComing,
    target: `${ids}.replacing.pacing`,
    actions: [...ended(false), 'forgetComing'],
  },
] as const;

const oldIsGone = (target: string) =>
  ({ guard: isServing, target, actions: [...ended(true), 'forgetServing'] }) as const;

/** The old connection serves while the next one is made: nothing that Slack says is lost. */
export const replacing = socket.createStateConfig({
  initial: 'pacing',
  after: {
    replaceDeadline: {
      target: 'backingOff',
      actions: [...giveUp, ...late('no_hello', true)],
    },
  },
  on: {
    'link.notice': [
      ...turnedAway,
      {
        guard: says('saysToServing', disabled),
        target: 'parked',
        actions: [told, { type: 'report', params: parked(disabled) }, ...giveUp],
      },
    ],
  },
  states: {
    pacing: {
      entry: { type: 'askPause', params: 'backoff' },
      on: {
        'pause.told': {
          target: 'resting',
          actions: { type: 'keepPause', params: ({ event }) => event.ms },
        },
        'link.closed': oldIsGone(`${ids}.opening`),
      },
    },
    resting: {
      after: { rest: { target: 'asking', actions: ['count', 'open'] } },
      on: { 'link.closed': oldIsGone(`${ids}.opening`) },
    },
    asking: {
      after: {
        openDeadline: {
          target: 'pacing',
          actions: ['closeComing', 'forgetComing', ...late('open')],
        },
      },
      on: {
        'link.authenticated': { guard: isComing, target: 'greeting' },
        'link.closed': [...retried, oldIsGone(`${ids}.opening.asking`)],
      },
    },
    greeting: {
      after: {
        helloDeadline: {
          target: 'pacing',
          actions: ['closeComing', 'forgetComing', ...late('no_hello')],
        },
      },
      on: {
        'link.connected': {
          guard: isComing,
          target: `${ids}.connected.lingering`,
          actions: greeted(true),
        },
        'link.closed': [...retried, oldIsGone(`${ids}.greeting`)],
      },
    },
  },
});
