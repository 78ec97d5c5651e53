import { readdir, stat, statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { RuntimePart } from '../domain/health/document/parts.ts';

/** Numbers about the process itself, read every ten seconds. */
export interface Gauges {
  read(): RuntimePart;
  /** More about the event loop, for who looks into a daemon that is slow. */
  loop(): LoopView;
  stop(): void;
}

/** The event loop of the last minute, and what keeps it alive now. */
export interface LoopView {
  readonly delayMaxSeconds: number;
  readonly delayP50Seconds: number;
  readonly delayP99Seconds: number;
  readonly utilization: number;
  /** Handles and requests by their type. */
  readonly handles: Readonly<Record<string, number>>;
  readonly memory: NodeJS.MemoryUsage;
}

const NS_PER_SECOND = 1e9;
const US_PER_SECOND = 1e6;
const READ_EVERY_MS = 10_000;
const KEPT = 6; // readings: the last minute

interface Reading {
  readonly max: number;
  readonly p50: number;
  readonly p99: number;
  readonly utilization: number;
}

/**
 * Starts reading. A block is one sample of the delay: its maximum is what tells. `logDir`: null
 * without files of lines.
 */
export function startGauges(dataDir: string, logDir: string | null): Gauges {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let used = performance.eventLoopUtilization();
  const disk = volume(dataDir);
  const logDisk = logDir === null ? null : volume(logDir);
  let openFds: number | null = null;
  const readings: Reading[] = [];
  const take = (): void => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, used);
    used = now;
    readings.push({
      max: delay.max / NS_PER_SECOND,
      p50: delay.percentile(50) / NS_PER_SECOND,
      p99: delay.percentile(99) / NS_PER_SECOND,
      utilization,
    });
    if (readings.length > KEPT) readings.shift();
    delay.reset();
    disk.look();
    logDisk?.look();
    void readdir('/proc/self/fd').then(
      ({ length }) => {
        openFds = length;
      },
      () => {
        openFds = null; // not Linux
      },
    );
  };
  take();
  const timer = setInterval(take, READ_EVERY_MS).unref();
  return {
    read: () => {
      const { rss, heapUsed } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      return {
        // With what is being measured now: a block shows at once, not ten seconds later.
        loopDelayMaxSeconds: Math.max(delay.max / NS_PER_SECOND, ...readings.map(({ max }) => max)),
        loopDelayP99Seconds: Math.max(0, ...readings.map(({ p99 }) => p99)),
        loopUtilization: readings.at(-1)?.utilization ?? 0,
        rssBytes: rss,
        heapUsedBytes: heapUsed,
        limitBytes: memoryLimit(),
        diskUsedRatio: disk.last()?.usedRatio ?? null,
        // One volume that fills up is one trouble.
        logDiskUsedRatio:
          logDisk?.last()?.device === disk.last()?.device
            ? null
            : (logDisk?.last()?.usedRatio ?? null),
        cpuSeconds: (user + system) / US_PER_SECOND,
        startTimeSeconds: performance.timeOrigin / 1_000,
        openFds,
      };
    },
    loop: () => ({
      delayMaxSeconds: Math.max(delay.max / NS_PER_SECOND, ...readings.map(({ max }) => max)),
      delayP50Seconds: Math.max(0, ...readings.map(({ p50 }) => p50)),
      delayP99Seconds: Math.max(0, ...readings.map(({ p99 }) => p99)),
      utilization: readings.at(-1)?.utilization ?? 0,
      handles: countedBy(process.getActiveResourcesInfo()),
      memory: process.memoryUsage(),
    }),
    stop: () => {
      clearInterval(timer);
      delay.disable();
    },
  };
}

interface Look {
  readonly device: number;
  readonly usedRatio: number | null;
}

/** How full the volume of a folder is, as it was read last; null: there is no such folder yet. */
function volume(folder: string) {
  let last: Look | null = null;
  return {
    look: () =>
      void Promise.all([stat(folder), statfs(folder)]).then(
        ([{ dev }, { blocks, bavail }]) => {
          last = { device: dev, usedRatio: blocks === 0 ? null : 1 - bavail / blocks };
        },
        () => {
          last = null; // nothing is known
        },
      ),
    last: () => last,
  };
}

/** Node says about 1.8e19 where no limit is set. */
function memoryLimit(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < Number.MAX_SAFE_INTEGER ? limit : totalmem();
}

const countedBy = (words: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(words, (word) => word)).map(([word, all = []]) => [
      word,
      all.length,
    ]),
  );
