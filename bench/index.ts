/** Reading and comparing an index: lines 12 to 14, as far as the reader does it. */

import { gzipSync } from 'node:zlib';
import { plan } from '../src/domain/papers/diff/prepare.ts';
import { idOf } from '../src/domain/papers/id/id.ts';
import { compareIndex } from '../src/domain/papers/index/compare.ts';
import { readIndex } from '../src/domain/papers/index/read.ts';
import type { IndexReader } from '../src/ports.ts';
import { indexReader } from '../src/sources/index/reader.ts';
import { directReader } from '../test/support/papers/directReader.ts';
import { IndexStore, plainBody, poll } from '../test/support/papers/indexStore.ts';
import { bodyOf, fullSize, type IndexObject } from '../test/support/papers/wg21.ts';
import type { BenchRow } from './row.ts';

const RUNS = 9;

const never = new AbortController().signal;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** The CPU that some work takes, of all threads, in ms. */
async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Runs the contenders in turn, once to warm up, and gives the median CPU of each. */
async function contest(contenders: readonly (() => unknown)[]): Promise<readonly number[]> {
  const times: number[][] = contenders.map(() => []);
  for (let run = 0; run <= RUNS; run++)
    for (const [n, work] of contenders.entries()) {
      const time = await cpuOf(work);
      if (run > 0) times[n]?.push(time);
    }
  return times.map(median);
}

/** The longest time for which the event loop was held while the work ran, in ms. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  };
  const timer = setInterval(look, 1);
  await work();
  clearInterval(timer);
  look();
  return longest;
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;

/** What the database would answer, ready made: its time is not the reader's. */
interface Answers {
  readonly known: readonly string[];
  readonly base: IndexStore['base'];
  rows(keys: readonly string[]): readonly string[];
}

/** One turn of the reader, as a poll does it. */
async function turn(reader: IndexReader, answers: Answers, body: ReturnType<typeof plainBody>) {
  await reader.read(body, 5000, never);
  const compared = await reader.compare(answers.known, answers.base);
  return reader.prepare(answers.rows(compared.changed), { snapshot: 's', nowMs: 0 });
}

/** Scan, gates, comparison and rows, without the hash of the body that names a snapshot. */
function diff(body: Uint8Array, { known, base, rows }: Answers): number {
  const read = readIndex(body, '', 5000);
  if (read.type === 'rejected') throw new Error(read.message);
  const found = compareIndex(read, known, base, '');
  const keys = found.changed.map((place) => idOf(read.index.ids[place] ?? 0).key);
  const facts = { snapshot: 's', nowMs: 0, drafts: [] };
  const planned = plan(read.index, found, rows(keys), facts);
  return planned.events.length + [...planned.entries].length;
}

/** An index, and the same with 173 entries more and two titles changed. */
function pair(): { readonly before: IndexObject; readonly after: IndexObject } {
  const all = Object.entries(fullSize());
  const isNew = (n: number): boolean => n % 169 === 0; // 173 entries, spread over all kinds
  const before = Object.fromEntries(all.filter((_, n) => !isNew(n)));
  const changed = all.map(
    ([key, entry], n) => [key, n === 1 || n === 9 ? { ...entry, title: 'x' } : entry] as const,
  );
  return { before, after: Object.fromEntries(changed) };
}

const row = (line: string, floor: number, ours: number, most: number): BenchRow => ({
  line,
  floor: `JSON.parse ${ms(floor)}`,
  ours: ms(ours),
  ratio: ours / floor,
  goal: `<= ${most}`,
  met: ours / floor <= most,
});

const blockRow = (line: string, ours: number, most: number): BenchRow => ({
  line,
  floor: '-',
  ours: ms(ours),
  ratio: null,
  goal: `<= ${most} ms`,
  met: ours <= most,
});

/** CPU against `JSON.parse` of the same body in the same run, and how long the loop is held. */
export async function indexBench(): Promise<BenchRow[]> {
  const { before, after } = pair();
  const [body, text] = [bodyOf(after), JSON.stringify(after)];
  const zipped = gzipSync(body);
  const store = new IndexStore();
  const threaded = indexReader();
  await poll(directReader(), store, before);
  const known = store.known();
  const answers: Answers = { known, base: store.base, rows: (keys) => store.stored(keys) };
  const sent = () => ({ ...plainBody(Uint8Array.from(zipped)), encoding: 'gzip' as const });

  const [parse = 1, ours = 0, whole = 0] = await contest([
    () => JSON.parse(text),
    () => diff(body, answers),
    () => turn(threaded, answers, sent()),
  ]);
  const size = `${(body.length / 1e6).toFixed(1)} MB, ${known.join('\n').split('\n').length} known, ${RUNS} runs`;
  const changed = await longestBlock(() => turn(threaded, answers, sent()));
  const seeding = await longestBlock(async () => {
    await threaded.read(sent(), 5000, never);
    await threaded.compare([], null);
    await threaded.prepare([], { snapshot: 's', nowMs: 0 });
  });
  await threaded.close();
  return [
    row(`13 index: scan, check, hash, diff, CPU (${size})`, parse, ours, 1.4),
    row('13 index: the whole turn with gunzip, sha256 and thread, CPU', parse, whole, 3),
    blockRow('14 index: longest block of the loop, 173 new entries', changed, 10),
    blockRow('14 index: longest block of the loop, seeding', seeding, 20),
  ];
}
