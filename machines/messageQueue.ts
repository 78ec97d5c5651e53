import { noStreak } from '../src/domain/delivery/pace/breaker.ts';
import { stopped } from '../src/domain/supervision/exit.ts';
import { asking } from './queue/asking.ts';
import { doubts, pressure, tending } from './queue/beside.ts';
import { mode } from './queue/mode.ts';
import { proving } from './queue/proving.ts';
import { rescue } from './queue/rescue.ts';
import { queue } from './queue/setup.ts';
import { slot } from './queue/slot.ts';
import type { QueueContext } from './queue/types.ts';

/** The context keys that the inspector may show. */
export const visible = [
  'paused',
  'tries',
  'tests',
  'waiting',
  'doubts',
  'destinations',
] as const satisfies readonly (keyof QueueContext)[];

/**
 * Sends what waits in the outbox. `mode` says whether it may; up to four turns run beside each
 * other, so that a call that hangs holds up its own conversation alone, and the fourth is kept for
 * alerts and answers. Woken by facts and every few seconds. On `sup.stop` nothing new is claimed,
 * and calls in flight get their time to end: breaking one off would leave it in doubt.
 */
export const messageQueueMachine = queue.createMachine({
  id: 'messageQueue',
  type: 'parallel',
  context: ({
    input: { id, incarnation, threshold, drainMs, startsIn = 'open', paused = false, pressedSince },
  }) => ({
    id,
    incarnation,
    threshold,
    drainMs,
    startsIn,
    epoch: '',
    grant: null,
    paused,
    tries: 0,
    tests: 0,
    streak: noStreak,
    waiting: 0,
    empties: 0,
    doubts: 0,
    destinations: 0,
    unrecorded: [],
    looked: {},
    noticeInMs: null,
    pressure: { since: pressedSince ?? 0, calmSince: 0, depth: 0 },
  }),
  entry: 'ready',
  on: {
    'poll.succeeded': { actions: ['expectWork', 'wake'] },
    'probe.cycle': { actions: ['expectWork', 'wake'] },
    'rows.written': { actions: ['expectWork', 'wake'] },
    'destination.restored': { actions: ['expectWork', 'wake'] },
    'alert.firing': { actions: ['expectWork', 'wake'] },
    'alert.resolved': { actions: ['expectWork', 'wake'] },
  },
  states: {
    mode,
    slot1: slot(1),
    slot2: slot(2),
    slot3: slot(3),
    slot4: slot(4),
    doubts,
    asking,
    proving,
    tending,
    rescue,
    pressure,
  },
  output: () => stopped,
});
