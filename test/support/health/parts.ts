import type { Collected, HealthParts } from '../../../src/domain/health/document/parts.ts';
import { failureCategories } from '../../../src/domain/health/failure.ts';

/** The moment at which the documents of the tests are made. */
export const NOW = Date.UTC(2026, 10, 22, 3, 12, 0, 120);

const ok = <T>(value: T): Collected<T> => ({ ok: true, value });

const lanes = <T>(value: T) => ({ ops: value, answers: value, news: value, bulk: value });

/** The parts of a daemon that is well. */
export const good: HealthParts = {
  process: ok({
    startedAt: NOW - 60_000,
    uptimeMs: 60_000,
    leader: true,
    draining: false,
    dryRun: false,
    running: true,
    opsChannel: true,
  }),
  poller: ok({
    lastSuccessAt: NOW - 412_000,
    lastAttemptAt: NOW - 412_000,
    lastChangeAt: NOW - 500_000,
    consecutiveFailures: 0,
    lastFailure: null,
    intervalMs: 1_800_000,
    entries: 18_483,
    stale: false,
  }),
  prober: ok({
    last: {
      cycle: 4_711,
      result: 'OK',
      startedAt: NOW - 470_120,
      durationMs: 121_400,
      requests: 243,
      attempts: 240,
      hits: 3,
      misses: 237,
      suspicious: 0,
      errors: {},
      hitRate: 0.0125,
      errorRate: 0,
      rate: 2,
      canary: 'passed',
      dueLeft: 0,
      targets: 9_142,
      found: 1,
      updated: 0,
    },
    lastSuccessAt: NOW - 349_120,
    consecutiveFailures: 0,
    lastFailure: null,
    intervalMs: 1_800_000,
  }),
  queue: ok({
    state: {
      depth: 0,
      byLane: lanes(0),
      enqueued: { ops: 1, answers: 0, news: 172, bulk: 0 },
      scheduled: 0,
      oldestAgeMs: null,
      oldestAgeByLane: lanes<number | null>(null),
      parked: 0,
      dead: 0,
      ambiguous: 0,
      suspended: 0,
      destinations: 0,
      gateMs: 0,
    },
    backpressure: false,
    threshold: 100,
    sentTotal: 3,
    failedTotal: 0,
    lastDeliveryAt: NOW - 1_000,
    webApi: 'ok',
  }),
  alerts: ok({
    counts: { firing_p1: 0, firing_p2: 0, pending: 0, acked: 0, silenced: 0, held: 0 },
    outbox: { pending: 0, oldestMs: null, dead: 0 },
    path: 'ok',
    fallbacks: 1,
    deadman: { lastOkAt: null, lastError: null },
  }),
  socket: ok({
    socket: 'connected',
    connectedSince: NOW - 60_000,
    awaySince: null,
    lastFrameAt: NOW - 4_000,
    reported: 1,
    haunted: false,
  }),
  database: ok({
    pool: {
      max: 8,
      open: 4,
      inUse: 3,
      waiting: 0,
      waitingMs: null,
      lastCheckMs: 2,
      lastError: null,
      down: false,
    },
    lostSince: null,
  }),
  supervisor: ok({
    children: 8,
    restarts1h: 0,
    restartsByChild: {},
    intensityLeft: 3,
    givingUp: false,
    restarting: false,
    missing: [],
  }),
  failures: ok({
    lastHour: Object.fromEntries(failureCategories.map((category) => [category, 0])) as Record<
      (typeof failureCategories)[number],
      number
    >,
    last: null,
  }),
  runtime: ok({
    loopDelayMaxSeconds: 0.021,
    loopDelayP99Seconds: 0.0201,
    loopUtilization: 0.01,
    rssBytes: 90_000_000,
    heapUsedBytes: 30_000_000,
    limitBytes: 256_000_000,
    diskUsedRatio: 0.5,
    logDiskUsedRatio: null,
    cpuSeconds: 12.5,
    startTimeSeconds: NOW / 1_000 - 60,
    openFds: 31,
  }),
};

/** The same with one part changed. */
export const but = <K extends keyof HealthParts>(
  name: K,
  change: HealthParts[K] extends Collected<infer T> ? Partial<T> : never,
): HealthParts => {
  const part = good[name];
  return { ...good, [name]: part.ok ? ok({ ...part.value, ...change }) : part };
};
