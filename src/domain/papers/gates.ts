/** The gates that an index passes before anything is written. */

/** The reasons of the gates, in the order in which they are asked. */
export type GateName =
  | 'too_large'
  | 'html'
  | 'not_object'
  | 'not_json'
  | 'too_few'
  | 'fields_missing'
  | 'shrunk'
  | 'papers_shrunk'
  | 'frontier_back';

/** The numbers that explain a refusal; null where the gate came too early to know them. */
export interface GateNumbers {
  readonly bytes: number;
  readonly entries: number | null;
  readonly papers: number | null;
  readonly frontier: number | null;
  readonly gone: number | null;
}

/** A decoded body may be this long, in bytes: 64 MiB. */
export const LONGEST_BODY = 64 * 1024 * 1024;

/** The share of entries that must have each of the fields asked for. */
const FIELDS_SHARE = 0.95;

/** The share of the last good entries, and of its P entries, that must still be there. */
const ENTRIES_SHARE = 0.98;
const PAPERS_SHARE = 0.99;

/** At most so many known ids may be gone, … */
const MOST_GONE = 300;

/** … and the frontier at most this far back: one withdrawn paper must not stop us. */
const FRONTIER_SLACK = 10;

/** What the first gates ask of an index. */
export interface FieldCounts {
  readonly entries: number;
  readonly papers: number;
  readonly withType: number;
  readonly withLink: number;
  /** P entries with a title. */
  readonly titled: number;
}

/** Gates 3 and 4: enough usable entries, and the fields that they must have. Null: passed. */
export function contentGate(counts: FieldCounts, minEntries: number): GateName | null {
  const { entries, papers, withType, withLink, titled } = counts;
  if (entries < minEntries) return 'too_few';
  const enough = Math.min(withType, withLink) >= FIELDS_SHARE * entries;
  return enough && titled >= FIELDS_SHARE * papers ? null : 'fields_missing';
}

/** The size of an index, as `IndexBase`. */
interface Size {
  readonly entries: number;
  readonly papers: number;
  readonly frontier: number;
}

/** Gates 5 to 7, against the last good index; `gone`: known ids that are not there. Null: passed. */
export function lossGate(now: Size, lastGood: Size, gone: number): GateName | null {
  if (now.entries < ENTRIES_SHARE * lastGood.entries || gone > MOST_GONE) return 'shrunk';
  if (now.papers < PAPERS_SHARE * lastGood.papers) return 'papers_shrunk';
  return now.frontier < lastGood.frontier - FRONTIER_SLACK ? 'frontier_back' : null;
}
