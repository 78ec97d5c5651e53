import { frontier } from '../frontier.ts';
import { contentGate, type FieldCounts, type GateName, type GateNumbers } from '../gates.ts';
import { isPaper, paperNumber } from '../id/pack.ts';
import type { IndexBase, Rejection } from '../reading.ts';
import { has, type ScannedIndex, scanIndex } from './scan.ts';

/** An index that passed the gates that look at it alone. */
export interface ReadIndex {
  readonly type: 'index';
  readonly index: ScannedIndex;
  readonly size: IndexBase;
}

/** An index that a gate refused; `held` when somebody may let it pass all the same. */
export interface RefusedIndex extends Rejection {
  readonly held: ReadIndex | null;
}

const HIGHEST = 10_000; // regular numbers have four digits

/** The distinct numbers of regular P entries, ascending. */
export function paperNumbers(ids: Iterable<number>): readonly number[] {
  const isTaken = new Uint8Array(HIGHEST);
  for (const id of ids) {
    const number = paperNumber(id);
    if (number >= 0) isTaken[number] = 1;
  }
  const numbers: number[] = [];
  for (let number = 0; number < HIGHEST; number++) if (isTaken[number] === 1) numbers.push(number);
  return numbers;
}

function count({ ids, fields }: ScannedIndex): FieldCounts {
  let [papers, withType, withLink, titled] = [0, 0, 0, 0];
  for (let place = 0; place < ids.length; place++) {
    const bits = fields[place] ?? 0;
    const paper = isPaper(ids[place] ?? 0) ? 1 : 0;
    papers += paper;
    withType += bits & has.type;
    withLink += (bits & has.link) >> 1;
    titled += paper & (bits >> 2);
  }
  return { entries: ids.length, papers, withType, withLink, titled };
}

const messages: Readonly<Record<GateName, string>> = {
  too_large: 'the decoded body is too large',
  html: 'the body is a page, no index',
  not_object: 'the body is no JSON object',
  not_json: 'the body is no JSON',
  too_few: 'too few usable entries',
  fields_missing: 'too many entries lack type, link or title',
  shrunk: 'too many entries are gone',
  papers_shrunk: 'too many papers are gone',
  frontier_back: 'the newest paper numbers are gone',
};

/** What is known of a refused body. */
interface Refused extends GateNumbers {
  readonly sha256: string | null;
}

/** A refusal in words and numbers. */
export const rejection = (gate: GateName, { sha256, ...numbers }: Refused): Rejection => ({
  type: 'rejected',
  gate,
  numbers,
  sha256,
  message: `${messages[gate]} (${describe(numbers)})`,
});

const describe = ({ bytes, entries, papers, frontier: front, gone }: GateNumbers): string =>
  Object.entries({ bytes, entries, papers, frontier: front, gone })
    .filter(([, number]) => number !== null)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ');

/** Finds the entries of a decoded body and asks gates 2 to 4. `sha256`: of the body. */
export function readIndex(
  bytes: Uint8Array,
  sha256: string,
  minEntries: number,
): ReadIndex | RefusedIndex {
  const known = { sha256, bytes: bytes.length, gone: null };
  const index = scanIndex(bytes);
  if (typeof index === 'string')
    return {
      ...rejection(index, { ...known, entries: null, papers: null, frontier: null }),
      held: null,
    };
  const counts = count(index);
  const { entries, papers } = counts;
  const size = { entries, papers, frontier: frontier(paperNumbers(index.ids)) };
  const gate = contentGate(counts, minEntries);
  const held = { type: 'index', index, size } as const;
  return gate === null ? held : { ...rejection(gate, { ...known, ...size }), held };
}
