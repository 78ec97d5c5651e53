/** What is judged: one check each, `pass`, `warn` or `fail`, and whether it fails the whole. */

import { type Check, check, fail, isStandby, pass, warn } from './check.ts';
import { seconds } from './moment.ts';
import { type HealthParts, type QueuePart, valueIn } from './parts.ts';
import { proberChecks } from './prober.ts';
import { socketTrouble } from './socket.ts';
import { poolStatus } from './summary.ts';

const MINUTE_MS = 60_000;

const processChecks = ({ process }: HealthParts): Check[] => [
  check(process, { name: 'process:uptime', unit: 's' }, (part) => {
    const value = seconds(part.uptimeMs);
    if (part.draining) return { value, ...warn('draining') };
    return part.running ? { value, ...pass } : { value, ...warn('starting') };
  }),
];

/** Whether operators would hear of trouble, and whether there is some. */
function alertChecks({ alerts, process }: HealthParts): Check[] {
  const part = valueIn(process);
  return [
    check(alerts, { name: 'alerts:undelivered', unit: 'notices' }, ({ outbox, path, ...rest }) => {
      const value = outbox.pending;
      if (path === 'broken') return { value, ...fail('no alert arrives anywhere') };
      if (part?.dryRun !== true && part?.opsChannel === false)
        return { value, ...warn('OPS_ALERT_CHANNEL is not set: no alert reaches Slack') };
      if (part?.dryRun !== true && part?.running === true && rest.fallbacks === 0)
        return { value, ...warn('no way past Slack is set: nobody hears of Slack being away') };
      const { firing_p1: urgent, firing_p2: serious } = rest.counts;
      return urgent + serious > 0
        ? { value, ...warn(`${urgent} P1 and ${serious} P2 alerts fire`) }
        : { value, ...pass };
    }),
  ];
}

function pollerChecks(parts: HealthParts, nowMs: number): Check[] {
  const { poller } = parts;
  const staleAfter = valueIn(poller);
  const threshold = staleAfter === null ? {} : { threshold: seconds(2 * staleAfter.intervalMs) };
  return [
    check(poller, { name: 'poller:lastSuccessAge', unit: 's', ...threshold }, (part) => {
      const value = part.lastSuccessAt === null ? null : seconds(nowMs - part.lastSuccessAt);
      if (isStandby(parts)) return { value, ...pass, output: 'standby' }; // another process polls
      if (part.stale) return { value, ...fail('no good poll for twice the interval') };
      return part.lastSuccessAt === null
        ? { value, ...warn('no good poll yet') }
        : { value, ...pass };
    }),
    check(poller, { name: 'poller:consecutiveFailures', unit: 'polls' }, (part) => ({
      value: part.consecutiveFailures,
      ...(part.consecutiveFailures > 0 ? warn(lastFailure(part.lastFailure)) : pass),
    })),
  ];
}

const lastFailure = (failure: { category: string; reason: string } | null): string =>
  failure === null ? 'the last poll failed' : `${failure.category}/${failure.reason}`;

const OPS_AGE_LIMIT_MS = 10 * MINUTE_MS;

const STUCK_AGE_MS = 10 * MINUTE_MS;
const STUCK_SILENCE_MS = 5 * MINUTE_MS;

/** Something is due for ten minutes, and for five nothing was sent. */
const isStuck = ({ state, lastDeliveryAt }: QueuePart, nowMs: number): boolean =>
  (state?.oldestAgeMs ?? 0) >= STUCK_AGE_MS && nowMs - (lastDeliveryAt ?? 0) >= STUCK_SILENCE_MS;

/** On a standby another process sends: what waits there is not our trouble. */
const standingBy = (checks: readonly Check[]): Check[] =>
  checks.map((one) => ({ ...one, status: 'pass', output: 'standby' }));

const queueChecks = (parts: HealthParts, nowMs: number): Check[] =>
  isStandby(parts) && parts.queue.ok
    ? standingBy(queueChecksOf(parts, nowMs))
    : queueChecksOf(parts, nowMs);

function queueChecksOf({ queue }: HealthParts, nowMs: number): Check[] {
  const limit = valueIn(queue)?.threshold;
  return [
    check(
      queue,
      {
        name: 'message-queue:depth',
        unit: 'messages',
        ...(limit === undefined ? {} : { threshold: limit }),
      },
      ({ state, backpressure, threshold }) => {
        const value = state?.depth ?? null;
        if (backpressure)
          return { value, ...warn(`${value ?? 0} waiting, threshold ${threshold}`) };
        return (state?.parked ?? 0) > 0
          ? { value, ...warn(`${state?.parked ?? 0} parked`) }
          : { value, ...pass };
      },
    ),
    check(queue, { name: 'message-queue:oldestAge', unit: 's' }, (part) => {
      const { state } = part;
      const value = state?.oldestAgeMs == null ? null : seconds(state.oldestAgeMs);
      const opsAge = state?.oldestAgeByLane.ops ?? 0;
      if (opsAge > OPS_AGE_LIMIT_MS)
        return { value, ...fail('a notice to the operators waits for over 10 min') };
      return isStuck(part, nowMs)
        ? { value, ...fail('something is due for 10 min, and for 5 nothing was sent') }
        : { value, ...pass };
    }),
    check(queue, { name: 'message-queue:gates', unit: 's' }, ({ state, webApi }) => {
      const value = seconds(state?.gateMs ?? 0);
      if (webApi === 'unauthorised') return { value, ...fail('Slack refuses the token') };
      return webApi === 'breaker_open'
        ? { value, ...warn('sending keeps failing') }
        : { value, ...pass };
    }),
  ];
}

const socketChecks = ({ socket }: HealthParts, nowMs: number): Check[] => [
  check(socket, { name: 'slack-socket:connections', unit: 'connections' }, (part) => {
    const value = part.reported;
    const trouble = socketTrouble(part, nowMs);
    if (trouble !== null) return { value, ...warn(trouble) };
    return part.socket === 'standby' ? { value, ...pass, output: 'standby' } : { value, ...pass };
  }),
];

function databaseChecks(parts: HealthParts, nowMs: number): Check[] {
  const status = poolStatus(parts);
  return [
    check(
      parts.database,
      { name: 'store:connections', unit: 'connections', decides: false },
      ({ pool }) => {
        const value = pool?.inUse ?? null;
        if (status === 'down') return { value, ...fail('the database does not answer') };
        return status === 'ok' ? { value, ...pass } : { value, ...warn(status) };
      },
    ),
    check(parts.database, { name: 'store:responseTime', unit: 'ms' }, ({ pool, lostSince }) => {
      const value = pool?.lastCheckMs ?? null;
      return lostSince !== null && nowMs - lostSince > MINUTE_MS
        ? { value, ...fail('the database has been away for over a minute') }
        : { value, ...pass };
    }),
  ];
}

const supervisorChecks = ({ supervisor, failures }: HealthParts): Check[] => [
  check(supervisor, { name: 'supervisor:restarts', unit: 'restarts' }, (part) => {
    const value = part.restarts1h;
    if (part.givingUp) return { value, ...fail('a supervisor is giving up') };
    if (part.missing.length > 0) return { value, ...fail(`not up: ${part.missing.join(', ')}`) };
    return part.restarting || value > 0
      ? { value, ...warn(`${value} in the last hour`) }
      : { value, ...pass };
  }),
  check(failures, { name: 'supervisor:failures', unit: 'failures' }, ({ lastHour }) => ({
    value: Object.values(lastHour).reduce((sum, one) => sum + one, 0),
    ...pass,
  })),
];

const runtimeChecks = ({ runtime }: HealthParts): Check[] => [
  check(runtime, { name: 'process:memory', unit: 'bytes' }, (part) => ({
    value: part.rssBytes,
    ...pass,
  })),
  check(runtime, { name: 'process:loop', unit: 's', threshold: 1 }, (part) => ({
    value: part.loopDelayMaxSeconds,
    ...pass,
  })),
  check(runtime, { name: 'process:disk', unit: 'ratio', threshold: 0.8 }, (part) => ({
    value: part.diskUsedRatio,
    ...pass,
  })),
];

/** Every check, in a fixed order. */
export const checks = (parts: HealthParts, nowMs: number): readonly Check[] => [
  ...processChecks(parts),
  ...alertChecks(parts),
  ...pollerChecks(parts, nowMs),
  ...proberChecks(parts),
  ...queueChecks(parts, nowMs),
  ...socketChecks(parts, nowMs),
  ...databaseChecks(parts, nowMs),
  ...supervisorChecks(parts),
  ...runtimeChecks(parts),
];
