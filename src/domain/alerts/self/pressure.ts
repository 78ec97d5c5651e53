/** The sentences about polls and about messages that pile up. */

import { type Speech, says, span } from './phrase.ts';

const causes: Readonly<Record<string, string>> = {
  depth: 'more messages wait than should',
  ops_age: 'an alert has waited for over 60 s',
  age: 'a message has waited for over 10 min',
};

/** Without a good poll. `key`: its observations are good polls. */
export const stale = (key: string, staleAfterMs: number): Speech =>
  says(
    ({ last, now }) => {
      const since = last(key)?.at ?? now - staleAfterMs;
      const age = span(Math.max(now - since, staleAfterMs));
      return `No successful poll for ${age} (threshold ${span(staleAfterMs)}).`;
    },
    {
      resolved: ({ lastedMs }) =>
        `Polls succeed again, after ${span(lastedMs + staleAfterMs)} without one.`,
      blames: ['poller'],
      unblamed: 'No poll has failed either: none has ended.',
    },
  );

/** Under pressure. The labels of `key` say how deep, why, and how old the oldest is. */
export const pressed = (key: string, threshold: number): Speech =>
  says(
    ({ last }) => {
      const { depth = '?', cause = '', oldest_ms: oldest } = last(key)?.labels ?? {};
      const age =
        oldest === undefined ? '' : ` The oldest one that is due waits ${span(Number(oldest))}.`;
      return `${depth} messages wait (threshold ${threshold}): ${causes[cause] ?? cause}.${age}`;
    },
    {
      resolved: ({ last, lastedMs }) =>
        `Messages flow again: ${last(key)?.labels['depth'] ?? '?'} wait. It lasted ${span(lastedMs)}.`,
      blames: ['message-queue'],
    },
  );
