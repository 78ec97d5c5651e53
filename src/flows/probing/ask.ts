import { missing, type ProbeAnswer } from '../../domain/papers/probe/answer.ts';
import { fileAt } from '../../domain/papers/probe/file.ts';
import { type Meaning, meaningOf } from '../../domain/papers/probe/meaning.ts';
import type { ProbeRow, Target } from '../../domain/papers/probe/plan/rows.ts';
import { type CycleRun, mayGoOn, type ProbeNeeds, roomLeft } from './run.ts';
import { createVerifier, type Verdict, type Verifier } from './verifying.ts';

/** What is written down at once before it is asked: so much as is sent in this time. */
const SLICE_SECONDS = 30;
const SMALLEST_SLICE = 20;
/** A sign of life, while answers come. */
const PROGRESS_MS = 10_000;

/** The status under which a redirect that leads astray is kept. */
const STRAYED = 302;

/** Writes rows down; false when somebody else has taken over. */
export type Mark = (upcoming: number) => Promise<boolean>;

/** Asks what is due, slice by slice. False: somebody else has taken over. */
export async function askTargets(
  needs: ProbeNeeds,
  run: CycleRun,
  mark: Mark,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: () => void },
): Promise<boolean> {
  const verifier = createVerifier(needs, run, signal);
  const rate = run.limits.ratePerSecond;
  const slice =
    rate === 0 ? run.due.length : Math.max(SMALLEST_SLICE, Math.ceil(rate * SLICE_SECONDS));
  while (run.asked < run.due.length && mayGoOn(needs, run)) {
    const targets = run.due.slice(run.asked, run.asked + Math.min(slice, roomLeft(run)));
    for (const target of targets) run.rows.set(target.url, claimed(target, run));
    if (!(await mark(targets.length))) return false;
    progress();
    await new Slice(needs, run, targets, verifier).ask(signal, progress);
    run.asked += targets.length;
  }
  return true;
}

/** As a row is while it is asked. */
const claimed = (target: Target, { cycle }: CycleRun): Target => ({
  ...target,
  dueSince: null,
  lastAsked: cycle,
  lastStatus: null,
});

/** URLs that are asked together. */
class Slice {
  readonly #needs: ProbeNeeds;
  readonly #run: CycleRun;
  readonly #targets: readonly Target[];
  readonly #verifier: Verifier;
  /** Of those that were answered: by place. */
  readonly #answered: Uint8Array;
  readonly #verdicts: Promise<void>[] = [];
  #refused: number[] = [];

  constructor(needs: ProbeNeeds, run: CycleRun, targets: readonly Target[], verifier: Verifier) {
    this.#needs = needs;
    this.#run = run;
    this.#targets = targets;
    this.#verifier = verifier;
    this.#answered = new Uint8Array(targets.length);
  }

  async ask(signal: AbortSignal, progress: () => void): Promise<void> {
    await this.#look(
      this.#targets.map((_, place) => place),
      signal,
      progress,
    );
    // A server that refuses HEAD is asked by GET, from here to the end of the cycle.
    if (this.#refused.length > 0 && this.#run.method === 'HEAD') {
      this.#run.method = 'GET';
      const again = this.#refused;
      this.#refused = [];
      await this.#look(again, signal, progress);
    }
    await Promise.all(this.#verdicts);
    for (const [place, target] of this.#targets.entries())
      if (this.#answered[place] === 0) this.#run.rows.set(target.url, target); // as it was: still due
  }

  async #look(places: readonly number[], signal: AbortSignal, progress: () => void): Promise<void> {
    const { probe, clock } = this.#needs;
    let saidAt = clock.elapsed();
    const urls = places.map((place) => this.#targets[place]?.url ?? '');
    await probe.look(
      {
        ...this.#run.limits,
        urls,
        method: this.#run.method,
        mayGoOn: () => mayGoOn(this.#needs, this.#run),
        onAnswer: (index, answer) => {
          this.#take(places[index] ?? 0, answer);
          const now = clock.elapsed();
          if (now - saidAt < PROGRESS_MS) return;
          saidAt = now;
          progress();
        },
      },
      signal,
    );
  }

  #take(place: number, answer: ProbeAnswer): void {
    const target = this.#targets[place];
    const { tally, files } = this.#run;
    tally.requests += answer.requests;
    if (target === undefined) return;
    if (answer === missing && !files.has(target.url)) {
      this.#miss(place, target, missing.status); // nearly all: nothing is made for them but a row
      return;
    }
    this.#takeMeaning(place, target, answer, meaningOf(answer));
  }

  #takeMeaning(place: number, target: Target, answer: ProbeAnswer, meaning: Meaning): void {
    const status = answer.type === 'reply' ? answer.status : STRAYED;
    switch (meaning.type) {
      case 'miss':
        this.#miss(place, target, status);
        return;
      case 'hit':
        this.#verdicts.push(this.#judge(place, target, meaning));
        return;
      case 'suspicious':
        this.#suspect(place, target, status);
        return;
      case 'head_refused':
        if (this.#run.method === 'HEAD') this.#refused.push(place);
        else this.#err(place, target, { category: 'UPSTREAM_CHANGED', reason: 'http_4xx' });
        return;
      case 'blocked':
      case 'limited':
        this.#run.stop ??= meaning; // not answered: what it would have said nobody knows
        return;
      case 'error':
        this.#err(place, target, meaning);
    }
  }

  async #judge(
    place: number,
    target: Target,
    { reply }: Extract<Meaning, { type: 'hit' }>,
  ): Promise<void> {
    const verdict = await this.#verifier.verdict(target, reply);
    this.#conclude(place, target, verdict, reply.status);
  }

  #conclude(place: number, target: Target, verdict: Verdict, status: number): void {
    switch (verdict.type) {
      case 'unchanged':
      case 'verified':
        this.#hit(place, target);
        return;
      case 'suspicious':
        this.#suspect(place, target, status);
        return;
      case 'missing':
        this.#miss(place, target, missing.status);
        return;
      case 'error':
        this.#err(place, target, verdict);
        return;
      case 'unread':
        return;
    }
  }

  /** Due again, until the cycle has come to an end that keeps it. */
  #hit(place: number, target: Target): void {
    const { cycle, tally, hits, rows, candidates, files } = this.#run;
    tally.hits += 1;
    const row = { ...claimed(target, this.#run), lastStatus: 200 };
    hits.set(target.url, row);
    const known = files.get(target.url);
    const kind = fileAt(target.url)?.kind;
    if (known?.firstCycle != null && kind !== undefined)
      candidates.push({ url: target.url, kind, firstCycle: known.firstCycle });
    this.#write(place, rows, { ...row, dueSince: cycle });
  }

  #miss(place: number, target: Target, status: number): void {
    const { tally, files, gone, rows, cycle } = this.#run;
    tally.misses += 1;
    if (files.has(target.url)) gone.push(target.url);
    this.#write(place, rows, { ...target, dueSince: null, lastAsked: cycle, lastStatus: status });
  }

  #suspect(place: number, target: Target, status: number): void {
    const run = this.#run;
    run.tally.suspicious += 1;
    if (run.tally.isSuspicious()) run.stop ??= { type: 'suspicious' };
    this.#write(place, run.rows, { ...claimed(target, run), lastStatus: status });
  }

  /** Asked again in the next cycle. */
  #err(
    place: number,
    target: Target,
    { category, reason }: Pick<Extract<Meaning, { type: 'error' }>, 'category' | 'reason'>,
  ): void {
    const { tally, rows, cycle } = this.#run;
    tally.error({ url: target.url, category, reason });
    this.#write(place, rows, { ...target, dueSince: cycle, lastAsked: cycle, lastStatus: null });
  }

  #write(place: number, rows: Map<string, ProbeRow>, row: ProbeRow): void {
    this.#answered[place] = 1;
    rows.set(row.url, row);
  }
}
