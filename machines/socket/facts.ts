import type { FactDraft } from '../../src/domain/health/fact.ts';
import type { FailureRecord } from '../../src/domain/health/failure.ts';
import type { SocketContext } from './types.ts';

const component = 'slack-socket';

/** There is no connection, or none any more. */
export const disconnected = (
  failure: FailureRecord,
  { tries }: SocketContext,
  served: boolean,
): FactDraft => ({
  type: 'slack.disconnected',
  component,
  at: null,
  served,
  failure: { ...failure, attempt: tries },
});

const late = {
  open: 'no address to connect to within 12 s',
  no_hello: 'no greeting in time',
} as const;

/** A deadline of the chart is over. */
export const tooLate = (
  reason: keyof typeof late,
  context: SocketContext,
  served = false,
): FactDraft =>
  disconnected(
    {
      category: 'TIMEOUT',
      reason,
      operation: 'slack.socket',
      component,
      message: late[reason],
      attempt: 1,
      retryAfterMs: null,
      at: 0,
    },
    context,
    served,
  );

export const connected = (connections: number | null, replaces: boolean): FactDraft => ({
  type: 'slack.connected',
  component,
  at: null,
  connections,
  replaces,
});

export const noticed = (reason: string): FactDraft => ({
  type: 'slack.notice',
  component,
  at: null,
  reason,
});

export const parked = (reason: string): FactDraft => ({
  type: 'slack.parked',
  component,
  at: null,
  reason,
});

export const ghosts = (connections: number | null, confirmed: boolean): FactDraft => ({
  type: 'slack.ghosts',
  component,
  at: null,
  connections: connections ?? 0,
  confirmed,
});

export const ghostsGone: FactDraft = { type: 'slack.ghosts_gone', component, at: null };
