/** What people were told of the files of a draft: a word per file, in the order of their names. */

import { fileAt, fileName } from '../file.ts';
import type { Verified } from '../verify/verify.ts';

/** Contents by the name of the file, such as `D4349R0.pdf`. */
export type Contents = Readonly<Record<string, string>>;

/** The contents of a file in one word: its first 64 KiB and its length. */
export const contentOf = ({
  headSha256,
  length,
}: Pick<Verified, 'headSha256' | 'length'>): string =>
  `${headSha256.slice(0, 16)}:${length ?? '-'}`;

/** The name of the file at a URL. */
export function nameAt(url: string): string {
  const file = fileAt(url);
  return file === null ? url : fileName(file);
}

/** As it is stored. */
export const toldText = (contents: Contents): string =>
  Object.keys(contents)
    .sort()
    .map((name) => `${name}=${contents[name]}`)
    .join(' ');

/** As it was stored; empty before anything was told. */
export const readTold = (text: string | null): Contents =>
  Object.fromEntries(
    (text ?? '')
      .split(' ')
      .filter((pair) => pair !== '')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

/** What differs between what is there and what was told. */
export interface Difference {
  /** Files with other contents than told. */
  readonly changed: readonly string[];
  /** The first submitted file (P) of what was a draft (D). */
  readonly submitted: readonly string[];
  /** Further files of the same draft: no news. */
  readonly more: readonly string[];
}

/** Compares; files that are gone are no difference. */
export function difference(told: Contents, now: Contents): Difference {
  const names = Object.keys(now).sort();
  const added = names.filter((name) => told[name] === undefined);
  const isNewKind =
    Object.keys(told).length > 0 && !Object.keys(told).some((name) => name.startsWith('P'));
  const submitted = isNewKind ? added.filter((name) => name.startsWith('P')) : [];
  return {
    changed: names.filter((name) => told[name] !== undefined && told[name] !== now[name]),
    submitted,
    more: added.filter((name) => !submitted.includes(name)),
  };
}
