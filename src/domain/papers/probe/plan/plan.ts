/** Which URLs are looked at, and how often: by how likely a revision is. */

import { frontier } from '../../frontier.ts';
import { type DraftFile, type Extension, type FileKind, fileName } from '../file.ts';
import type { PaperNumber } from './numbers.ts';

/** The classes, the most pressing first. Canaries belong to no plan: they are asked in every cycle. */
export const probeClasses = ['watched', 'F', 'A', 're-check', 'B', 'C', 'G'] as const;

/** One of `probeClasses`. */
export type ProbeClass = (typeof probeClasses)[number];

/** A URL to look at every `period` cycles. */
export interface PlannedUrl {
  readonly url: string;
  readonly number: number;
  readonly class: ProbeClass;
  readonly period: number;
}

/** A verified file of a draft. */
export interface PlannedFile extends DraftFile {
  readonly url: string;
  readonly firstSeenAt: number;
  /** When the draft last changed. */
  readonly lastChangeAt: number;
  /** Of its draft: one that is published is looked at no more, one that vanished counts for nothing. */
  readonly state: 'found' | 'published' | 'vanished';
}

/** What a plan is made of. */
export interface PlanInputs {
  /** Where drafts lie, with a slash at its end. */
  readonly base: string;
  readonly numbers: readonly PaperNumber[];
  readonly files: readonly PlannedFile[];
  /** Numbers that people watch, most watched first. */
  readonly watched: readonly number[];
  readonly nowMs: number;
  /** While it lasts, A and F are looked at every second cycle. */
  readonly boosted: boolean;
}

const DAY_MS = 86_400_000;
const YOUNG_MS = 183 * DAY_MS;
const MIDDLE_MS = 730 * DAY_MS;
/** A draft that nobody submitted for so long counts as a revision: the next one may come. */
const STALE_DRAFT_MS = 90 * DAY_MS;
/** Numbers around the frontier without a paper: so far below it, and above it. */
const BELOW = 59;
const ABOVE = 100;
const MOST_WATCHED = 200;

/** Periods in cycles; the hours hold for a cycle of half an hour. */
const HOUR = 2;
const [EVERY_2_HOURS, EVERY_6, EVERY_12, WEEK] = [2 * HOUR, 6 * HOUR, 12 * HOUR, 168 * HOUR];
const BOOSTED = 2;

const other = (extension: Extension): Extension => (extension === 'pdf' ? 'html' : 'pdf');

class Planner {
  readonly urls = new Map<string, PlannedUrl>();
  readonly #inputs: PlanInputs;
  readonly #often: number;
  readonly known: ReadonlyMap<number, PaperNumber>;
  /** The highest revision of a file that counts, by number. */
  readonly #highest = new Map<number, number>();

  constructor(inputs: PlanInputs) {
    this.#inputs = inputs;
    this.#often = inputs.boosted ? BOOSTED : EVERY_2_HOURS;
    this.known = new Map(inputs.numbers.map((paper) => [paper.number, paper]));
    for (const file of inputs.files) if (this.#counts(file)) this.#raise(file);
  }

  /**
   * Of what is published, and of drafts too. Numbers between the two are still given out: a draft
   * far above must not make those below it look forgotten.
   */
  frontiers(): { readonly listed: number; readonly seen: number } {
    const papers = [...this.known.keys()];
    const drafts = this.#inputs.files.filter(({ state }) => state !== 'vanished');
    const of = (numbers: readonly number[]): number =>
      frontier([...new Set(numbers)].sort((a, b) => a - b));
    const listed = of(papers);
    const seen = of([...papers, ...drafts.map(({ number }) => number)]);
    return { listed, seen: Math.max(listed, seen) };
  }

  recheck({ files, nowMs }: PlanInputs): void {
    for (const { url, number, lastChangeAt, state } of files) {
      const period = nowMs - lastChangeAt < STALE_DRAFT_MS ? EVERY_6 : WEEK;
      if (state === 'found') this.urls.set(url, { url, number, class: 're-check', period });
    }
  }

  watch(number: number): void {
    const paper = this.known.get(number);
    if (paper === undefined) this.#first('watched', number, HOUR, EVERY_12);
    else this.#next('watched', paper, HOUR, EVERY_6);
  }

  paper(paper: PaperNumber): void {
    const age = this.#inputs.nowMs - paper.at;
    if (age < YOUNG_MS) this.#next('A', paper, this.#often, EVERY_12);
    else if (age < MIDDLE_MS) this.#next('B', paper, EVERY_12, EVERY_12);
    else this.#next('C', paper, WEEK, WEEK);
  }

  unknown(number: number, isNear: boolean): void {
    if (isNear) this.#first('F', number, this.#often, EVERY_12);
    else this.#both('D', 'G', number, WEEK);
  }

  #counts({ kind, firstSeenAt, state }: PlannedFile): boolean {
    if (state === 'vanished') return false;
    return kind === 'P' || this.#inputs.nowMs - firstSeenAt >= STALE_DRAFT_MS;
  }

  #raise({ number, revision }: DraftFile): void {
    this.#highest.set(number, Math.max(revision, this.#highest.get(number) ?? 0));
  }

  #revision(number: number): number {
    const listed = this.known.get(number)?.revision ?? -1;
    return Math.max(listed, this.#highest.get(number) ?? -1) + 1;
  }

  /** The next draft of a known paper: most keep the extension of their last revision. */
  #next(name: ProbeClass, { number, extension }: PaperNumber, same: number, rest: number): void {
    this.#add(name, 'D', number, extension, same);
    this.#add(name, 'D', number, other(extension), rest);
  }

  /** The first files of a number that no paper has. */
  #first(name: ProbeClass, number: number, draft: number, submitted: number): void {
    this.#both('D', name, number, draft);
    this.#both('P', name, number, submitted);
  }

  #both(kind: FileKind, name: ProbeClass, number: number, period: number): void {
    this.#add(name, kind, number, 'pdf', period);
    this.#add(name, kind, number, 'html', period);
  }

  /** Each URL is in one class, the most frequent one; a file that is re-checked is in no other. */
  #add(
    name: ProbeClass,
    kind: FileKind,
    number: number,
    extension: Extension,
    period: number,
  ): void {
    const revision = this.#revision(number);
    if (revision > 99) return;
    const url = this.#inputs.base + fileName({ kind, number, revision, extension });
    const before = this.urls.get(url);
    if (before === undefined || (before.class !== 're-check' && before.period > period))
      this.urls.set(url, { url, number, class: name, period });
  }
}

/** The whole plan, one row for each URL. */
export function planOf(inputs: PlanInputs): readonly PlannedUrl[] {
  const planner = new Planner(inputs);
  const { listed, seen } = planner.frontiers();
  planner.recheck(inputs);
  for (const number of inputs.watched.slice(0, MOST_WATCHED)) planner.watch(number);
  for (let number = 1; number <= Math.min(seen + ABOVE, 9_999); number++) {
    const paper = planner.known.get(number);
    if (paper === undefined) planner.unknown(number, number >= listed - BELOW);
    else if (number <= seen) planner.paper(paper);
  }
  return [...planner.urls.values()];
}
