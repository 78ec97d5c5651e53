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

/** One draft with all that this cycle says of it. */
class Case {
  readonly #draft: Draft | null;
  readonly #cycle: number;
  readonly #latest: LatestEntry | null;
  readonly #seen: readonly SeenFile[];
  /** Its files as they are after this cycle, by URL. */
  readonly #files: Map<string, FileWrite>;
  readonly #touched = new Set<string>();

  constructor(id: string, known: KnownDrafts, findings: Findings) {
    const isOurs = (one: { number: number; revision: number }) => idOf(one) === id;
    this.#draft = known.drafts.find(isOurs) ?? null;
    this.#cycle = known.cycle;
    this.#seen = findings.seen.filter(isOurs);
    this.#files = new Map(known.files.filter(isOurs).map((file) => [file.url, file]));
    const number = Number.parseInt(id, 10);
    this.#latest = known.latest.find((entry) => entry.number === number) ?? null;
    for (const url of findings.unchanged) this.#found(url);
    for (const url of findings.gone) this.#missed(url);
    for (const seen of this.#seen) this.#verified(seen);
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

/** The drafts that this cycle has to do with. */
function casesOf(known: KnownDrafts, { seen, unchanged, gone }: Findings): ReadonlySet<string> {
  const ids = new Map(known.files.map((file) => [file.url, idOf(file)]));
  const rechecked = [...unchanged, ...gone].flatMap((url) => ids.get(url) ?? []);
  return new Set([...seen.map(idOf), ...rechecked]);
}

/** Joins findings with what is known: each draft once, whatever its files. */
export function conclude(known: KnownDrafts, findings: Findings): Concluded {
  const cases = [...casesOf(known, findings)].map((id) => new Case(id, known, findings).conclude());
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
