import { and, assign, not, or, raise, setup, stateIn } from 'xstate';
import { allLanes, urgentLanes } from '../../src/domain/delivery/lanes.ts';
import { isCalm, pressureOf } from '../../src/domain/delivery/pace/backpressure.ts';
import { afterTurn, noStreak, opensBreaker } from '../../src/domain/delivery/pace/breaker.ts';
import type {
  Begun,
  LookOrder,
  LookResult,
  Probed,
  Rescued,
  Tended,
  TendOrder,
  Tested,
  TurnOrder,
  TurnResult,
} from '../../src/domain/delivery/turn.ts';
import { backoffMs } from '../../src/domain/health/backoff.ts';
import type { FactDraft, QueueState } from '../../src/domain/health/fact.ts';
import { beat, ready, report, reportAll } from '../childActions.ts';
import { required } from '../required.ts';
import type { QueueContext, QueueEvent, QueueInput, SlotNumber } from './types.ts';

const SECOND = 1_000;
export const CALM_MS = 30 * SECOND;
/** Two fit into the quarter of an hour for which the dead man's ping takes one for proof. */
const PROOF_MS = 5 * 60 * SECOND;
const SOON = 32; // empty claims: eight of each turn
const databaseBackoff = { firstMs: SECOND, factor: 2, maxMs: 30 * SECOND, jitter: 0 };
const breakerSeconds = [15, 30, 60];
const tokenSeconds = [60, 120, 240, 300];

const nth = (seconds: readonly number[], n: number): number =>
  (seconds[Math.min(n, seconds.length - 1)] ?? 0) * SECOND;

/** What the modes let the turns do. */
const grants = {
  open: { upTo: allLanes, trial: false },
  paused: { upTo: urgentLanes, trial: false },
  trial: { upTo: allLanes, trial: true },
} as const;

const afterResult = (context: QueueContext, turn: TurnResult): Partial<QueueContext> => {
  if (turn.type !== 'handled') return {};
  const { unrecorded, doubts } = context;
  return {
    empties: 0,
    streak: afterTurn(context.streak, turn.signal, turn.dest),
    doubts: turn.signal === 'trouble' ? Math.max(1, doubts) : doubts,
    unrecorded: turn.unrecorded === null ? unrecorded : [...unrecorded, turn.unrecorded],
  };
};

const afterTending = (context: QueueContext, tended: Tended): Partial<QueueContext> => {
  if (tended.type !== 'tended') return {};
  const { state, recorded } = tended;
  return {
    tries: 0,
    waiting: state.depth - state.scheduled - state.ambiguous,
    doubts: state.ambiguous,
    destinations: state.destinations,
    unrecorded: context.unrecorded.filter(({ row }) => !recorded.includes(row.id)),
  };
};

const isSilent = or([
  stateIn('#messageQueue.mode.standby'),
  stateIn('#messageQueue.mode.running.breakerOpen'),
  stateIn('#messageQueue.mode.running.unauthorised'),
  stateIn('#messageQueue.mode.draining'),
]);

/** The names in the charts of the queue, and what they mean. */
export const queue = setup({
  types: {
    input: {} as QueueInput,
    context: {} as QueueContext,
    events: {} as QueueEvent,
  },
  actors: {
    begin: required<Begun>(),
    turn: required<TurnResult, TurnOrder>(),
    confirm: required<LookResult, LookOrder>(),
    tend: required<Tended, TendOrder>(),
    authTest: required<Tested>(),
    askSuspect: required<Probed, string>(),
    proveToken: required<Tested>(),
    restore: required<readonly FactDraft[]>(),
    rescue: required<Rescued>(),
    spool: required<readonly FactDraft[]>(),
  },
  actions: {
    ready: ready(),
    beat: beat(),
    report: report(),
    reportAll: reportAll(),
    begin: assign((_, begun: Begun) =>
      begun.type === 'standby'
        ? {}
        : {
            epoch: begun.epoch,
            unrecorded: begun.unrecorded,
            streak: noStreak,
            tries: 0,
            waiting: 1,
          },
    ),
    allow: assign((_, mode: keyof typeof grants) => ({ grant: grants[mode] })),
    forbid: assign({ grant: null }),
    beginOpen: assign({ startsIn: 'open' }),
    pause: assign({ paused: true }),
    unpause: assign({ paused: false }),
    countTry: assign({ tries: ({ context }) => context.tries + 1 }),
    countTest: assign({ tests: ({ context }) => context.tests + 1 }),
    forgetTests: assign({ tests: 0, streak: noStreak }),
    forgetTries: assign({ tries: 0 }),
    expectWork: assign(({ context }) => ({ waiting: Math.max(1, context.waiting), empties: 0 })),
    countEmpty: assign({ empties: ({ context }) => context.empties + 1 }),
    keepTurn: assign(({ context }, turn: TurnResult) => afterResult(context, turn)),
    keepLook: assign((_, { looked }: LookResult) => ({ looked })),
    keepTending: assign(({ context }, tended: Tended) => afterTending(context, tended)),
    keepRescue: assign((_, { nextInMs }: Rescued) => ({ noticeInMs: nextInMs })),
    expectNotice: assign({ noticeInMs: 0 }),
    notePressure: assign((_, pressure: QueueContext['pressure']) => ({ pressure })),
    wake: raise({ type: 'queue.wake' }),
    tell: raise((_, event: QueueEvent) => event),
  },
  guards: {
    mayTurn: ({ context: { grant } }, slot: SlotNumber) =>
      grant !== null && (!grant.trial || slot === 1),
    mayAsk: ({ context: { grant } }) => grant !== null && !grant.trial,
    mayLook: ({ context: { grant, doubts } }) => grant !== null && doubts > 0,
    isWaiting: ({ context }) => context.waiting > 0,
    wasWell: ({ context }) => context.tries === 0,
    wasPressed: ({ context }) => context.pressure.since > 0,
    beginsIn: ({ context }, mode: QueueContext['startsIn']) => context.startsIn === mode,
    isPaused: ({ context }) => context.paused,
    isUnpaused: ({ context }) => !context.paused,
    breaks: ({ context: { streak, destinations } }) => opensBreaker(streak, destinations),
    isCalm: ({ context }, state: QueueState) => isCalm(state, context.threshold),
    isPressed: ({ context }, state: QueueState) => pressureOf(state, context.threshold) !== null,
    /** Of two things that must be the same, such as a signal and the one that is meant. */
    is: (_, [found, wanted]: readonly [string, string]) => found === wanted,
    hasNotice: ({ context }) => context.noticeInMs !== null,
    /** Everywhere but where Slack is not to be called, or another process leads. */
    mayRescue: not(isSilent),
    isRescuing: and([({ context }) => context.noticeInMs !== null, not(isSilent)]),
    isRunning: stateIn('#messageQueue.mode.running'),
    isDraining: stateIn('#messageQueue.mode.draining'),
    allClosed: and(
      (['slot1', 'slot2', 'slot3', 'slot4', 'rescue'] as const).map((slot) =>
        stateIn(`#messageQueue.${slot}.closed`),
      ),
    ),
  },
  delays: {
    rest: ({ context }) => (context.empties < SOON ? SECOND / 4 : SECOND),
    slice: () => CALM_MS,
    retry: ({ context }) => backoffMs(databaseBackoff, Math.max(0, context.tries - 1), 0),
    tick: ({ context }) =>
      context.tries === 0 ? 5 * SECOND : backoffMs(databaseBackoff, context.tries - 1, 0),
    look: () => SECOND,
    notice: ({ context }) => Math.max(SECOND, context.noticeInMs ?? CALM_MS),
    breakerTest: ({ context }) => nth(breakerSeconds, context.tests),
    tokenTest: ({ context }) => nth(tokenSeconds, context.tests),
    calm: () => CALM_MS,
    proof: () => PROOF_MS,
    drain: ({ context }) => context.drainMs,
  },
});
