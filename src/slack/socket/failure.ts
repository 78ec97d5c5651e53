/** Why there is no connection. */

import { Failure } from '../../domain/health/failure.ts';
import { verdictOf } from '../errors.ts';

/** A failure, and whether trying again soon is of no use. */
export interface NoConnection {
  readonly failure: Failure;
  readonly parks: boolean;
}

const operation = 'slack.socket';

/** The connection closed, or did not come about; `why` are words of the SDK, redacted. */
export const socketClosed = (why: string | null): NoConnection => ({
  failure: new Failure({
    category: 'NETWORK',
    reason: 'socket_closed',
    operation,
    message: why ?? 'the connection closed',
  }),
  parks: false,
});

/** What `start()` rejects with; `undefined` where the connection closed before it was greeted. */
export function failureOfStart(thrown: unknown, redact: (text: string) => string): NoConnection {
  if (thrown === undefined) return socketClosed(null);
  const method = 'apps.connections.open';
  const verdict = verdictOf(thrown, { method, kind: 'post', toChannel: false, redact });
  if (!('failure' in verdict)) return socketClosed(null);
  const parks = verdict.type === 'refused' && (verdict.kind === 'auth' || verdict.kind === 'scope');
  return { failure: verdict.failure, parks };
}
