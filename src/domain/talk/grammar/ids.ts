/** Ids as people write them. */

import { indexId } from '../../papers/id/id.ts';
import { type PaperRef, type Problem, problem } from './command.ts';

/** Looks like an id, right or wrong: `P12`, `R5`, `P99999999`, `LWG4500`. */
const LIKE_ID = /^(?:[PDN]|SD|CWG|EWG|LWG|LEWG|FS|EDIT|R)-?\d+(?:R\d*)?$/i;

/** Whether a word means an id, even one that does not exist. */
export function looksLikeId(word: string): boolean {
  const name = idIn(word);
  return LIKE_ID.test(name) || indexId(name) !== null;
}

const wrongId = problem(
  'That is no id; ids look like `P2300`, `P2300R10`, `N4950`, `LWG4500` or `SD7`.',
);

/** Four digits alone are a paper too. */
const asNumber = (word: string): number | null => {
  const match = /^[PD]?(\d{4})$/i.exec(word);
  return match === null ? null : Number(match[1]);
};

const PAPERS =
  /^(?:https?:\/\/)?(?:www\.)?(?:wg21\.link|isocpp\.org\/files\/papers|open-std\.org\/jtc1\/sc22\/wg21\/docs\/papers(?:\/\d{4})?)\//i;

/** Whether a word is the link of a paper, which names it as well. */
export const isPaperLink = (word: string): boolean => PAPERS.test(word);

/**
 * The id in a word that somebody has copied from elsewhere: `[P2300]`, `P2300R10,`, `D1234R0.pdf`,
 * the address of a paper. A word that holds none stays as it is.
 */
export function idIn(word: string): string {
  const name = word
    .replace(/^[[(]+|[\])]*[,;.!?]*$/g, '')
    .replace(PAPERS, '')
    .replace(/\.(?:pdf|html?)$/i, '')
    .replace(/^(SD|CWG|L?EWG|LWG|FS|EDIT)-(?=\d)/i, '$1'); // the index has `SD7`
  return LIKE_ID.test(name) || indexId(name) !== null || asNumber(name) !== null ? name : word;
}

/** Reads an id of any form. */
export function readRef(written: string): PaperRef | Problem {
  const word = idIn(written);
  const number = asNumber(word);
  if (number !== null) return { type: 'number', number };
  const id = indexId(word);
  return id === null ? wrongId : { type: 'id', id };
}

/** How many numbers a range may span. */
const WIDEST = 500;

/** `P4000-P4100` as its two numbers; null for what is no range. */
export function readRange(word: string): readonly [number, number] | Problem | null {
  const match = /^[PD]?(\d{4})(?:-|–|\.\.)[PD]?(\d{4})$/i.exec(word);
  if (match === null) return null;
  const [from, to] = [Number(match[1]), Number(match[2])];
  if (to < from)
    return problem('A range begins with its lower number, such as `watch P4000-P4100`.');
  return to - from > WIDEST
    ? problem('A range may span at most 500 numbers, such as `watch P4000-P4100`.')
    : [from, to];
}
