/** Slower than it goes, and against servers that are trouble: lines 7 to 9. */

import { setTimeout as pause } from 'node:timers/promises';
import { slower } from '../../src/domain/papers/probe/cycle/pace.ts';
import { meaningOf } from '../../src/domain/papers/probe/meaning.ts';
import type { DraftProbe, ProbeLimits } from '../../src/ports/drafts.ts';
import type { Certificate } from '../../test/support/tls/certificate.ts';
import type { BenchRow } from '../row.ts';
import { median } from '../support/measure.ts';
import { never, poolTo, probeTo } from './contenders.ts';
import { filesOf, type OriginKind, type ProbeOrigin, startProbeOrigin } from './origin.ts';

const PACED_RUNS = 3;
const PACED = 160;
const PACED_RATE = 20;

/** What some work took of one core, in percent. */
async function shareOfCore(work: () => Promise<unknown>): Promise<number> {
  const [begin, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 10 / (performance.now() - begin);
}

/** One request whenever one is due. */
async function whenDue(at: ProbeOrigin): Promise<void> {
  const pool = poolTo(at, 4);
  const begin = performance.now();
  const asked: Promise<void>[] = [];
  for (const [n, file] of filesOf(PACED).entries()) {
    await pause(Math.max(0, begin + (n * 1_000) / PACED_RATE - performance.now()));
    const path = `/files/papers/${file}`;
    asked.push(
      pool.request({ path, method: 'HEAD', reset: false }).then(({ body }) => body.dump()),
    );
  }
  await Promise.all(asked);
  await pool.destroy();
}

/** As many connections as a burst needs at this rate: a handshake costs as much as fifty probes. */
const BURST = 5;

async function inBursts(at: ProbeOrigin): Promise<void> {
  const probe = probeTo(at, BURST);
  await lookAll(probe, at, filesOf(PACED), {
    concurrency: BURST,
    ratePerSecond: PACED_RATE,
    timeoutMs: 10_000,
  });
  await probe.close();
}

/** Line 7. */
export async function burstBench(tls: Certificate): Promise<BenchRow[]> {
  const at = await startProbeOrigin({ tls });
  const [floors, ours]: [number[], number[]] = [[], []];
  try {
    await inBursts(at); // to warm up
    for (let run = 0; run < PACED_RUNS; run += 1) {
      floors.push(await shareOfCore(() => whenDue(at)));
      ours.push(await shareOfCore(() => inBursts(at)));
    }
  } finally {
    at.close();
  }
  const ratio = median(ours) / median(floors);
  const shown = (values: readonly number[]): string => `${median(values).toFixed(2)} % of a core`;
  return [
    {
      line: `7 ${PACED_RATE}/s over TLS, ${PACED} URLs, median of ${PACED_RUNS}: CPU`,
      floor: `Pool.request when due ${shown(floors)}`,
      ours: shown(ours),
      ratio,
      goal: '<= 0.33',
      met: ratio <= 1 / 3,
    },
  ];
}

/** What became of a look at a whole list. */
interface Looked {
  /** Files that were neither there nor missing, to be asked again. */
  readonly left: readonly string[];
  /** How long the server asked to wait; 0: it did not. */
  readonly waitMs: number;
  /** Since when. */
  readonly since: number;
}

/** Looks at files until a server says that it is too much. */
async function lookAll(
  probe: DraftProbe,
  { folder }: ProbeOrigin,
  files: readonly string[],
  limits: ProbeLimits,
): Promise<Looked> {
  const left = new Set(files);
  let [waitMs, since] = [0, 0];
  await probe.look(
    {
      ...limits,
      urls: files.map((file) => folder + file),
      method: 'HEAD',
      mayGoOn: () => waitMs === 0,
      onAnswer: (index, answer) => {
        const meaning = meaningOf(answer);
        if (meaning.type === 'limited') {
          since = waitMs === 0 ? performance.now() : since;
          waitMs = Math.max(waitMs, meaning.retryAfterMs);
        } else if (meaning.type !== 'error') left.delete(files[index] ?? '');
      },
    },
    never,
  );
  return { left: [...left], waitMs, since };
}

/** How long a list took, and how often a server asked to wait. */
interface Done {
  readonly ms: number;
  readonly waits: number;
}

/** Until nothing is left: what failed comes again at the end, a wait is waited out, then the rate is another. */
async function untilDone(
  at: ProbeOrigin,
  files: readonly string[],
  { concurrency, ratePerSecond, timeoutMs }: ProbeLimits,
  afterwards: (rate: number) => number,
): Promise<Done> {
  const probe = probeTo(at, concurrency);
  const begin = performance.now();
  let [left, rate, waits] = [files, ratePerSecond, 0];
  while (left.length > 0) {
    const looked = await lookAll(probe, at, left, { concurrency, ratePerSecond: rate, timeoutMs });
    ({ left } = looked);
    if (looked.waitMs === 0) continue;
    rate = afterwards(rate);
    waits += 1;
    // What was in flight may have taken a part of the wait, or more.
    await pause(Math.max(0, looked.since + looked.waitMs - performance.now()));
  }
  const ms = performance.now() - begin;
  await probe.close();
  return { ms, waits };
}

const LIMIT = 200;
const LIMITED = 2_000;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** Line 8: the limit is known, and it is not. */
export async function limitedBench(): Promise<BenchRow[]> {
  const files = filesOf(LIMITED);
  const bound = (LIMITED / LIMIT) * 1_000;
  const at = await startProbeOrigin({ limit: LIMIT });
  try {
    const under = { concurrency: 10, ratePerSecond: 0.95 * LIMIT, timeoutMs: 10_000 };
    const known = await untilDone(at, files, under, slower);
    const seen = await at.seen();
    const over = await untilDone(at, files, { ...under, ratePerSecond: 2 * LIMIT }, slower);
    const told = await at.seen();
    const part = told.refused / told.requests;
    return [
      {
        line: `8 a host that allows ${LIMIT}/s, ${LIMITED} URLs at ${under.ratePerSecond}/s`,
        floor: `bound ${seconds(bound)}`,
        ours: `${seconds(known.ms)}, ${seen.refused} times 429`,
        ratio: known.ms / bound,
        goal: '<= 1.1, no 429',
        met: known.ms <= 1.1 * bound && seen.refused === 0,
      },
      {
        line: `8 the same, its limit not known: begun at ${2 * LIMIT}/s`,
        floor: '-',
        ours: `${seconds(over.ms)}, ${(100 * part).toFixed(1)} % 429, ${told.insideWait} inside a Retry-After`,
        ratio: null,
        goal: '<= 2 % 429, 0 inside',
        met: part <= 0.02 && told.insideWait === 0,
      },
    ];
  } finally {
    at.close();
  }
}

const TROUBLED = 5_000;
const TROUBLED_RATE = 1_000;

/**
 * Line 9, twice: connections that break or hang, which come again at the end of the list; and besides
 * them 429s and 503s, each of which stops everything for the second that it asks for.
 */
export async function troubledBench(): Promise<BenchRow[]> {
  const files = filesOf(TROUBLED);
  const limits = { concurrency: 50, ratePerSecond: TROUBLED_RATE, timeoutMs: 1_000 };
  const same = (rate: number): number => rate; // else its recovery is what would be measured
  const timed = async (kind: OriginKind) => {
    const at = await startProbeOrigin(kind);
    try {
      return await untilDone(at, files, limits, same);
    } finally {
      at.close();
    }
  };
  const calm = await timed({});
  const row = (what: string, { ms, waits }: Done): BenchRow => ({
    line: `9 ${TROUBLED} URLs at ${TROUBLED_RATE}/s, of the first asks ${what}`,
    floor: `untroubled ${seconds(calm.ms)}`,
    ours: `${seconds(ms)}${waits === 0 ? '' : `, ${waits} times told to wait for 1 s`}, none lost`,
    ratio: ms / calm.ms,
    goal: '<= 1.7',
    met: ms / calm.ms <= 1.7,
    reason: 'after a 429 nobody is asked anything until its time is over (ADR 23)',
  });
  return [
    row('0.5 % reset, 0.5 % hang (1 s)', await timed({ troubled: 'connections' })),
    row('the same and 1 % 429, 0.5 % 503', await timed({ troubled: 'all' })),
  ];
}
