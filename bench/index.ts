/** Reading and comparing an index: lines 12 to 14, as far as the reader does it. */

import { gzipSync } from 'node:zlib';
import { plan } from '../src/domain/papers/diff/prepare.ts';
import { compareIndex } from '../src/domain/papers/index/compare.ts';
import { readIndex } from '../src/domain/papers/index/read.ts';
import type { IndexBody, IndexReader } from '../src/ports/papers.ts';
import { indexReader } from '../src/sources/index/reader.ts';
import { directReader } from '../test/support/papers/directReader.ts';
import { IndexStore, plainBody, poll } from '../test/support/papers/indexStore.ts';
import { bodyOf, fullSize } from '../test/support/papers/wg21.ts';
import type { BenchRow } from './row.ts';
import { blockOf, contest, cpuOf, median } from './support/measure.ts';

const RUNS = 9;

const never = new AbortController().signal;

const ms = (value: number): string => `${value.toFixed(1)} ms`;

/** A changed index and what the database would answer, ready made and nothing else held in memory. */
interface Scene {
  readonly body: Buffer<ArrayBuffer>;
  readonly zipped: Buffer;
  readonly known: readonly string[];
  readonly base: IndexStore['base'];
  readonly rows: readonly string[];
}

/** An index of 28,963 entries is known; the next one has 173 more and two other titles. */
async function scene(): Promise<Scene> {
  const all = Object.entries(fullSize());
  const isNew = (n: number): boolean => n % 169 === 0; // spread over all kinds
  const retitled = all.filter((_, n) => n === 1 || n === 9).map(([key]) => key);
  const next = all.map(
    ([key, entry]) => [key, retitled.includes(key) ? { ...entry, title: 'x' } : entry] as const,
  );
  const store = new IndexStore();
  await poll(directReader(), store, Object.fromEntries(all.filter((_, n) => !isNew(n))));
  const body = bodyOf(Object.fromEntries(next));
  const { base } = store;
  return { body, zipped: gzipSync(body), known: store.known(), base, rows: store.stored(retitled) };
}

const sent = ({ zipped }: Scene): IndexBody => ({
  ...plainBody(Uint8Array.from(zipped)), // a copy: the reader takes it over
  encoding: 'gzip',
});

/** One turn of the reader, as a poll does it. */
async function turn(reader: IndexReader, at: Scene): Promise<void> {
  await reader.read(sent(at), 5000, never);
  await reader.compare(at.known, at.base);
  await reader.prepare(at.rows, { snapshot: 's', nowMs: 0 });
}

/** A first turn, which gives all rows. */
async function seed(reader: IndexReader, at: Scene): Promise<void> {
  await reader.read(sent(at), 5000, never);
  await reader.compare([], null);
  await reader.prepare([], { snapshot: 's', nowMs: 0 });
}

/** Scan, gates, comparison and rows, without the hash of the body that names a snapshot. */
function diff({ body, known, base, rows }: Scene): number {
  const read = readIndex(body, '', 5000);
  if (read.type === 'rejected') throw new Error(read.message);
  const found = compareIndex(read, known, base, '');
  const planned = plan(read.index, found, rows, { snapshot: 's', nowMs: 0, drafts: [] });
  return planned.events.length + [...planned.entries].length;
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
  const at = await scene();
  const reader = indexReader();
  const changed: number[] = [];
  const seeding: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    changed.push(await blockOf(() => turn(reader, at)));
    seeding.push(await blockOf(() => seed(reader, at)));
  }
  const text = at.body.toString();
  const times = await contest(
    RUNS,
    [() => JSON.parse(text), () => diff(at), () => turn(reader, at)],
    cpuOf,
  );
  const [parse = 1, ours = 0, whole = 0] = times.map(median);
  await reader.close();
  const size = `${(at.body.length / 1e6).toFixed(1)} MB, 29,136 entries, 173 of them new, ${RUNS} runs`;
  return [
    row(`13 index: scan, check, hash, diff, CPU (${size})`, parse, ours, 1.4),
    row('13 index: the whole turn with gunzip, sha256 and thread, CPU', parse, whole, 3),
    blockRow('14 index: longest block of the loop, 173 new entries', median(changed), 10),
    blockRow('14 index: longest block of the loop, seeding', median(seeding), 20),
  ];
}
