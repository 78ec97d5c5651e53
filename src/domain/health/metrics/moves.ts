/** Which fact moves which counter. The only place that knows. */

import type { Fact, FactOf } from '../fact.ts';
import type { FailureCategory } from '../failure.ts';
import { failureOfFact } from '../ledger.ts';
import type { CounterName, HistogramName, LabelsOf } from './definitions.ts';

/** A counter that goes up. */
export type Count = {
  [N in CounterName]: {
    readonly type: 'count';
    readonly name: N;
    readonly labels: LabelsOf<N>;
    readonly by: number;
  };
}[CounterName];

/** A value that a histogram takes, in seconds. */
export type Observation = {
  [N in HistogramName]: {
    readonly type: 'observe';
    readonly name: N;
    readonly labels: LabelsOf<N>;
    readonly value: number;
  };
}[HistogramName];

/** What one fact does to the metrics. */
export type Move = Count | Observation;

/** A counter that goes up, by one unless said. */
export const count = <N extends CounterName>(name: N, labels: LabelsOf<N>, by = 1): Move =>
  ({ type: 'count', name, labels, by }) as Move; // the labels were checked against the name

/** A span that was measured, given in ms. */
export const observe = <N extends HistogramName>(name: N, labels: LabelsOf<N>, ms: number): Move =>
  ({ type: 'observe', name, labels, value: ms / 1_000 }) as Move; // the labels were checked against the name

type Moves = { readonly [T in Fact['type']]?: (fact: FactOf<T>) => readonly Move[] };

const none = {};

/** How a try on a way past Slack ended, by the category of its failure. */
const notSent: Readonly<Partial<Record<FailureCategory, string>>> = {
  RATE_LIMIT: 'rate_limited',
  TIMEOUT: 'timeout',
  UPSTREAM_CHANGED: 'client_error',
};

/** The same where its reason says more. */
const notSentBecause: Readonly<Record<string, string>> = {
  http_401: 'auth_error',
  http_403: 'auth_error',
  http_5xx: 'server_error',
};

const moves: Moves = {
  'poll.succeeded': ({ result, added, durationMs, retries }) => [
    count('polls_total', { outcome: result }),
    observe('poll_duration_seconds', none, durationMs),
    ...some('poll_retries_total', retries),
    // A first index is stored in silence: nothing in it was found.
    ...(added > 0 && result !== 'seeded'
      ? [count('papers_found_total', { kind: 'index' }, added)]
      : []),
  ],
  'poll.failed': ({ failure, durationMs, retries }) => [
    count('polls_total', { outcome: 'failed' }),
    count('poll_failures_total', { category: failure.category, reason: failure.reason }),
    observe('poll_duration_seconds', none, durationMs),
    ...some('poll_retries_total', retries),
    ...limited('index', failure.category),
  ],
  'probe.cycle': ({ hits, misses, suspicious, errors, durationMs }) => [
    ...looks('hit', hits),
    ...looks('miss', misses),
    ...looks('suspicious', suspicious),
    ...looks(
      'error',
      Object.values(errors).reduce((sum, one) => sum + one, 0),
    ),
    observe('probe_duration_seconds', none, durationMs),
  ],
  'probe.failed': ({ failure }) => [
    count('probe_failures_total', { category: failure.category, reason: failure.reason }),
    ...limited('drafts', failure.category),
  ],
  'draft.found': ({ older }) => (older ? [] : [count('papers_found_total', { kind: 'draft' })]),
  'delivery.sent': ({ lane, waitedMs }) => [
    count('messages_sent_total', { lane }),
    observe('message_wait_seconds', { lane }, waitedMs),
  ],
  'delivery.printed': ({ lane }) => [count('messages_sent_total', { lane })],
  'delivery.failed': ({ lane, failure }) => [
    count('messages_failed_total', { lane, category: failure.category }),
    ...limited('slack', failure.category),
  ],
  'delivery.expired': ({ lane }) => [count('messages_expired_total', { lane })],
  'delivery.confirmed': () => [count('messages_confirmed_total', { result: 'found' })],
  'delivery.repeated': ({ possibleDuplicate }) => [
    count('messages_confirmed_total', { result: possibleDuplicate ? 'unreadable' : 'absent' }),
    ...(possibleDuplicate ? [count('messages_possible_duplicates_total', none)] : []),
  ],
  'delivery.folded': (fact) => [count('messages_folded_total', none, fact.count - 1)],
  'queue.gate_closed': ({ method }) => [count('slack_rate_limited_total', { method })],
  'slack.disconnected': ({ failure }) => [
    count('slack_reconnects_total', { reason: failure.reason }),
    ...limited('slack', failure.category),
  ],
  'slack.notice': ({ reason }) => [count('slack_reconnects_total', { reason })],
  'slack.frame_rejected': ({ kind }) => [count('slack_frames_rejected_total', { kind })],
  'slack.duplicate': () => [count('slack_envelopes_duplicate_total', none)],
  'slack.received': ({ ackMs }) => [
    ackMs === null
      ? count('slack_ack_failed_total', none)
      : observe('slack_ack_seconds', none, ackMs),
  ],
  'slack.failed': ({ failure }) => limited('slack', failure.category),
  'actor.restarted': ({ id }) => [count('actor_restarts_total', { actor: id })],
  'actor.crashed': actorFailed,
  'actor.start_failed': actorFailed,
  'actor.stop_failed': actorFailed,
  'alert.firing': ({ rule }) => [count('alert_transitions_total', { rule, to: 'firing' })],
  'alert.delivered': ({ channel, kind, waitedMs }) => [
    count('notifications_total', { channel, kind, outcome: 'ok' }),
    count('alert_fallback_total', { target: channel, outcome: 'ok' }),
    observe('notification_latency_seconds', { channel }, waitedMs),
  ],
  'alert.delivery_failed': ({ channel, kind, failure }) => [
    count('notifications_total', {
      channel,
      kind,
      outcome: notSentBecause[failure.reason] ?? notSent[failure.category] ?? 'network',
    }),
    count('alert_fallback_total', { target: channel, outcome: 'failed' }),
    ...limited('alerting', failure.category),
  ],
  'deadman.pinged': () => [count('deadman_pings_total', { outcome: 'ok' })],
  'deadman.failed': () => [count('deadman_pings_total', { outcome: 'failed' })],
  'deadman.silent': () => [count('deadman_pings_total', { outcome: 'silent' })],
  'alert.resolved': ({ rule }) => [count('alert_transitions_total', { rule, to: 'resolved' })],
  'clock.stepped': () => [count('clock_steps_total', none)],
};

/** What a fact does to the metrics; most facts do nothing. */
export function movesOf(fact: Fact): readonly Move[] {
  const move = moves[fact.type] as ((fact: Fact) => readonly Move[]) | undefined; // the row of this type
  return move?.(fact) ?? [];
}

function actorFailed(
  fact: FactOf<'actor.crashed' | 'actor.start_failed' | 'actor.stop_failed'>,
): readonly Move[] {
  const category = failureOfFact(fact)?.category ?? 'UNKNOWN';
  return [count('actor_failures_total', { actor: fact.id, category })];
}

const some = (name: 'poll_retries_total', by: number): readonly Move[] =>
  by > 0 ? [count(name, none, by)] : [];

const looks = (outcome: string, by: number): readonly Move[] =>
  by > 0 ? [count('probes_total', { outcome }, by)] : [];

const limited = (
  host: 'index' | 'drafts' | 'slack' | 'alerting',
  category: FailureCategory,
): readonly Move[] => (category === 'RATE_LIMIT' ? [count('rate_limited_total', { host })] : []);
