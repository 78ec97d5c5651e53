import { readFile } from 'node:fs/promises';
import type { Fleet } from '../fleet.ts';

/** Resident memory of the daemons, in MB, as the system counts it. */
export interface MemoryWatch {
  /** Each process that lived long enough to be judged, with its samples in order. */
  lives(): readonly (readonly number[])[];
  stop(): void;
}

const EVERY_MS = 2_000;
const LONG_LIFE = 20; // samples

/** The figure of a process; null when it is gone, or the system has no /proc. */
async function rssOf(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? [];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1_024);
}

/** Looks at all daemons every two seconds. */
export function watchMemory({ berths }: Fleet): MemoryWatch {
  const lives = new Map<number, number[]>();
  const look = async (): Promise<void> => {
    for (const berth of berths) {
      const { pid } = berth.daemon();
      const rss = await rssOf(pid);
      if (rss !== null) lives.set(pid, [...(lives.get(pid) ?? []), rss]);
    }
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  return {
    lives: () => [...lives.values()].filter((samples) => samples.length >= LONG_LIFE),
    stop: () => clearInterval(timer),
  };
}
