import { decodeEntry, type Entry } from '../entry/entry.ts';
import type { PaperEvent } from '../event.ts';
import { idOf } from '../id/id.ts';
import { isPaper } from '../id/pack.ts';
import type { Comparison } from '../index/compare.ts';
import { hashText } from '../index/hash.ts';
import { rawEntry, rawKey, type ScannedIndex } from '../index/scan.ts';
import type { PreparedCounts } from '../reading.ts';
import type { StagedMissing } from '../staged.ts';
import { appeared, highestRevisions, type KnownDraft } from './appear.ts';
import { type Change, changeOf, massFields, metaChanged } from './changes.ts';
import { entryLine } from './line.ts';
import { stagedEntry } from './stage.ts';
import { storedEntries } from './stored.ts';
import {
  dayOf,
  isMassAdd,
  mailingPosted,
  massAdded,
  massChanged,
  missing,
  restored,
} from './whole.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** When and under what name an index is committed. */
export interface PrepareFacts {
  /** The id of the snapshot, for events that may happen again. */
  readonly snapshot: string;
  /** In ms since the epoch. */
  readonly nowMs: number;
  readonly drafts: readonly KnownDraft[];
}

/** All that is to be written; rows are made while they are asked for. */
export interface Plan {
  /** A line for each new or changed entry. */
  readonly entries: Iterable<string>;
  readonly missing: readonly StagedMissing[];
  /** All events, those for the record too. */
  readonly events: readonly PaperEvent[];
  /** The events that somebody may be told. */
  readonly tellable: readonly PaperEvent[];
  readonly counts: PreparedCounts;
  /** Irregularities of the entries that were read; complete when `entries` was walked through. */
  readonly warnings: Readonly<Record<string, number>>;
}

class Planner {
  readonly warnings: Record<string, number> = {};
  readonly #index: ScannedIndex;
  readonly #found: Comparison;
  readonly #facts: PrepareFacts;
  readonly #tomorrow: string;

  constructor(index: ScannedIndex, found: Comparison, facts: PrepareFacts) {
    this.#index = index;
    this.#found = found;
    this.#facts = facts;
    this.#tomorrow = dayOf(facts.nowMs + DAY_MS);
  }

  readonly #warn = (word: string): void => {
    this.warnings[word] = (this.warnings[word] ?? 0) + 1;
  };

  readonly #quiet = (): void => {};

  readonly key = (place: number): string => idOf(this.#index.ids[place] ?? 0).key;

  /** Each entry is read twice, for its event and for its row: rows are many and may be long. */
  readonly entry = (place: number, warn = this.#quiet as (word: string) => void): Entry =>
    decodeEntry(
      idOf(this.#index.ids[place] ?? 0),
      rawEntry(this.#index, place),
      this.#tomorrow,
      warn,
    );

  *lines(): Generator<string> {
    const { added, changed, isFirst } = this.#found;
    for (const place of [...added, ...changed])
      yield entryLine(
        stagedEntry(this.entry(place, this.#warn), {
          rawKey: rawKey(this.#index, place),
          raw: rawEntry(this.#index, place),
          hash: hashText(this.#index.high[place] ?? 0, this.#index.low[place] ?? 0),
          seeded: isFirst,
        }),
      );
  }

  /** What became of known entries: those that differ, with the fields that do. */
  changes(rows: readonly string[]): readonly Change[] {
    const stored = storedEntries(rows);
    return this.#found.changed.map((place) => {
      const before = stored.get(this.key(place));
      if (before === undefined) throw new Error(`no stored row for ${this.key(place)}`);
      return changeOf(this.entry(place), before);
    });
  }

  /** Ids that were never seen, with the mailing that they may be. */
  news(): readonly PaperEvent[] {
    const { added, known } = this.#found;
    const highest = highestRevisions(known);
    const { drafts, nowMs } = this.#facts;
    const isPaperAt = (place: number): boolean => isPaper(this.#index.ids[place] ?? 0);
    const papers = added.filter(isPaperAt).map(this.key);
    const mailing = isMassAdd(added.length, known.length) ? null : mailingPosted(papers, nowMs);
    const events = appeared(
      added.map((place) => this.entry(place)),
      { highest, drafts, nowMs },
    );
    return mailing === null ? events : [...events, mailing];
  }

  marks(): readonly StagedMissing[] {
    const { gone, changed, restored: back } = this.#found;
    const differs = new Set(changed); // their row clears the mark
    return [
      ...gone.map((key) => ({ key, missing: true })),
      ...back
        .filter((place) => !differs.has(place))
        .map((place) => ({ key: this.key(place), missing: false })),
    ];
  }

  history(): readonly PaperEvent[] {
    const { snapshot } = this.#facts;
    const { gone, restored: back } = this.#found;
    return [
      ...gone.map((key) => missing(key, snapshot)),
      ...back.map((place) => restored(this.key(place), snapshot)),
    ];
  }
}

/** How many entries changed a field of `mass`. */
const inMass = (changes: readonly Change[], mass: readonly string[]): number =>
  changes.filter(({ fields }) => fields.some((field) => mass.includes(field))).length;

/** What a changed index means: rows to write and events. `rows`: what is stored of `changed`. */
export function plan(
  index: ScannedIndex,
  found: Comparison,
  rows: readonly string[],
  facts: PrepareFacts,
): Plan {
  const planner = new Planner(index, found, facts);
  const counts = { added: found.added.length, changed: 0, missing: 0, restored: 0, events: 0 };
  const first = { missing: [], events: [], tellable: [], warnings: planner.warnings };
  if (found.isFirst) return { ...first, entries: planner.lines(), counts };

  const changes = planner.changes(rows).filter(({ fields }) => fields.length > 0);
  const { snapshot } = facts;
  const known = found.known.length;
  const mass = massFields(changes, known);
  const isMass = isMassAdd(found.added.length, known);
  const news = planner.news();
  const meta = changes.flatMap((change) => metaChanged(change, mass));
  const notes = [
    ...(mass.length > 0 ? [massChanged(mass, inMass(changes, mass), known, snapshot)] : []),
    ...(isMass ? [massAdded(found.added.length, known, snapshot)] : []),
  ];
  const events = [...news, ...meta, ...planner.history(), ...notes];
  return {
    entries: planner.lines(),
    missing: planner.marks(),
    events,
    tellable: [...(isMass ? [] : news), ...meta, ...notes],
    counts: {
      added: found.added.length,
      changed: changes.length,
      missing: found.gone.length,
      restored: found.restored.length,
      events: events.length,
    },
    warnings: planner.warnings,
  };
}
