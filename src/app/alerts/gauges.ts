/** What alert rules look at that nobody reports: it is measured, at most every ten seconds. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Sighting } from '../../domain/alerts/observe.ts';
import type { RuntimePart } from '../../domain/health/document/parts.ts';
import type { PoolStatus } from '../../ports/database.ts';

/**
 * Where the numbers come from. Moments in ms; spans are counted by `steady`, which only goes forward,
 * and only while the process runs.
 */
export interface GaugeNeeds {
  readonly steady: () => number;
  /** Counts while the process is suspended, too; its zero means nothing. */
  readonly elapsed: () => number;
  readonly wall: () => number;
  /** By `steady`. */
  readonly startedAt: number;
  readonly pool: () => PoolStatus | null;
  /** Null before there is a tree. */
  readonly restartsLeft: () => number | null;
  readonly outsideFailing: (steadyMs: number) => number;
  readonly waitingMs: () => number | null;
  readonly runtime: () => RuntimePart;
}

const TICK_MS = 10_000;
const SLOW_MS = 1_000;
const STEP_MS = 5_000;

/** Starts to measure; `take` gives what is due. */
export interface AlertGauges {
  take(): readonly Sighting[];
  /** By how much the wall clock has jumped since it was last asked; 0 for not at all. */
  stepped(): number;
  stop(): void;
}

/** Its own look at the event loop: the longest delay of each tick, since a block is one sample. */
export function startAlertGauges(needs: GaugeNeeds): AlertGauges {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let lastAt = Number.NEGATIVE_INFINITY;
  let offset = needs.wall() - needs.elapsed();
  return {
    take: () => {
      const steady = needs.steady();
      if (steady - lastAt < TICK_MS) return [];
      lastAt = steady;
      const slow = delay.max / 1e6 > SLOW_MS;
      delay.reset();
      return [
        ...(slow ? [{ key: 'loop.slow', value: 1, count: true }] : []),
        ...measured(needs, steady),
      ];
    },
    stepped: () => {
      const now = needs.wall() - needs.elapsed();
      const by = now - offset;
      if (Math.abs(by) <= STEP_MS) return 0;
      offset = now;
      return by;
    },
    stop: () => delay.disable(),
  };
}

/** What is about all channels together. */
const everywhere = { channel: 'every channel' } as const;

function measured(needs: GaugeNeeds, steady: number): readonly Sighting[] {
  const { rssBytes, limitBytes, ...disks } = needs.runtime();
  const left = needs.restartsLeft();
  return [
    { key: 'process.uptime', value: (steady - needs.startedAt) / 1_000 },
    { key: 'memory.used', value: rssBytes / limitBytes },
    { key: 'outside.failing', value: needs.outsideFailing(steady) },
    { key: 'pool.exhausted', value: (needs.pool()?.waitingMs ?? 0) / 1_000 },
    { key: 'notice.waiting', value: (needs.waitingMs() ?? 0) / 1_000, labels: everywhere },
    { key: 'channel.refused', value: 'taken', labels: everywhere },
    ...(left === null ? [] : [{ key: 'actor.left', value: left }]),
    ...fullness('DATA_DIR', disks.diskUsedRatio),
    ...fullness('LOG_DIR', disks.logDiskUsedRatio),
  ];
}

/** What is not known is not seen: the rule says so by not knowing. */
const fullness = (volume: string, value: number | null): readonly Sighting[] =>
  value === null ? [] : [{ key: 'disk.used', value, labels: { volume } }];
