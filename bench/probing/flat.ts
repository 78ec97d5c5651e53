/** As fast as it goes: lines 1 to 6. */

import type { Certificate } from '../../test/support/tls/certificate.ts';
import type { BenchRow } from '../row.ts';
import { median } from '../support/measure.ts';
import {
  bareDispatch,
  bareSockets,
  type Contender,
  globalFetch,
  nodeHttp,
  ourLook,
  probeTo,
  requestLoop,
} from './contenders.ts';
import { cycleOver } from './cycle.ts';
import { filesOf, type ProbeOrigin, startProbeOrigin } from './origin.ts';

const RUNS = 7;
const MANY = 20_000;
const COLD = 2_000;
/** Short runs with twenty handshakes each: more of them, since one collection of garbage moves them. */
const COLD_RUNS = 21;
/** Each reply takes so long behind latency. */
const LATENCY_MS = 20;

/** What a contender took, run by run. */
interface Times {
  readonly wallMs: number[];
  readonly cpuMs: number[];
}

type Work = () => Promise<unknown>;

/** Wall and CPU of the contenders in turn; each must come to the same number. */
async function contest(works: readonly Work[], runs = RUNS): Promise<readonly Times[]> {
  const times = works.map((): Times => ({ wallMs: [], cpuMs: [] }));
  for (let run = 0; run <= runs; run += 1)
    for (const [n, work] of works.entries()) {
      const [begin, cpu] = [performance.now(), process.cpuUsage()];
      await work();
      const { user, system } = process.cpuUsage(cpu);
      if (run === 0) continue; // to warm up
      times[n]?.wallMs.push(performance.now() - begin);
      times[n]?.cpuMs.push((user + system) / 1_000);
    }
  return times;
}

const must = (found: number, wanted: number, what: string): void => {
  if (found !== wanted) throw new Error(`${what} found ${found} and not ${wanted}`);
};

/** A contender as work that must find what is there. */
const asking =
  (contender: Contender, at: ProbeOrigin, files: readonly string[], inFlight: number): Work =>
  async () => {
    const hits = await contender(at, files, inFlight);
    if (hits === 0) throw new Error(`${contender.name} found nothing`);
  };

const perSecond = (count: number, { wallMs }: Times): string =>
  `${Math.round((count / median(wallMs)) * 1_000).toLocaleString('en')}/s`;

const each = (count: number, cpuMs: number): string => `${((cpuMs / count) * 1_000).toFixed(1)} us`;

/** Our cycle as two contenders: all of it, and the asking alone with all that is noted down. */
function ourCycle(at: ProbeOrigin, inFlight: number) {
  const cycle = cycleOver(at.folder, MANY);
  const count = cycle.files.length;
  let opened: Awaited<ReturnType<typeof cycle.opened>> | null = null;
  return {
    files: cycle.files,
    whole: async (): Promise<void> => {
      const probe = probeTo(at, inFlight);
      must(await cycle.whole(probe, inFlight), count, 'the cycle');
      await probe.close();
    },
    /** To be called before each `ask`; it is not measured. */
    open: async (): Promise<void> => {
      opened = await cycle.opened(probeTo(at, inFlight), inFlight);
    },
    ask: async (): Promise<void> => {
      await opened?.ask();
      must(opened?.run.tally.attempts() ?? 0, count, 'asking');
    },
  };
}

interface Peers {
  readonly rate: string;
  readonly cpu: string;
}

/** What else one might take, over fewer URLs: it takes long. */
async function peersAt(at: ProbeOrigin, inFlight: number): Promise<Peers> {
  const files = filesOf(COLD);
  const works = [nodeHttp, globalFetch].map((one) => asking(one, at, files, inFlight));
  const [http, fetched] = (await contest(works, 3)) as [Times, Times];
  const both = (shown: (times: Times) => string): string =>
    `node:http ${shown(http)}, fetch ${shown(fetched)}`;
  return {
    rate: both((times) => perSecond(COLD, times)),
    cpu: both((times) => each(COLD, median(times.cpuMs))),
  };
}

/** Lines 2, 3 and 4: the cycle beside the loop that one would write. */
async function wholeCycle(
  name: string,
  at: ProbeOrigin,
  inFlight: number,
  withPeers = false,
): Promise<BenchRow[]> {
  const { files, whole, open, ask } = ourCycle(at, inFlight);
  const count = files.length;
  const [loops, wholes, , asks, bares] = (await contest([
    asking(requestLoop, at, files, inFlight),
    whole,
    open,
    ask,
    asking(bareDispatch, at, files, inFlight),
  ])) as [Times, Times, Times, Times, Times];
  // Last: what they leave in memory would change what the others take.
  const peers = withPeers ? await peersAt(at, inFlight) : null;
  const of = `${name}, ${count.toLocaleString('en')} URLs at ${inFlight}, median of ${RUNS}`;
  const [wall, cpuShare] = [
    median(loops.wallMs) / median(bares.wallMs),
    median(bares.cpuMs) / median(loops.cpuMs),
  ];
  const reason = `Pool.dispatch alone has ${wall.toFixed(2)} of the rate and ${cpuShare.toFixed(2)} of the CPU`;
  const rate = (what: string, ours: Times): BenchRow => {
    const ratio = median(loops.wallMs) / median(ours.wallMs);
    return {
      line: `2 ${what}, ${of}: rate`,
      floor: `Pool.request loop ${perSecond(count, loops)}`,
      ours: perSecond(count, ours),
      ratio,
      goal: '>= 1.20',
      met: ratio >= 1.2,
      peers: peers?.rate ?? '-',
      reason,
    };
  };
  const cpu = (what: string, ours: Times): BenchRow => {
    const [floor, mine] = [median(loops.cpuMs), median(ours.cpuMs)];
    return {
      line: `3 ${what}, ${of}: CPU of a probe`,
      floor: `Pool.request loop ${each(count, floor)}`,
      ours: each(count, mine),
      ratio: mine / floor,
      goal: '<= 0.80',
      met: mine / floor <= 0.8,
      peers: peers?.cpu ?? '-',
      reason,
    };
  };
  const book = ((median(asks.cpuMs) - median(bares.cpuMs)) / count) * 1_000;
  return [
    rate('asking, all noted down', asks),
    cpu('asking, all noted down', asks),
    rate('whole cycle, plan too', wholes),
    cpu('whole cycle, plan too', wholes),
    {
      line: `4 noting down a probe, ${of}: CPU`,
      floor: `Pool.dispatch alone ${each(count, median(bares.cpuMs))}`,
      ours: `${book.toFixed(1)} us more`,
      ratio: null,
      goal: '<= 2 us',
      met: book <= 2,
    },
  ];
}

/** Line 1. */
async function connections(at: ProbeOrigin): Promise<BenchRow> {
  await at.seen();
  await ourLook(at, filesOf(COLD), 20);
  const { connections: opened, requests } = await at.seen();
  return {
    line: `1 connections for ${requests} HEADs at 20 in flight`,
    floor: '-',
    ours: String(opened),
    ratio: null,
    goal: '<= 20',
    met: opened <= 20,
  };
}

/** Line 5. */
async function behindLatency(at: ProbeOrigin, inFlight: number): Promise<BenchRow> {
  const files = filesOf(COLD);
  const works = [bareSockets, ourLook].map((one) => asking(one, at, files, inFlight));
  const [floor, ours] = (await contest(works, 5)) as [Times, Times];
  const ratio = median(floor.wallMs) / median(ours.wallMs);
  return {
    line: `5 ${LATENCY_MS} ms a reply, ${COLD} URLs at ${inFlight}, median of 5: rate`,
    floor: `bare sockets ${perSecond(COLD, floor)}`,
    ours: perSecond(COLD, ours),
    ratio,
    goal: '>= 0.95',
    met: ratio >= 0.95,
  };
}

/** Line 6: new connections each time, as in the daemon. */
async function coldTls(at: ProbeOrigin): Promise<BenchRow> {
  const files = filesOf(COLD);
  const works = [requestLoop, ourLook].map((one) => asking(one, at, files, 20));
  const [floor, ours] = (await contest(works, COLD_RUNS)) as [Times, Times];
  const ratio = median(ours.cpuMs) / median(floor.cpuMs);
  return {
    line: `6 cold, TLS, ${COLD} URLs at 20, median of ${COLD_RUNS}: CPU of a probe`,
    floor: `Pool.request loop ${each(COLD, median(floor.cpuMs))}`,
    ours: each(COLD, median(ours.cpuMs)),
    ratio,
    goal: '<= 0.85',
    met: ratio <= 0.85,
  };
}

const using = async <T>(origin: ProbeOrigin, work: (at: ProbeOrigin) => Promise<T>): Promise<T> => {
  try {
    return await work(origin);
  } finally {
    origin.close();
  }
};

export const plainBench = async (): Promise<BenchRow[]> =>
  using(await startProbeOrigin(), async (at) => [
    await connections(at),
    ...(await wholeCycle('plain', at, 50, true)),
  ]);

export const latencyBench = async (): Promise<BenchRow[]> =>
  using(await startProbeOrigin({ latencyMs: LATENCY_MS }), async (at) => [
    await behindLatency(at, 20),
    await behindLatency(at, 50),
  ]);

export const tlsBench = async (tls: Certificate): Promise<BenchRow[]> =>
  using(await startProbeOrigin({ tls }), async (at) => [
    ...(await wholeCycle('TLS', at, 50)),
    await coldTls(at),
  ]);
