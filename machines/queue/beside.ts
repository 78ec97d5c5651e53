import { pressureOf } from '../../src/domain/delivery/pace/backpressure.ts';
import type { Tended } from '../../src/domain/delivery/turn.ts';
import type { FactDraft, QueueState } from '../../src/domain/health/fact.ts';
import { endOf, factsOf, stepFailed } from './facts.ts';
import { CALM_MS, queue } from './setup.ts';
import type { QueueContext } from './types.ts';

/** What runs beside the turns: looking doubtful rows up, looking after the table, the pressure. */

const known = ({ unrecorded }: QueueContext) => unrecorded.map(({ row }) => row.id);

/** Looks for messages of which nobody knows whether Slack has them, one at a time. */
export const doubts = queue.createStateConfig({
  initial: 'waiting',
  states: {
    waiting: {
      after: {
        look: [
          { guard: 'mayLook', target: 'looking' },
          { target: 'waiting', reenter: true },
        ],
      },
      on: { 'sup.stop': 'closed' },
    },
    looking: {
      invoke: {
        src: 'confirm',
        input: ({ context }) => ({
          epoch: context.epoch,
          known: known(context),
          looked: context.looked,
        }),
        onDone: [
          {
            guard: { type: 'is', params: ({ event }) => [event.output.turn.type, 'fenced'] },
            target: 'waiting',
            actions: { type: 'tell', params: { type: 'queue.fenced' } },
          },
          {
            guard: { type: 'is', params: ({ event }) => [event.output.turn.type, 'idle'] },
            target: 'waiting',
            actions: { type: 'tell', params: ({ event }) => endOf(event.output.turn) },
          },
          {
            target: 'waiting',
            actions: [
              { type: 'keepLook', params: ({ event }) => event.output },
              { type: 'keepTurn', params: ({ event }) => event.output.turn },
              { type: 'reportAll', params: ({ event }) => factsOf(event.output.turn) },
              'expectWork', // whatever was seen, its lane may go on
              { type: 'tell', params: ({ event }) => endOf(event.output.turn) },
              'wake',
            ],
          },
        ],
        onError: {
          target: 'waiting',
          actions: [
            { type: 'report', params: ({ event }) => stepFailed(event.error, 'confirm') },
            { type: 'tell', params: { type: 'db.failed' } },
          ],
        },
      },
      on: { 'sup.stop': 'closed' },
    },
    closed: { type: 'final' },
  },
});

/** Times the threshold of pressure. */
const HOMES_UP_TO = 10;

const measured = (tended: Tended): readonly FactDraft[] =>
  tended.type === 'tended'
    ? [
        ...tended.facts,
        { type: 'queue.measured', component: 'message-queue', at: null, ...tended.state },
      ]
    : [];

/** Every few seconds: stores what waits to be stored, sweeps the table, measures it. */
export const tending = queue.createStateConfig({
  initial: 'waiting',
  states: {
    waiting: {
      after: {
        tick: [
          { guard: 'isRunning', target: 'working' },
          { target: 'waiting', reenter: true },
        ],
      },
      on: {
        'db.failed': { guard: 'wasWell', target: 'waiting', reenter: true, actions: 'countTry' },
        'sup.stop': 'closed',
      },
    },
    working: {
      invoke: {
        src: 'tend',
        input: ({ context: { epoch, unrecorded, threshold } }) => ({
          epoch,
          unrecorded,
          mostWithHomes: HOMES_UP_TO * threshold,
        }),
        onDone: [
          {
            guard: { type: 'is', params: ({ event }) => [event.output.type, 'fenced'] },
            target: 'waiting',
            actions: [{ type: 'tell', params: { type: 'queue.fenced' } }, 'beat'],
          },
          {
            target: 'waiting',
            actions: [
              { type: 'keepTending', params: ({ event }) => event.output },
              { type: 'reportAll', params: ({ event }) => measured(event.output) },
              { type: 'tell', params: ({ event }) => tendedOf(event.output) },
              'wake',
              'beat',
            ],
          },
        ],
        onError: {
          target: 'waiting',
          actions: [
            'countTry',
            {
              type: 'report',
              params: ({ event, context }) => stepFailed(event.error, 'tend', context.tries),
            },
            { type: 'tell', params: { type: 'db.failed' } },
            'beat',
          ],
        },
      },
      on: { 'sup.stop': 'closed' },
    },
    closed: { type: 'final' },
  },
});

const tendedOf = (tended: Tended) =>
  tended.type === 'tended'
    ? ({ type: 'queue.tended', state: tended.state, at: tended.at } as const)
    : ({ type: 'queue.fenced' } as const);

const pressed = (state: QueueState, { threshold }: QueueContext): FactDraft => ({
  type: 'queue.backpressure',
  component: 'message-queue',
  at: null,
  depth: state.depth,
  threshold,
  oldestAgeMs: state.oldestAgeMs,
  cause: pressureOf(state, threshold) ?? 'depth',
});

const relieved = ({ pressure }: QueueContext): FactDraft => ({
  type: 'queue.relieved',
  component: 'message-queue',
  at: null,
  depth: pressure.depth,
  lastedMs: pressure.calmSince + CALM_MS - pressure.since,
});

/** Whether more waits than should. It is told once on entering and once on leaving. */
export const pressure = queue.createStateConfig({
  initial: 'starting',
  states: {
    starting: {
      always: [{ guard: 'wasPressed', target: 'backpressure' }, { target: 'normal' }],
    },
    normal: {
      on: {
        'queue.tended': {
          guard: { type: 'isPressed', params: ({ event }) => event.state },
          target: 'backpressure',
          actions: [
            {
              type: 'notePressure',
              params: ({ event }) => ({
                since: event.at,
                calmSince: event.at,
                depth: event.state.depth,
              }),
            },
            { type: 'report', params: ({ event, context }) => pressed(event.state, context) },
          ],
        },
        'sup.stop': 'closed',
      },
    },
    backpressure: {
      initial: 'full',
      on: { 'leader.lost': 'normal', 'sup.stop': 'closed' },
      states: {
        full: {
          on: {
            'queue.tended': {
              guard: { type: 'isCalm', params: ({ event }) => event.state },
              target: 'easing',
              actions: {
                type: 'notePressure',
                params: ({ event, context }) => ({
                  since: context.pressure.since,
                  calmSince: event.at,
                  depth: event.state.depth,
                }),
              },
            },
          },
        },
        easing: {
          on: {
            'queue.tended': [
              { guard: { type: 'isCalm', params: ({ event }) => event.state } },
              { target: 'full' },
            ],
          },
          after: {
            calm: {
              target: '#messageQueue.pressure.normal',
              actions: { type: 'report', params: ({ context }) => relieved(context) },
            },
          },
        },
      },
    },
    closed: { type: 'final' },
  },
});
