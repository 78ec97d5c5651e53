/** Whether a phrase stands in a title. */

const wordAt = /[\p{L}\p{N}_]/u;

/** The whole words of a folded text. */
export const words = (folded: string): readonly string[] => folded.match(/[\p{L}\p{N}_]+/gu) ?? [];

const isWord = (letter: string | undefined): boolean => letter !== undefined && wordAt.test(letter);

/**
 * Whether a folded phrase occurs in a folded title. Where it begins or ends with a letter, a digit
 * or `_`, none of these may adjoin there: `span` is not in `mdspan`, `<=>` is in `a<=>b`.
 */
export function holdsPhrase(title: string, phrase: string): boolean {
  if (phrase === '') return false;
  const [first, last] = [isWord(phrase[0]), isWord(phrase.at(-1))];
  for (let at = title.indexOf(phrase); at >= 0; at = title.indexOf(phrase, at + 1)) {
    const adjoins = (first && isWord(title[at - 1])) || (last && isWord(title[at + phrase.length]));
    if (!adjoins) return true;
  }
  return false;
}
