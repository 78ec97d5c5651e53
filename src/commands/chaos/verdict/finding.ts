/** One line of the table. */
export interface Finding {
  readonly kept: boolean;
  readonly promise: string;
  readonly seen: string;
}

/** The first of them, and how many there are. */
export const few = (words: readonly string[]): string =>
  words.length === 0 ? 'none' : `${words.length}: ${words.slice(0, 5).join(', ')}`;

/** Kept when nothing speaks against it; `of` says how much was looked at. */
export const against = (promise: string, of: string, problems: readonly string[]): Finding => ({
  promise,
  kept: problems.length === 0,
  seen: `${of}, against it ${few(problems)}`,
});
