/** Our plan through the years. */

import { fileName, slotOf } from '../../../src/domain/papers/probe/file.ts';
import { allowance, inOrder } from '../../../src/domain/papers/probe/plan/pick.ts';
import {
  type PlannedFile,
  type PlannedUrl,
  planOf,
} from '../../../src/domain/papers/probe/plan/plan.ts';
import { newTarget, type Target } from '../../../src/domain/papers/probe/plan/rows.ts';
import { DAY_MS, type Draft, type History } from './history.ts';
import { Known } from './known.ts';
import type { Replayed } from './replayed.ts';

const CYCLES_A_DAY = 48;
const CYCLE_MS = DAY_MS / CYCLES_A_DAY;
const BUDGET = 700;
/** The file that must be missing, and one that must be there. */
const CANARIES = 2;
const eager: ReadonlySet<string> = new Set(['F', 'A']);

/**
 * Plans anew every day and after each release, and asks cycle by cycle what is due. The domain
 * plans, orders and limits; only "due in this cycle" is looked up for a whole day at once.
 */
class Replay {
  readonly found = new Map<Draft, number>();
  requests = 0;
  readonly #known: Known;
  /** Drafts by the name of their file; on the server from `appearsAt` on. */
  readonly #there: ReadonlyMap<string, Draft>;
  readonly #files = new Map<string, PlannedFile>();
  readonly #rows = new Map<string, Target>();
  readonly #slots = new Map<string, number>();
  #waiting: Target[] = [];

  constructor(history: History) {
    this.#known = new Known(history);
    const named = history.drafts.map(
      (draft) => [fileName({ kind: 'D', ...draft }), draft] as const,
    );
    this.#there = new Map(named);
  }

  /** One day, from its first cycle on. */
  day(begin: number): void {
    const first = Math.round(begin / CYCLE_MS);
    this.#known.upTo(begin);
    let due = this.#dueFrom(first, begin);
    for (let cycle = first; cycle < first + CYCLES_A_DAY; cycle += 1) {
      const now = cycle * CYCLE_MS;
      if (this.#known.upTo(now)) due = this.#dueFrom(cycle, now);
      this.#ask(due[cycle - first] ?? [], cycle, now);
    }
  }

  /** What is due in each cycle of the day that `cycle` belongs to. */
  #dueFrom(cycle: number, now: number): readonly Target[][] {
    this.#settle();
    const plan = planOf({
      base: '',
      watched: [],
      boosted: false,
      nowMs: now,
      numbers: [...this.#known.numbers.values()],
      files: [...this.#files.values()],
    });
    const at = cycle % CYCLES_A_DAY;
    const due: Target[][] = Array.from({ length: CYCLES_A_DAY }, () => []);
    const planned = new Set<string>();
    for (const one of plan) {
      planned.add(one.url);
      const target = this.#target(one, cycle, due[at]);
      const slot = this.#slotOf(one.url);
      const wait = (one.period - ((cycle + slot) % one.period)) % one.period;
      for (let turn = at + wait; turn < CYCLES_A_DAY; turn += one.period) due[turn]?.push(target);
    }
    this.#waiting = this.#waiting.filter(({ url }) => planned.has(url));
    return due;
  }

  #target(one: PlannedUrl, cycle: number, now: Target[] | undefined): Target {
    const row = this.#rows.get(one.url);
    const target = { ...(row ?? newTarget(one, false)), ...one };
    this.#rows.set(one.url, target);
    if (row === undefined && eager.has(one.class)) now?.push({ ...target, dueSince: cycle });
    return target;
  }

  #ask(due: readonly Target[], cycle: number, now: number): void {
    const all = new Map(this.#waiting.map((target) => [target.url, target]));
    for (const target of due)
      if (!all.has(target.url)) all.set(target.url, { ...target, dueSince: cycle });
    const order = inOrder([...all.values()], cycle);
    const most = allowance(BUDGET, 0) - CANARIES;
    this.#waiting = order.slice(most);
    this.requests += CANARIES;
    for (const { url } of order.slice(0, most)) this.#look(url, now);
  }

  #look(url: string, now: number): void {
    this.requests += 1;
    const draft = this.#there.get(url);
    if (draft === undefined || draft.appearsAt > now) return;
    if (this.#files.has(url)) return;
    this.requests += 1; // it is read, to verify it
    this.found.set(draft, now);
    this.#files.set(url, {
      ...draft,
      kind: 'D',
      url,
      firstSeenAt: now,
      lastChangeAt: now,
      state: draft.publishedAt <= now ? 'published' : 'found',
    });
  }

  /** Drafts that the index has meanwhile are looked at no more. */
  #settle(): void {
    for (const [url, file] of this.#files) {
      const listed = this.#known.numbers.get(file.number)?.revision ?? -1;
      if (file.state === 'found' && listed >= file.revision)
        this.#files.set(url, { ...file, state: 'published' });
    }
  }

  #slotOf(url: string): number {
    const known = this.#slots.get(url) ?? slotOf(url);
    this.#slots.set(url, known);
    return known;
  }
}

/** Replays a history through the plan of the domain. */
export function replayOurs(history: History): Replayed {
  const replay = new Replay(history);
  let days = 0;
  for (let day = history.begin; day < history.end; day += DAY_MS, days += 1) replay.day(day);
  return { found: replay.found, requestsADay: replay.requests / days };
}
