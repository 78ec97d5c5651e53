/** Which fact is seen under which key by alert rules. The only place that knows both. */

import type { Sighting } from '../../domain/alerts/observe.ts';
import type { Observations } from '../../domain/alerts/rule.ts';
import { unknownValue } from '../../domain/alerts/verdict.ts';
import type { Fact, FactOf } from '../../domain/health/fact.ts';
import { failureOfFact } from '../../domain/health/ledger.ts';

type Feeds = { readonly [T in Fact['type']]?: (fact: FactOf<T>) => readonly Sighting[] };

const state = (key: string, value: string, labels: Sighting['labels'] = {}): Sighting => ({
  key,
  value,
  labels,
});

const once = (key: string, labels: Sighting['labels'] = {}): Sighting => ({
  key,
  value: 1,
  labels,
  count: true,
});

const seconds = (ms: number): number => ms / 1_000;

/** Rows that will not go by themselves, for another reason than their conversation. */
const givenUp: ReadonlySet<string> = new Set(['exhausted', 'unconfirmed']);

/** Failures of a probe cycle by which the host, not the network, is another than agreed. */
const refusals: Readonly<Record<string, string>> = {
  http_403: 'blocked',
  canary_missing_found: 'canary',
  canary_present_lost: 'canary',
  suspicious: 'suspicious',
};

const draftsAre = (canary: string, suspicious: number): string =>
  canary === 'failed' ? 'canary' : suspicious > 0 ? 'suspicious' : 'ok';

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, one) => sum + one, 0);

const feeds: Feeds = {
  'poll.known': ({ consecutiveFailures }) => [{ key: 'poll.failures', value: consecutiveFailures }],
  'poll.succeeded': () => [
    { key: 'index.success', value: 1 },
    state('watchdog.state', 'fresh'),
    { key: 'poll.failures', value: 0 },
    state('upstream.state', 'ok', { source: 'index' }),
  ],
  'poll.failed': ({ failure }) => [{ key: 'poll.failures', value: failure.attempt }],
  'poll.stale': () => [state('watchdog.state', 'stale')],
  'poll.recovered': () => [state('watchdog.state', 'fresh')],
  'index.rejected': () => [state('upstream.state', 'quarantined', { source: 'index' })],
  'probe.cycle': ({ attempts, errors, result, canary, suspicious }) => [
    { key: 'probe.attempts', value: attempts, count: true },
    { key: 'probe.errors', value: sumOf(errors), count: true },
    ...(result === 'FAILED'
      ? [] // what failed says so itself
      : [state('upstream.state', draftsAre(canary, suspicious), { source: 'drafts' })]),
  ],
  'probe.failed': ({ failure }) => {
    const word = refusals[failure.reason];
    return word === undefined ? [] : [state('upstream.state', word, { source: 'drafts' })];
  },
  'queue.backpressure': ({ depth, cause, oldestAgeMs }) => [
    state('queue.state', 'backpressure', {
      depth: String(depth),
      cause,
      ...(oldestAgeMs === null ? {} : { oldest_ms: String(oldestAgeMs) }),
    }),
  ],
  'queue.relieved': ({ depth }) => [state('queue.state', 'normal', { depth: String(depth) })],
  'queue.measured': ({ oldestAgeMs, gateMs }) => [
    { key: 'queue.due_age', value: seconds(oldestAgeMs ?? 0) },
    { key: 'slack.gate', value: seconds(gateMs) },
  ],
  'queue.gate_closed': ({ waitMs }) => [
    { key: 'slack.gate', value: seconds(waitMs) },
    once('rate.limited', { host: 'slack' }),
  ],
  'queue.unauthorised': () => [state('slack.auth', 'unauthorised')],
  'queue.authorised': () => [state('slack.auth', 'ok')],
  'queue.proven': () => [state('slack.auth', 'ok')],
  'delivery.sent': () => [once('queue.sent'), state('slack.auth', 'ok')],
  'delivery.confirmed': () => [once('queue.sent'), state('slack.auth', 'ok')],
  'delivery.printed': () => [once('queue.sent')],
  'delivery.failed': ({ failure }) =>
    failure.reason === 'missing_scope' ? [once('slack.scope')] : [],
  'delivery.dead': ({ reason, row }) => [once('queue.dead', { code: reason, row })],
  'delivery.parked': ({ reason, row }) =>
    givenUp.has(reason) ? [once('queue.dead', { code: reason, row })] : [],
  'destination.suspended': ({ dest, reason }) => [
    state('destination.state', 'suspended', { dest, code: reason }),
  ],
  'destination.restored': ({ dest }) => [state('destination.state', 'ok', { dest })],
  'slack.connected': () => [state('slack.socket', 'connected')],
  'slack.disconnected': () => [state('slack.socket', 'backing_off')],
  'slack.parked': () => [state('slack.socket', 'parked')],
  'slack.ghosts': ({ confirmed }) => (confirmed ? [state('slack.ghosts', 'seen')] : []),
  'slack.ghosts_gone': () => [state('slack.ghosts', 'none')],
  'slack.token_revoked': () => [state('slack.auth', 'unauthorised')],
  'config.problem': ({ failure }) => [
    state('config.problem', 'wrong', { problem: failure.message }),
  ],
  'config.mended': ({ was }) => [state('config.problem', 'mended', { problem: was })],
  'db.lost': () => [state('store.state', 'lost')],
  'db.back': () => [state('store.state', 'up')],
  'store.checked': () => [state('store.state', 'up')],
  'actor.restarted': ({ id, byCall }) => (byCall ? [] : [once('actor.restarts', { child: id })]),
  'clock.stepped': () => [once('clock.step')],
  'deadman.failed': () => [{ key: 'deadman.failures', value: 1, sum: true }],
  'deadman.pinged': () => [{ key: 'deadman.failures', value: 0 }],
};

/** Which host a failure is about, by the operation that failed. */
const hostOf = (operation: string): string | null =>
  operation.startsWith('index.') ? 'index' : operation.startsWith('draft') ? 'drafts' : null;

/** Keys of which it is known from the start that nothing was counted. */
export const countedKeys = [
  'queue.sent',
  'queue.dead',
  'slack.scope',
  'rate.limited',
  'actor.restarts',
  'process.unclean',
  'loop.slow',
  'clock.step',
] as const;

/** What is seen in a fact. */
export function sightingsOf(fact: Fact): readonly Sighting[] {
  const feed = feeds[fact.type] as ((fact: Fact) => readonly Sighting[]) | undefined; // its own kind of fact
  const failure = failureOfFact(fact);
  const host = failure?.category === 'RATE_LIMIT' ? hostOf(failure.operation) : null;
  return [...(feed?.(fact) ?? []), ...(host === null ? [] : [once('rate.limited', { host })])];
}

/** Not of polls: whether they succeed is known by one that did. */
const usual: readonly Sighting[] = [
  state('store.state', 'up'),
  state('queue.state', 'normal'),
  state('slack.auth', 'ok'),
  state('slack.socket', 'unseen'),
  state('slack.ghosts', 'none'),
];

/** After so long whoever has nothing bad to say is taken to be well. */
const SILENCE_MS = 60_000;

/** What nobody has spoken of by then: an alert from before a restart ends by it, too. */
export const usualSightings = (
  seen: Observations,
  now: number,
  startedAt: number,
): readonly Sighting[] =>
  usual.filter(({ key }) => {
    const last = seen.get(key)?.at(-1);
    const isSilent = last === undefined || last.value === unknownValue;
    return isSilent && now - (last?.at ?? startedAt) >= SILENCE_MS;
  });
