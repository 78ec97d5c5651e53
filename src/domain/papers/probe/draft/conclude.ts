/** What a cycle's findings mean: rows to write, and events. */

import type { PaperEvent } from '../../event.ts';
import { isNews } from './age.ts';
import { draftFound, draftUpdated, draftVanished, type Subject } from './event.ts';
import type {
  Draft,
  DraftWrite,
  FileWrite,
  Findings,
  KnownFile,
  LatestEntry,
  SeenFile,
} from './rows.ts';
import { type Contents, contentOf, difference, nameAt, readTold, toldText } from './told.ts';

/** An update of a draft is told at most once in so many cycles; it is gone after as many. */
const PAUSE_CYCLES = 12;

/** What is known when a cycle ends. */
export interface KnownDrafts {
  readonly drafts: readonly Draft[];
  readonly files: readonly KnownFile[];
  readonly latest: readonly LatestEntry[];
  readonly cycle: number;
}

/** What is to be written and told. */
export interface Concluded {
  readonly drafts: readonly DraftWrite[];
  readonly files: readonly FileWrite[];
  readonly events: readonly PaperEvent[];
  /** The first words of a draft, by the dedupe of its event. */
  readonly texts: ReadonlyMap<string, string>;
}

const idOf = ({
  number,
  revision,
}: {
  readonly number: number;
  readonly revision: number;
}): string => `${number}R${revision}`;

/** One draft, and what of the findings is about it. */
interface Matter {
  readonly draft: Draft | null;
  readonly latest: LatestEntry | null;
  readonly files: readonly KnownFile[];
  readonly unchanged: readonly string[];
  readonly gone: readonly string[];
  readonly seen: readonly SeenFile[];
}

const numberOf = (entry: LatestEntry): number => entry.number;

/** One draft with all that this cycle says of it. */
class Case {
  readonly #draft: Draft | null;
  readonly #cycle: number;
  readonly #latest: LatestEntry | null;
  readonly #seen: readonly SeenFile[];
  /** Its files as they are after this cycle, by URL. */
  readonly #files: Map<string, FileWrite>;
  readonly #touched = new Set<string>();

  constructor({ draft, latest, files, unchanged, gone, seen }: Matter, cycle: number) {
    this.#draft = draft;
    this.#cycle = cycle;
    this.#seen = seen;
    this.#files = new Map(files.map((file) => [file.url, file]));
    this.#latest = latest;
    for (const url of unchanged) this.#found(url);
    for (const url of gone) this.#missed(url);
    for (const one of seen) this.#verified(one);
  }

  conclude(): Omit<Concluded, 'texts'> {
    const files = [...this.#files.values()].filter(({ url }) => this.#touched.has(url));
    const draft = this.#draft === null ? this.#begin() : this.#goOn(this.#draft);
    return { drafts: [draft.row], files, events: draft.event === null ? [] : [draft.event] };
  }

  #put(file: FileWrite): void {
    this.#files.set(file.url, file);
    this.#touched.add(file.url);
  }

  #found(url: string): void {
    const file = this.#files.get(url);
    if (file !== undefined) this.#put({ ...file, misses: 0, missingCycle: null });
  }

  /** A second miss counts only so many cycles after the first: a short outage is none. */
  #missed(url: string): void {
    const file = this.#files.get(url);
    if (file === undefined) return;
    const missingCycle = file.missingCycle ?? this.#cycle;
    const isSecond = this.#cycle - missingCycle >= PAUSE_CYCLES;
    this.#put({ ...file, misses: isSecond ? 2 : 1, missingCycle });
  }

  #verified({ url, number, revision, verified }: SeenFile): void {
    const firstCycle = this.#files.get(url)?.firstCycle ?? this.#cycle;
    const place = { url, number, revision, firstCycle, misses: 0, missingCycle: null };
    this.#put({ ...verified, ...place });
  }

  /** The files that are there: those that were seen now come first. */
  #there(): readonly FileWrite[] {
    const seen = new Set(this.#seen.map(({ url }) => url));
    return [...this.#files.values()]
      .filter(({ misses }) => misses === 0)
      .toSorted((a, b) => Number(seen.has(b.url)) - Number(seen.has(a.url)));
  }

  #contents(): Contents {
    return Object.fromEntries(this.#there().map((file) => [nameAt(file.url), contentOf(file)]));
  }

  #subject(draft: Subject['draft']): Subject {
    return { draft, files: this.#there(), latest: this.#latest };
  }

  #begin(): { row: DraftWrite; event: PaperEvent | null } {
    const [first] = this.#seen;
    if (first === undefined) throw new Error('a draft begins with a file');
    const { number, revision } = first;
    const isPublished = this.#latest?.published.includes(revision) === true;
    const told = toldText(this.#contents());
    const base = { number, revision, told, toldCycle: null, changed: true } as const;
    if (isPublished) return { row: { ...base, state: 'published' }, event: null };
    const event = draftFound(this.#subject(first), !this.#seen.some(isNews));
    return { row: { ...base, state: 'found' }, event };
  }

  #goOn(draft: Draft): { row: DraftWrite; event: PaperEvent | null } {
    const { number, revision, toldCycle } = draft;
    const isBack = draft.state === 'vanished' && this.#seen.length > 0;
    const state = isBack ? 'found' : draft.state;
    const changed = this.#seen.length > 0;
    const row = { number, revision, state, told: draft.told, toldCycle, changed };
    if (state === 'found' && this.#isGone()) {
      const event = draftVanished(this.#subject(draft), this.#cycle);
      return { row: { ...row, state: 'vanished' }, event };
    }
    return this.#tell(draft, row);
  }

  #isGone(): boolean {
    return [...this.#files.values()].every(({ misses }) => misses >= 2);
  }

  /** Tells what differs from what was told, unless that was told a short while ago. */
  #tell(draft: Draft, row: DraftWrite): { row: DraftWrite; event: PaperEvent | null } {
    const told = readTold(draft.told);
    const now = this.#contents();
    const { changed, submitted, more } = difference(told, now);
    const news = [...submitted, ...changed];
    const pick = (names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, now[name] ?? '']));
    const quiet = { ...told, ...pick(more) };
    const isPaused = draft.toldCycle !== null && this.#cycle - draft.toldCycle < PAUSE_CYCLES;
    if (news.length === 0 || isPaused || row.state !== 'found')
      return { row: { ...row, told: toldText(quiet) }, event: null };
    const all = pick(news);
    const reason = submitted.length > 0 ? 'submitted' : 'changed';
    const fingerprint = news.map((name) => now[name]).join('+');
    return {
      row: { ...row, told: toldText({ ...quiet, ...all }), toldCycle: this.#cycle },
      event: draftUpdated(this.#subject(draft), fingerprint, reason),
    };
  }
}

/** What this cycle says of each draft that it has to do with. All are gone through once: there may be many. */
function mattersOf(known: KnownDrafts, { seen, unchanged, gone }: Findings): readonly Matter[] {
  const ids = new Map(known.files.map((file) => [file.url, idOf(file)]));
  const ofUrl = (url: string): string => ids.get(url) ?? '';
  const [drafts, latest] = [Map.groupBy(known.drafts, idOf), Map.groupBy(known.latest, numberOf)];
  const files = Map.groupBy(known.files, idOf);
  const there = Map.groupBy(unchanged, ofUrl);
  const missing = Map.groupBy(gone, ofUrl);
  const verified = Map.groupBy(seen, idOf);
  const touched = new Set([...verified.keys(), ...there.keys(), ...missing.keys()]);
  touched.delete(''); // of no file that is known
  return [...touched].map((id) => ({
    draft: drafts.get(id)?.[0] ?? null,
    latest: latest.get(Number.parseInt(id, 10))?.[0] ?? null,
    files: files.get(id) ?? [],
    unchanged: there.get(id) ?? [],
    gone: missing.get(id) ?? [],
    seen: verified.get(id) ?? [],
  }));
}

/** Joins findings with what is known: each draft once, whatever its files. */
export function conclude(known: KnownDrafts, findings: Findings): Concluded {
  const cases = mattersOf(known, findings).map((one) => new Case(one, known.cycle).conclude());
  const events = cases.flatMap((one) => one.events);
  const words = new Map(
    findings.seen.flatMap((file) => {
      const text = file.verified.words;
      return text === null ? [] : [[idOf(file), text] as const];
    }),
  );
  const texts = events.flatMap((event) => {
    const text = words.get(`${event.facts['number']}R${event.facts['revision']}`);
    return text === undefined ? [] : [[event.dedupe, text] as const];
  });
  return {
    drafts: cases.flatMap((one) => one.drafts),
    files: cases.flatMap((one) => one.files),
    events,
    texts: new Map(texts),
  };
}
