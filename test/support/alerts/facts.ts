/** Facts that alerts are made from, as they come in the daemon. */

import type { FactBody } from '../../../src/domain/health/fact.ts';
import { HOUR } from './alerts.ts';

export const stale: FactBody = { type: 'poll.stale', staleAfterMs: HOUR, sinceMs: 0 };
export const recovered: FactBody = { type: 'poll.recovered' };

export const pressed = (depth = 101): FactBody => ({
  type: 'queue.backpressure',
  depth,
  threshold: 100,
  cause: 'depth',
  oldestAgeMs: 180_000,
});

export const relieved: FactBody = { type: 'queue.relieved', depth: 12, lastedMs: 240_000 };

export const failed = (at: number, attempt = 3): FactBody => ({
  type: 'poll.failed',
  cycle: 'c',
  durationMs: 1,
  retries: 2,
  failure: {
    category: 'TIMEOUT',
    reason: 'headers_timeout',
    operation: 'index.fetch',
    component: 'poller',
    message: 'late',
    attempt,
    retryAfterMs: null,
    at,
  },
});

export const succeeded: FactBody = {
  type: 'poll.succeeded',
  cycle: 'c',
  result: 'unchanged',
  entries: 1,
  added: 0,
  changed: 0,
  missing: 0,
  events: 0,
  messages: 0,
  bytes: 1,
  durationMs: 1,
  retries: 0,
};
