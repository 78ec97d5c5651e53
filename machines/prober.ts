import { stopped } from '../src/domain/supervision/exit.ts';
import { again, begun, ended, fenced, keepFailure, notBegun, on } from './prober/arrows.ts';
import { failedFact } from './prober/facts.ts';
import { cycleOf, prober } from './prober/parts.ts';
import type { ProberContext } from './prober/types.ts';

/** What of the context may be shown. */
export const visible = [
  'intervalMs',
  'failures',
  'restMs',
  'wanted',
] as const satisfies readonly (keyof ProberContext)[];

const trouble = {
  target: 'backingOff',
  actions: [
    'beat',
    keepFailure,
    {
      type: 'report',
      params: ({ context }: { context: Parameters<typeof failedFact>[0] }) => failedFact(context),
    },
    'restAfterTrouble',
  ],
} as const;

/**
 * Looks for drafts: one cycle per interval. A cycle is one step; what a server does to it is in
 * its outcome, with the rest that follows from it: until the next interval, as long as a 429 asks,
 * or some cycles after a 403. The store remembers the rest, so that a restart shortens none.
 */
export const proberMachine = prober.createMachine({
  id: 'prober',
  context: ({ input: { id, incarnation, intervalMs, leading } }) => ({
    id,
    incarnation,
    intervalMs,
    leading,
    epoch: null,
    failures: 0,
    failure: null,
    restMs: 0,
    wanted: null,
  }),
  output: stopped,
  entry: 'ready',
  initial: 'starting',
  on: {
    'sup.stop': '.stopped',
    'leader.lost': { target: '.standby', actions: 'forgetEpoch' },
    'probe.pause': { target: '.paused', actions: 'forgetEpoch' },
    'probe.now': { actions: { type: 'want', params: ({ event }) => event } },
  },
  states: {
    starting: { always: [{ guard: 'leads', target: 'beginning' }, { target: 'standby' }] },
    standby: {
      after: { idle: { target: 'standby', reenter: true, actions: 'beat' } },
      on: { 'leader.acquired': 'beginning' },
    },
    paused: {
      after: { idle: { target: 'paused', reenter: true, actions: 'beat' } },
      on: {
        'probe.resume': 'beginning', // which finds out whether this process leads
        'leader.lost': {},
      },
    },
    /** There is no index yet to make a plan from. */
    unseeded: {
      after: { idle: { target: 'beginning', actions: 'beat' } },
      on: { 'index.seeded': 'beginning' },
    },
    /** Takes the fence and learns what the store remembers. */
    beginning: {
      invoke: {
        src: 'begin',
        onDone: [
          notBegun('standby'),
          notBegun('unseeded'),
          begun('waiting'),
          begun('backingOff'),
          begun('blocked'),
        ],
        onError: trouble,
      },
    },
    probing: {
      invoke: {
        src: 'cycle',
        input: cycleOf,
        onDone: [fenced, ended('waiting'), ended('backingOff'), ended('blocked')],
        onError: trouble,
      },
      on: { 'step.progress': { actions: 'beat' } },
    },
    waiting: {
      always: { guard: 'isWanted', target: 'probing' },
      after: { slice: [again, { ...on, target: 'waiting' }] },
    },
    /** A server asked to wait, or the database was away. */
    backingOff: {
      after: {
        slice: [
          { guard: 'isRestedUnfenced', target: 'beginning', actions: 'beat' },
          again,
          { ...on, target: 'backingOff' },
        ],
      },
    },
    /** Not wanted there for a while (403). */
    blocked: {
      after: { slice: [again, { ...on, target: 'blocked' }] },
    },
    stopped: { type: 'final' },
  },
});
