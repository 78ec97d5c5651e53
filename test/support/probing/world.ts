import { randomUUID } from 'node:crypto';
import { decodeEntry } from '../../../src/domain/papers/entry/entry.ts';
import { indexId } from '../../../src/domain/papers/id/id.ts';
import type { CycleInput, CycleOutcome } from '../../../src/domain/papers/probe/steps.ts';
import { createProbe } from '../../../src/flows/probeDrafts.ts';
import type { ProbeNeeds } from '../../../src/flows/probing/run.ts';
import { createMemoryStore } from '../../../src/store/memory/memory.ts';
import type { EntryRow } from '../../../src/store/memory/tables.ts';
import type { IndexObject } from '../papers/wg21.ts';
import { BASE } from './index.ts';
import { Origin } from './origin.ts';

export const MINUTE = 60_000;
export const HALF_HOUR = 30 * MINUTE;
export const DAY = 86_400_000;

/** Noon of 22 August 2026. */
export const AUGUST = Date.UTC(2026, 7, 22, 12);

const entryOf = (key: string, raw: Readonly<Record<string, unknown>>, at: number): EntryRow[] => {
  const id = indexId(key);
  if (id === null || (id.prefix !== 'P' && id.prefix !== 'D')) return []; // probing knows no others
  const entry = decodeEntry(id, raw, '2999-01-01', () => {});
  const { title, authors, groups, date, link, longLink } = entry;
  return [
    {
      key: id.key,
      raw_key: key,
      prefix: id.prefix,
      number: id.number,
      revision: id.revision,
      regular: id.regular,
      title,
      title_fold: null,
      authors,
      author_fold: [],
      date_raw: date.raw,
      date_iso: date.iso,
      groups,
      link,
      date_precision: date.precision,
      long_link: longLink,
      github_url: null,
      section: null,
      status: null,
      raw,
      hash: key,
      seeded: true,
      source: 'index' as const,
      firstSeen: at,
      missingSince: null,
    },
  ];
};

/** The prober over a store in memory, on a clock that moves only with what is done. */
export async function probeWorld(index: IndexObject, given: Partial<ProbeNeeds> = {}) {
  const time = { at: AUGUST };
  const clock = { now: () => time.at, elapsed: () => time.at };
  const store = createMemoryStore(clock);
  const origin = new Origin(time);
  const { tables } = store;
  for (const [key, raw] of Object.entries(index))
    for (const row of entryOf(key, raw, time.at)) tables.entries.set(row.key, row);
  tables.snapshots.push({ batch: 'seed', verdict: 'committed', state: null });
  const leadership = store.leadership({ instance: randomUUID(), holder: 'test', alone: true });
  await leadership.bid(true);
  const needs: ProbeNeeds = {
    probe: origin,
    store: store.drafts,
    people: store.people,
    leadership,
    clock,
    newId: randomUUID,
    channels: { papers: 'C1', ops: 'COPS' },
    base: BASE,
    intervalMs: HALF_HOUR,
    concurrency: 4,
    rate: 2,
    budget: 700,
    timeoutMs: 10_000,
    ...given,
  };
  let steps = createProbe(needs);
  let begun = await steps.begin();

  /** One cycle, half an hour after the one before; what it came to. */
  async function cycle(input: Partial<CycleInput> = {}) {
    const at = time.at;
    const epoch = begun.type === 'begun' ? begun.epoch : '';
    const whole = { epoch, number: null, ...input };
    const end = await steps.cycle(whole, new AbortController().signal, () => {});
    time.at = Math.max(time.at, at + HALF_HOUR);
    return ended(end);
  }

  return {
    time,
    store,
    tables,
    origin,
    needs,
    cycle,
    begun: () => begun,
    /** Several cycles; what they came to. */
    async cycles(count: number) {
      const all: Awaited<ReturnType<typeof cycle>>[] = [];
      for (let n = 0; n < count; n++) all.push(await cycle());
      return all;
    },
    /** The process starts anew: only what is stored is left. */
    async restart(more: Partial<ProbeNeeds> = {}) {
      steps = createProbe({ ...needs, ...more });
      begun = await steps.begin();
      return begun;
    },
    /** Puts a file there, uploaded just now unless it says otherwise. */
    put(name: string, body: string, modifiedAt: number | null = time.at) {
      origin.files.set(name, { body, modifiedAt });
    },
    /** The texts of messages to the channel, or to the operators. */
    told: (dest = 'C1') =>
      [...tables.messages.values()]
        .filter((row) => row.dest === dest)
        .map(({ content }) => JSON.stringify(content)),
    events: () => [...tables.events.values()].map(({ kind, key }) => `${kind} ${key}`),
  };
}

/** A cycle that ended; a fence fails the test. */
export function ended(end: CycleOutcome): Extract<CycleOutcome, { type: 'ended' }> {
  if (end.type === 'fenced') throw new Error('fenced');
  return end;
}

/** An index of one old, one middling and one young paper: 60 numbers and more would make a frontier. */
export const small: IndexObject = {
  P0010R0: {
    type: 'paper',
    title: 'Old',
    date: '2020-01',
    long_link: 'https://x.example/p0010r0.pdf',
  },
  P0011R1: { type: 'paper', title: 'Middling', date: '2025-06', author: 'Ann Example' },
  P0012R0: { type: 'paper', title: 'Young', date: '2026-07' },
};
