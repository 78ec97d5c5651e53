import type { Signal, TurnResult } from '../../src/domain/delivery/turn.ts';
import type { FactDraft } from '../../src/domain/health/fact.ts';
import { failureRecord } from '../../src/domain/health/failure.ts';
import type { QueueEvent } from './types.ts';

const component = 'message-queue';

/** A step that failed, as a fact: expected trouble or a bug, the queue goes on. */
export const stepFailed = (error: unknown, step: string, attempt = 1): FactDraft => {
  const failure = failureRecord(error, step, attempt, { component, at: 0 });
  return { type: 'queue.failed', component, at: null, failure };
};

/** A fact that says all there is in its name. */
export const said = (
  type:
    | 'queue.unauthorised'
    | 'queue.authorised'
    | 'queue.breaker_opened'
    | 'queue.breaker_closed'
    | 'queue.paused'
    | 'queue.resumed',
): FactDraft => ({ type, component, at: null });

/** What a turn has to report. */
export const factsOf = (turn: TurnResult): readonly FactDraft[] =>
  turn.type === 'handled' ? turn.facts : [];

/** What the modes hear of a call that was no turn: whether Slack still takes the token. */
export const endOfCall = (signal: Signal) => ({
  type: 'turn.ended' as const,
  stored: true,
  signal: signal === 'auth' ? ('auth' as const) : ('none' as const),
});

/** What the modes hear of a turn. */
export const endOf = (turn: TurnResult): QueueEvent =>
  turn.type === 'handled'
    ? { type: 'turn.ended', signal: turn.signal, stored: turn.unrecorded === null }
    : { type: 'turn.ended', signal: 'none', stored: true };
