import { assign, raise, sendTo, setup } from 'xstate';
import { type FailureRecord, failureRecord } from '../../src/domain/health/failure.ts';
import type { PauseKind } from '../../src/domain/talk/socket/pause.ts';
import { beat, ready, report } from '../childActions.ts';
import { requiredCallback } from '../required.ts';
import type { SocketContext, SocketEvent, SocketInput, SocketOrder } from './types.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const SLICE_MS = 30 * SECOND;
/** Slack's own limit on connections that one process of ours may cause: an old and a new one. */
const OURS = 2;

const ordered = (order: SocketOrder) => order;

/** The names in the charts of the socket, and what they mean. */
export const socket = setup({
  types: {
    input: {} as SocketInput,
    context: {} as SocketContext,
    events: {} as SocketEvent,
  },
  actors: {
    connections: requiredCallback<SocketOrder>(),
  },
  actions: {
    ready: ready(),
    beat: beat(),
    report: report(),
    /** A bug of whoever holds the connections is ours too. */
    breakDown: assign((_, thrown: unknown) => ({
      broke: failureRecord(thrown, 'slack.connections', 1, { component: 'slack-socket', at: 0 }),
    })),
    askPause: sendTo('connections', ({ context }, kind: PauseKind) =>
      ordered({ type: 'pause', kind, tries: context.tries, retryAfterMs: context.retryAfterMs }),
    ),
    keepPause: assign((_, restMs: number) => ({ restMs })),
    passSlice: assign({ restMs: ({ context }) => Math.max(0, context.restMs - SLICE_MS) }),
    restLong: assign({ restMs: () => 5 * MINUTE }),
    count: assign({
      made: ({ context }) => context.made + 1,
      coming: ({ context }) => context.made + 1,
    }),
    open: sendTo('connections', ({ context }) => ordered({ type: 'open', n: context.coming })),
    closeComing: sendTo('connections', ({ context }) =>
      ordered({ type: 'close', n: context.coming }),
    ),
    closeOld: sendTo('connections', ({ context }) => ordered({ type: 'close', n: context.old })),
    closeAll: sendTo('connections', ordered({ type: 'closeAll' })),
    forgetComing: assign({ coming: 0 }),
    forgetServing: assign({ serving: 0 }),
    forgetAll: assign({ serving: 0, coming: 0 }),
    serve: assign(({ context: { serving, coming } }) => ({
      serving: coming,
      old: serving,
      coming: 0,
      retryAfterMs: null,
    })),
    countTry: assign(({ context }, failure: Pick<FailureRecord, 'retryAfterMs'> | null) => ({
      tries: context.tries + 1,
      retryAfterMs: failure?.retryAfterMs ?? null,
    })),
    forgetTries: assign({ tries: 0, retryAfterMs: null }),
    replace: raise({ type: 'link.replace' }),
  },
  guards: {
    isOff: ({ context }) => !context.enabled,
    leads: ({ context }) => context.leading,
    isComing: ({ context }, n: number) => n === context.coming,
    isServing: ({ context }, n: number) => n === context.serving,
    isOld: ({ context }, n: number) => n === context.old,
    /** It is the one that is coming, and no way to go on. */
    parks: ({ context }, closed: { readonly n: number; readonly parks: boolean }) =>
      closed.parks && closed.n === context.coming,
    /** A notice of the connection that serves, for this reason. */
    saysToServing: ({ context }, [n, said, wanted]: readonly [number, string, string]) =>
      n === context.serving && said === wanted,
    saysToComing: ({ context }, [n, said, wanted]: readonly [number, string, string]) =>
      n === context.coming && said === wanted,
    isHaunted: (_, connections: number | null) => (connections ?? 0) > OURS,
    hasRest: ({ context }) => context.restMs > SLICE_MS,
  },
  delays: {
    slice: () => SLICE_MS,
    rest: ({ context }) => Math.min(SLICE_MS, context.restMs),
    openDeadline: () => 12 * SECOND,
    helloDeadline: () => 15 * SECOND,
    replaceDeadline: () => 30 * SECOND,
    linger: () => 15 * SECOND,
    patience: () => 10 * MINUTE,
  },
});
