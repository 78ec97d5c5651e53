import { assign, sendParent, setup } from 'xstate';
import { backoffMs } from '../src/domain/health/backoff.ts';
import type { FactDraft } from '../src/domain/health/fact.ts';
import { failureRecord } from '../src/domain/health/failure.ts';
import type { ChildOrder } from './childActions.ts';
import { required } from './required.ts';

/** The name of the channel, also of the actor. */
interface ChannelInput {
  readonly channel: string;
}

interface ChannelContext extends ChannelInput {
  /** Tries that failed in a row. */
  readonly tries: number;
  /** What the other side asked to wait; null when it did not. */
  readonly waitMs: number | null;
}

interface Sent {
  readonly result: 'sent' | 'nothing' | 'failed' | 'refused';
  readonly waitMs: number | null;
  readonly facts: readonly FactDraft[];
}

/** What a channel tells the actor that runs it. */
export interface ChannelSaid {
  readonly type: 'channel.said';
  readonly facts: readonly FactDraft[];
}

const SECOND = 1_000;
const LOOK_MS = 30 * SECOND;
const BLOCKED_MS = 5 * 60 * SECOND;
/** 1 s, then 5 s, then up to a minute. */
const resend = { firstMs: SECOND, factor: 5, maxMs: 60 * SECOND, jitter: 0 };

/** A step that broke is a failed try: nothing was marked, so it is sent again. */
const broken = (error: unknown, { channel, tries }: ChannelContext): readonly FactDraft[] => {
  const failure = failureRecord(error, `${channel}.send`, tries + 1, {
    component: 'alerts',
    at: 0,
  });
  const fact = { type: 'alert.delivery_failed', component: 'alerts', at: null } as const;
  return [{ ...fact, failure, channel, rule: 'none', kind: 'unknown', last: false }];
};

const parts = setup({
  types: {
    input: {} as ChannelInput,
    context: {} as ChannelContext,
    events: {} as ChildOrder | { readonly type: 'notice.due' },
  },
  actors: { send: required<Sent, string>() },
  actions: {
    say: sendParent(
      (_, facts: readonly FactDraft[]): ChannelSaid => ({ type: 'channel.said', facts }),
    ),
    countTry: assign(({ context }, waitMs: number | null) => ({
      tries: context.tries + 1,
      waitMs,
    })),
    forgetTries: assign({ tries: 0, waitMs: null }),
  },
  guards: {
    isSent: (_, { result }: Sent) => result === 'sent',
    isNothing: (_, { result }: Sent) => result === 'nothing',
    isRefused: (_, { result }: Sent) => result === 'refused',
  },
  delays: {
    look: LOOK_MS,
    blocked: BLOCKED_MS,
    backoff: ({ context: { tries, waitMs } }) =>
      Math.max(backoffMs(resend, tries - 1, 0), waitMs ?? 0),
  },
});

interface Done {
  readonly event: { readonly output: Sent };
}

const output = ({ event }: Done): Sent => event.output;
const say = { type: 'say', params: ({ event }: Done) => event.output.facts } as const;
const countTry = { type: 'countTry', params: ({ event }: Done) => event.output.waitMs } as const;

/**
 * One way past Slack. It sends what waits for it, one after the other, and holds up nobody else: a
 * channel that fails rests, longer each time; one that refuses is left alone for five minutes.
 */
export const noticeChannelMachine = parts.createMachine({
  id: 'noticeChannel',
  context: ({ input: { channel } }) => ({ channel, tries: 0, waitMs: null }),
  initial: 'idle',
  on: { 'sup.stop': '.stopped' },
  states: {
    idle: { on: { 'notice.due': 'sending' }, after: { look: 'sending' } },
    sending: {
      invoke: {
        src: 'send',
        input: ({ context }) => context.channel,
        onDone: [
          {
            guard: { type: 'isSent', params: output },
            target: 'sending',
            reenter: true,
            actions: ['forgetTries', say],
          },
          { guard: { type: 'isNothing', params: output }, target: 'idle' },
          {
            guard: { type: 'isRefused', params: output },
            target: 'blocked',
            actions: [countTry, say],
          },
          { target: 'backingOff', actions: [countTry, say] },
        ],
        onError: {
          target: 'backingOff',
          actions: [
            { type: 'say', params: ({ event, context }) => broken(event.error, context) }, // counts itself
            { type: 'countTry', params: null },
          ],
        },
      },
    },
    backingOff: { after: { backoff: 'sending' } },
    blocked: { after: { blocked: 'sending' } },
    stopped: { type: 'final' },
  },
});
