import { fold } from '../fold.ts';

/** Between names; what stands in parentheses does not separate. */
const separator = /(?:[,;&]|\band\b)(?![^(]*\))/i;

/** The names in an author field, in its order; `unknown` is no name. */
export const splitAuthors = (text: string | null): readonly string[] =>
  (text ?? '')
    .split(separator)
    .map((name) => name.trim())
    .filter((name) => /[\p{L}\p{N}]/u.test(name) && name.toLowerCase() !== 'unknown');

/** A name as matching sees it: folded, without what stands in parentheses. */
export const foldName = (name: string): string =>
  fold(name.replace(/\([^)]*\)?/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
