/** Whether a name is meant by what somebody watches. */

const apostrophes = /['’‘ʼ`´]/g;

/** The words of a folded name: `o'dwyer` is one, `jean-pierre` two. */
export const nameTokens = (folded: string): readonly string[] =>
  folded.replace(apostrophes, '').match(/[\p{L}\p{N}]+/gu) ?? [];

/** A folded name as it is compared as a whole: its words and nothing between them. */
export const wholeName = (folded: string): string => nameTokens(folded).join(' ');

const isInitial = (one: string, other: string): boolean =>
  (one.length === 1 && other.startsWith(one)) || (other.length === 1 && one.startsWith(other));

/**
 * Whether all words of the query belong to this one name. Each equals a word of it; or it is, or
 * has, the initial of a word that no other claims, while another word of two letters or more is
 * there in full.
 */
export function isNamed(query: readonly string[], name: readonly string[]): boolean {
  const missing = query.filter((token) => !name.includes(token));
  if (missing.length === 0) return query.length > 0;
  const isAnchored = query.some((token) => token.length >= 2 && name.includes(token));
  if (!isAnchored) return false;
  const free = name.filter((token) => !query.includes(token));
  return missing.every((token) => {
    const claimed = free.findIndex((word) => isInitial(token, word));
    if (claimed >= 0) free.splice(claimed, 1);
    return claimed >= 0;
  });
}
