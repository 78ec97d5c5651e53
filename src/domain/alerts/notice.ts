/** The words of an alert, and its row in the outbox. */

import type { OutboxDraft } from '../delivery/outbox.ts';
import type { PressureCause } from '../health/fact.ts';
import type { FailureRecord } from '../health/failure.ts';
import type { Notice } from './book.ts';
import { beganAt, type Ending, type Firing, selfRules } from './selfRules.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const LONGEST = 500;

/** `61 min`; below two minutes `90 s`. */
const span = (ms: number): string =>
  ms < 2 * MINUTE ? `${Math.floor(ms / SECOND)} s` : `${Math.floor(ms / MINUTE)} min`;

/** `03:05:07Z`. */
const timeOfDay = (at: number): string => `${new Date(at).toISOString().slice(11, 19)}Z`;

const causes: Readonly<Record<PressureCause, string>> = {
  depth: 'more messages wait than should',
  ops_age: 'an alert has waited for over 60 s',
  age: 'a message has waited for over 10 min',
};

function firingText(fact: Firing, lastFailure: FailureRecord | null, now: number): string {
  if (fact.type === 'queue.backpressure') {
    const { depth, threshold, oldestAgeMs, cause } = fact;
    const oldest =
      oldestAgeMs === null ? '' : ` The oldest one that is due waits ${span(oldestAgeMs)}.`;
    return `${depth} messages wait (threshold ${threshold}): ${causes[cause]}.${oldest}`;
  }
  const stale = span(Math.max(now - fact.sinceMs, fact.staleAfterMs));
  const last =
    lastFailure === null
      ? 'No poll has failed either: none has ended.'
      : `Last failure: ${lastFailure.category}/${lastFailure.reason} at ${timeOfDay(lastFailure.at)}.`;
  return `No successful poll for ${stale} (threshold ${span(fact.staleAfterMs)}). ${last}`;
}

function resolvedText(fact: Firing, ending: Ending): string {
  if (ending.type === 'queue.relieved')
    return `Messages flow again: ${ending.depth} wait. It lasted ${span(ending.lastedMs)}.`;
  return `Polls succeed again, after ${span(ending.at - beganAt(fact))} without one.`;
}

/** What a notice says, at most 500 characters. `now` is when it is told. */
export const noticeText = (
  notice: Notice,
  lastFailure: FailureRecord | null,
  now: number,
): string =>
  (notice.state === 'firing'
    ? firingText(notice.fact, lastFailure, now)
    : resolvedText(notice.fact, notice.ending)
  ).slice(0, LONGEST);

/** The row for `channel`: in the lane that goes before all others, once per episode and state. */
export function noticeRow(notice: Notice, text: string, channel: string): OutboxDraft {
  const { rule, state, fact } = notice;
  const { severity, title } = selfRules[rule];
  const anchorKey = `alert:${rule}:${beganAt(fact)}`;
  return {
    ...{ dedupeKey: `${anchorKey}:${state}`, dest: channel, lane: 0, kind: 'post' },
    ...{ anchorKey: state === 'firing' ? anchorKey : null, threadOf: null, foldable: false },
    ...{ notBefore: null, expiresAt: null },
    content: { template: 'alert', rule, state, severity, title, text, sinceMs: beganAt(fact) },
  };
}
