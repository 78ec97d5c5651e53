/** What was asked for on the command line. */

import { type DraftFile, type Extension, fileName } from '../../domain/papers/probe/file.ts';

/** A paper whose next revision is meant, or files that were named. */
export type Wish =
  | { readonly type: 'next'; readonly number: number }
  | { readonly type: 'files'; readonly files: readonly DraftFile[] };

export type Words =
  | { readonly type: 'help' }
  | { readonly type: 'wishes'; readonly wishes: readonly Wish[] }
  | { readonly type: 'wrong'; readonly problem: string };

/** More would be a cycle, and that is the daemon's. */
const MOST_WISHES = 20;

const form = /^([PD])?(\d{4})(?:R(0|[1-9]\d?)(?:\.(PDF|HTML))?)?$/;

/** A word as it can be shown: short, and without control characters. */
const shown = (word: string): string => JSON.stringify(word.replaceAll(/\p{C}/gu, '').slice(0, 40));

/** All files that a revision may be: drafts first, they are the likelier ones. */
export const filesOf = (number: number, revision: number): readonly DraftFile[] =>
  (['D', 'P'] as const).flatMap((kind) =>
    (['pdf', 'html'] as const).map((extension) => ({ kind, number, revision, extension })),
  );

function wishOf(word: string): Wish | null {
  const [whole, letter = '', digits, revision, extension] = form.exec(word.toUpperCase()) ?? [];
  if (whole === undefined || Number(digits) === 0) return null;
  const number = Number(digits);
  if (revision === undefined) return { type: 'next', number };
  const files = filesOf(number, Number(revision));
  if (extension === undefined) return { type: 'files', files };
  const wanted: Extension = extension === 'PDF' ? 'pdf' : 'html';
  const named = files.filter((file) => file.extension === wanted && file.kind === (letter || 'D'));
  return { type: 'files', files: named };
}

/** Reads the words after `npm run probe --`. */
export function readWords(words: readonly string[]): Words {
  if (words.includes('--help') || words.includes('-h')) return { type: 'help' };
  const expected = 'expected papers such as P1234, P1234R5 or D1234R5.pdf';
  if (words.length === 0) return { type: 'wrong', problem: expected };
  if (words.length > MOST_WISHES)
    return {
      type: 'wrong',
      problem: `expected at most ${MOST_WISHES} papers, not ${words.length}`,
    };
  const wishes: Wish[] = [];
  for (const word of words) {
    const wish = wishOf(word);
    if (wish === null) return { type: 'wrong', problem: `${expected}, not ${shown(word)}` };
    wishes.push(wish);
  }
  return { type: 'wishes', wishes };
}

/** The URLs of files, each once. */
export const urlsOf = (base: string, files: readonly DraftFile[]): readonly string[] => [
  ...new Set(files.map((file) => base + fileName(file))),
];

/** What `--help` says. */
export const help = `npm run probe -- PAPER …

Looks once for unpublished drafts on isocpp.org and says what was asked, what was answered and
what it means. Nothing is stored and nobody is told.

  P1234         the revision after the latest of the index (or R0): as D and as P, as pdf and html
  P1234R5       that revision
  D1234R5.pdf   that file

First a file is asked for that cannot be there: a server that has it has everything.
Variables: ISO_PAPERS_URL, WG21_INDEX_URL, PROBE_RATE, PROBE_CONCURRENCY, HTTP_TIMEOUT.
Exit code 0: each answer is clear, a draft or none. 1: wrong words or variables. 2: something
was not answered, or cannot be believed.`;
