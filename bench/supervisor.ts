/** Restarts, beats and memory of the supervisor, beside one written by hand over event emitters. */

import type { BenchRow } from './row.ts';
import { EmitterSupervisor } from './supervision/emitter.ts';
import { heapGrowth } from './supervision/heap.ts';
import {
  bootedCore,
  crash,
  idsOf,
  limit,
  passing,
  policyRestarts,
  startOurs,
} from './supervision/ours.ts';

const RUNS = 5;
const MB = 1_048_576;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Contenders in turn, once to warm up; the median of how many a second each did. */
function contest(
  times: number,
  contenders: readonly ((times: number) => unknown)[],
): readonly number[] {
  const rates: number[][] = contenders.map(() => []);
  for (let run = 0; run <= RUNS; run += 1)
    for (const [n, work] of contenders.entries()) {
      const begin = performance.now();
      work(times);
      if (run > 0) rates[n]?.push((times * 1_000) / (performance.now() - begin));
    }
  return rates.map(median);
}

const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString('en')}/s`;

function emitter(count: number) {
  let now = 0;
  return new EmitterSupervisor(idsOf(count), limit, () => now++);
}

/** `atLeast`: a second; `atMost`: times slower than by hand, null where nothing is asked. */
function row(
  line: string,
  [floor = 0, ours = 0]: readonly number[],
  goal: { readonly atLeast: number; readonly atMost: number | null },
): BenchRow {
  const ratio = floor / ours;
  const words = [`>= ${perSecond(goal.atLeast)}`];
  if (goal.atMost !== null) words.push(`<= ${goal.atMost} times`);
  return {
    line,
    floor: `by hand ${perSecond(floor)}`,
    ours: perSecond(ours),
    ratio,
    goal: words.join(', '),
    met: ours >= goal.atLeast && (goal.atMost === null || ratio <= goal.atMost),
  };
}

function restarts(count: number, atLeast: number): BenchRow {
  const ids = idsOf(count);
  const byHand = emitter(count);
  const ours = startOurs(count);
  const rates = contest(10_000, [
    (times) => {
      for (let n = 0; n < times; n += 1) byHand.send(ids[n % count] ?? '', 'crash');
    },
    (times) => crash(ours, ids, times),
  ]);
  return row(`21: crash to running again, ${count} children`, rates, { atLeast, atMost: 70 });
}

function policy(): BenchRow {
  const ids = idsOf(6);
  const byHand = emitter(6);
  let core = bootedCore(6);
  const rates = contest(100_000, [
    (times) => {
      for (let n = 0; n < times; n += 1) byHand.send(ids[n % 6] ?? '', 'gone');
    },
    (times) => {
      core = policyRestarts(core, ids, times);
    },
  ]);
  return row('21: policy alone, restarts', rates, { atLeast: 100_000, atMost: 4 });
}

function beats(): BenchRow {
  const ids = idsOf(6);
  const byHand = emitter(6);
  const ours = startOurs(6);
  const rates = contest(50_000, [
    (times) => {
      for (let n = 0; n < times; n += 1) byHand.send(ids[n % 6] ?? '', 'beat');
    },
    (times) => {
      for (let n = 0; n < times; n += 1)
        ours.send({ type: 'child.beat', id: ids[n % 6] ?? '', incarnation: 1 });
    },
  ]);
  return row('beats through a supervisor of 6', rates, { atLeast: 60_000, atMost: null });
}

function heap(line: string, prepare: () => (times: number) => void): BenchRow {
  const work = prepare();
  work(2_000); // what is made once is not what grows
  const grown = heapGrowth(() => work(100_000)) / MB;
  return {
    line: `22: heap after 100,000 ${line}`,
    floor: '0 MB',
    ours: `${grown.toFixed(2)} MB`,
    ratio: null,
    goal: '< 2 MB',
    met: grown < 2,
  };
}

const crashes = () => {
  const ours = startOurs(6);
  return (times: number) => crash(ours, ['child0'], times);
};

const cleanEnds = () => {
  const ours = startOurs(1);
  return (times: number) => {
    for (let n = 0; n < times; n += 1) {
      const request = { call: 'start_child', spec: passing } as const;
      ours.send({ type: 'sup.call', callId: '1', request });
      ours.system.get(passing.id).send({ type: 'end' });
    }
  };
};

/** The rows of `npm run bench -- supervisor`. */
export async function supervisorBench(): Promise<BenchRow[]> {
  return [
    policy(),
    restarts(6, 8_000),
    restarts(50, 5_000),
    beats(),
    heap('crash-restarts', crashes),
    heap('clean ends', cleanEnds),
  ];
}
