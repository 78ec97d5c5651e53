import type { Entry } from '../entry/entry.ts';
import type { EntryFacts, EventKind, PaperEvent } from '../event.ts';
import type { Prefix } from '../id/id.ts';
import { paperNumber, unpack } from '../id/pack.ts';

/** A draft that was seen before its paper was published. */
export interface KnownDraft {
  readonly number: number;
  readonly revision: number;
  /** When it was found, in ms since the epoch. */
  readonly foundAt: number;
}

/** What is known of paper numbers before this index. */
export interface KnownPapers {
  /** The highest regular revision, by number. */
  readonly highest: ReadonlyMap<number, number>;
  readonly drafts: readonly KnownDraft[];
  /** When the entries were seen, in ms since the epoch. */
  readonly nowMs: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The highest revision of each regular paper among the ids, which are given as numbers. */
export function highestRevisions(ids: Iterable<number>): ReadonlyMap<number, number> {
  const highest = new Map<number, number>();
  for (const id of ids) {
    const number = paperNumber(id);
    const { revision } = unpack(id);
    if (number < 0 || revision === null) continue;
    highest.set(number, Math.max(revision, highest.get(number) ?? 0));
  }
  return highest;
}

/** What a message needs of an entry. */
export const entryFacts = ({
  title,
  authors,
  groups,
  date,
  link,
  longLink,
}: Entry): EntryFacts => ({
  title,
  authors,
  groups,
  date: date.iso,
  url: longLink ?? link,
});

const kinds: Readonly<Record<Exclude<Prefix, 'P'>, EventKind>> = {
  D: 'draft.listed',
  N: 'ndoc.new',
  SD: 'sd.new',
  EDIT: 'editorial.new',
  CWG: 'issue.new',
  EWG: 'issue.new',
  LWG: 'issue.new',
  LEWG: 'issue.new',
  FS: 'issue.new',
};

const firstSeen = (
  kind: EventKind,
  entry: Entry,
  facts: PaperEvent['facts'],
  foldedInto: string | null = null,
): PaperEvent => ({
  kind,
  key: entry.id.key,
  dedupe: `new:${entry.id.key}`,
  foldedInto,
  entry: entryFacts(entry),
  facts: { number: entry.id.number, revision: entry.id.revision, ...facts },
});

/** What a told paper says of its draft: the one of the same revision, else the latest other one. */
function draftFacts(
  { id }: Entry,
  { drafts, nowMs }: KnownPapers,
): { readonly isSame: boolean; readonly facts: PaperEvent['facts'] } {
  const own = drafts.filter(({ number }) => number === id.number);
  const same = own.find(({ revision }) => revision === id.revision);
  const draft = same ?? own.toSorted((a, b) => b.foundAt - a.foundAt)[0];
  if (draft === undefined) return { isSame: false, facts: {} };
  const facts = {
    draft_revision: draft.revision,
    draft_found_at: draft.foundAt,
    draft_days: Math.floor((nowMs - draft.foundAt) / DAY_MS),
  };
  return { isSame: same !== undefined, facts };
}

/**
 * The events of new revisions of one paper: one for the highest, which names the others; the
 * others fold into it. `previous` is the highest that was known, null for a new number; a lower
 * one than known says `lower`.
 */
function paperEvents(revisions: readonly Entry[], known: KnownPapers): readonly PaperEvent[] {
  const ordered = revisions.toSorted((a, b) => (a.id.revision ?? 0) - (b.id.revision ?? 0));
  const told = ordered.at(-1);
  if (told === undefined) return [];
  const others = ordered.slice(0, -1);
  const previous = known.highest.get(told.id.number) ?? null;
  const kind = previous === null ? 'paper.new' : 'paper.revision';
  const draft = draftFacts(told, known);
  const facts = {
    previous,
    also: others.map(({ id }) => `R${id.revision}`),
    lower: previous !== null && (told.id.revision ?? 0) < previous,
    ...draft.facts,
  };
  return [
    firstSeen(draft.isSame ? 'draft.published' : kind, told, facts),
    ...others.map((entry) => firstSeen(kind, entry, { previous }, `new:${told.id.key}`)),
  ];
}

/** An irregular P id stands for itself: it takes part in no list of revisions. */
const irregularEvent = (entry: Entry, { highest }: KnownPapers): PaperEvent => {
  const previous = highest.get(entry.id.number) ?? null;
  const kind = previous === null ? 'paper.new' : 'paper.revision';
  return firstSeen(kind, entry, { previous, also: [], lower: false });
};

/** The events of entries that were never seen before: one each. */
export function appeared(entries: readonly Entry[], known: KnownPapers): readonly PaperEvent[] {
  const isRevision = ({ id }: Entry): boolean => id.prefix === 'P' && id.regular;
  const numbers = Map.groupBy(entries.filter(isRevision), ({ id }) => id.number);
  const single = (entry: Entry): readonly PaperEvent[] => {
    const { prefix } = entry.id;
    if (prefix !== 'P') return [firstSeen(kinds[prefix], entry, {})];
    return entry.id.regular ? [] : [irregularEvent(entry, known)];
  };
  return [
    ...[...numbers.values()].flatMap((revisions) => paperEvents(revisions, known)),
    ...entries.flatMap(single),
  ];
}
