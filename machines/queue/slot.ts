import { allLanes, urgentLanes } from '../../src/domain/delivery/lanes.ts';
import type { TurnOrder } from '../../src/domain/delivery/turn.ts';
import { endOf, factsOf, stepFailed } from './facts.ts';
import { queue } from './setup.ts';
import type { QueueContext, SlotNumber } from './types.ts';

const orderOf = (context: QueueContext, slot: SlotNumber): TurnOrder => {
  const { epoch, grant, unrecorded } = context;
  return {
    epoch,
    upTo: slot === 4 ? urgentLanes : (grant?.upTo ?? allLanes),
    except: unrecorded.map(({ row }) => row.dest),
    trial: grant?.trial ?? false,
  };
};

/**
 * One of the turns that run beside each other: it claims a row, sends it and claims the next, and
 * rests when there is none. Calls in flight are not broken off; `sup.stop` waits for them.
 */
export const slot = (number: SlotNumber) =>
  queue.createStateConfig({
    initial: 'idle',
    states: {
      idle: {
        on: {
          'queue.wake': { guard: { type: 'mayTurn', params: number }, target: 'working' },
          'sup.stop': 'closed',
        },
      },
      working: {
        invoke: {
          id: `turn${number}`,
          src: 'turn',
          input: ({ context }) => orderOf(context, number),
          onDone: [
            {
              guard: 'isDraining',
              target: 'closed',
              actions: { type: 'reportAll', params: ({ event }) => factsOf(event.output) },
            },
            {
              guard: { type: 'is', params: ({ event }) => [event.output.type, 'fenced'] },
              target: 'idle',
              actions: { type: 'tell', params: { type: 'queue.fenced' } },
            },
            {
              guard: { type: 'is', params: ({ event }) => [event.output.type, 'handled'] },
              target: 'idle',
              actions: [
                { type: 'keepTurn', params: ({ event }) => event.output },
                { type: 'reportAll', params: ({ event }) => factsOf(event.output) },
                { type: 'tell', params: ({ event }) => endOf(event.output) },
                'wake',
              ],
            },
            { guard: 'isWaiting', target: 'resting', actions: 'countEmpty' },
            { target: 'idle' },
          ],
          onError: [
            {
              guard: 'isDraining',
              target: 'closed',
              actions: { type: 'report', params: ({ event }) => stepFailed(event.error, 'turn') },
            },
            {
              target: 'idle',
              actions: [
                { type: 'report', params: ({ event }) => stepFailed(event.error, 'turn') },
                { type: 'tell', params: { type: 'db.failed' } },
              ],
            },
          ],
        },
        on: { 'drain.over': 'closed' },
      },
      resting: {
        after: {
          rest: [
            { guard: { type: 'mayTurn', params: number }, target: 'working' },
            { target: 'idle' },
          ],
        },
        on: {
          'queue.wake': { guard: { type: 'mayTurn', params: number }, target: 'working' },
          'sup.stop': 'closed',
        },
      },
      closed: { type: 'final' },
    },
  });
