/** Days of normal life of the whole tree, and what was seen of it. */

import { serialize } from 'node:v8';
import { seeded } from '../../../src/commands/chaos/random.ts';
import { toldLines } from '../../../src/commands/chaos/verdict/told.ts';
import type { Fact } from '../../../src/domain/health/fact.ts';
import type { ChildView } from '../../../src/domain/supervision/supervisionView.ts';
import type { MemoryStore } from '../../../src/store/memory/memory.ts';
import { VirtualClock } from '../clock.ts';
import { heapNow } from '../heap.ts';
import { startInner } from './daemon.ts';
import { type Happening, live } from './drive.ts';
import { papers, type Supply } from './papers.ts';
import { commands } from './people.ts';
import { PAPERS } from './setting.ts';
import { innerSlack } from './slack.ts';
import { innerDrafts, innerIndex } from './sources.ts';

const DAY = 86_400_000;
/** A Monday, 06:00 UTC. */
const STARTS_AT = Date.UTC(2026, 8, 7, 6);

/** Bytes in use on a day: of the heap, and of what the store in memory keeps, as it would be written. */
export interface HeapOn {
  readonly day: number;
  readonly heap: number;
  readonly kept: number;
}

/** What was seen. */
export interface Lived {
  readonly promised: readonly string[];
  /** Ids with a line of their own in the channel for everybody, repeats included. */
  readonly told: readonly string[];
  readonly asked: number;
  readonly answered: number;
  /** Alerts that somebody would have been told of. */
  readonly alerts: readonly string[];
  readonly failures: readonly string[];
  readonly children: readonly ChildView[];
  readonly timersLeft: number;
  readonly requests: { readonly index: readonly number[]; readonly drafts: readonly number[] };
  readonly calls: Readonly<Record<string, number>>;
  readonly posts: number;
  readonly connections: { readonly made: number; readonly open: number };
  readonly pings: number;
  readonly heap: readonly HeapOn[];
  readonly store: MemoryStore;
  /** Ids with a line in the conversation with somebody, or in a channel. */
  readonly linesTo: (dest: string) => readonly string[];
  readonly endsAt: number;
}

const sizeOf = ({ tables }: MemoryStore): number =>
  serialize(Object.values(tables).filter((one) => one instanceof Map || Array.isArray(one))).length;

/** An alert that somebody is told of, in words. */
const alertIn = (fact: Fact): readonly string[] =>
  fact.type === 'alert.firing' && fact.severity !== 'P3' ? [`${fact.key}: ${fact.text}`] : [];

/** Lives through so many days. `heapOn`: on which days the heap is measured, at their end. */
export async function liveThrough(
  supply: Supply,
  { days, heapOn, minEntries }: { days: number; heapOn: readonly number[]; minEntries: number },
): Promise<Lived> {
  const clock = new VirtualClock(STARTS_AT);
  const random = seeded(22);
  const slack = innerSlack(clock);
  const index = innerIndex(clock, supply.base);
  const drafts = innerDrafts(clock);
  const alerts: string[] = [];
  const failures: string[] = [];
  const heap: HeapOn[] = [];
  const daemon = await startInner({
    clock,
    slack,
    minEntries,
    index: index.source,
    drafts: drafts.probe,
    random: random.next,
    onFact: (fact) => {
      alerts.push(...alertIn(fact));
      if ('failure' in fact) failures.push(`${fact.type} ${fact.failure.message}`);
      if (fact.type === 'actor.crashed') failures.push(`${fact.type} ${fact.id}`);
    },
  });
  const people = commands(slack, random, days, clock.now);
  const news = papers(supply, index, drafts, days);
  const measured = heapOn.map(
    (day): Happening => ({
      at: day * DAY - 1,
      happens: () => void heap.push({ day, heap: heapNow(), kept: sizeOf(daemon.store) }),
    }),
  );
  await live(clock, [...people.happenings, ...news.happenings, ...measured], days * DAY);
  const linesTo = (dest: string): readonly string[] =>
    toldLines(slack.messages.filter(({ channel }) => channel === dest.replace(/^[UW]/, 'D')));
  const { children } = daemon.tree.view();
  const connections = slack.connections();
  daemon.tree.stop();
  await live(clock, [], 30_000);
  await daemon.tree.ended;
  daemon.close();
  return {
    promised: [...news.promised.papers, ...news.promised.drafts],
    told: linesTo(PAPERS),
    linesTo,
    endsAt: STARTS_AT + days * DAY,
    asked: people.asked.count,
    answered: slack.answers.length,
    alerts,
    failures,
    children,
    connections,
    heap,
    store: daemon.store,
    timersLeft: clock.pending,
    requests: { index: index.asked.days, drafts: drafts.asked.days },
    calls: Object.fromEntries(slack.calls),
    posts: slack.messages.length,
    pings: daemon.pings(),
  };
}
