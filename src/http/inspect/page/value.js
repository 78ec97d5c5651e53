/** The state of a machine, which travels as text: one word, or JSON. */

/** Ids of the states in which a value says that a machine is. */
export function leavesOf(value, prefix) {
  if (value === null || value === undefined) return [];
  if (typeof value === 'string') return [`${prefix}.${value}`];
  const inside = Object.entries(value);
  if (inside.length === 0) return [prefix];
  return inside.flatMap(([key, one]) =>
    typeof one === 'object' && one !== null && Object.keys(one).length === 0
      ? [`${prefix}.${key}`]
      : leavesOf(one, `${prefix}.${key}`),
  );
}

/** The value of a state, which travels as text. */
export function readValue(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A value in words: `committing.failure`, or one word for each region. */
export const wordsOf = (text) =>
  text === null || text === undefined
    ? ''
    : leavesOf(readValue(text), '')
        .map((one) => one.slice(1))
        .join(' · ');

/** The states of `text` that are none of `before`, in words. */
export function newsIn(text, before) {
  const old = new Set(before ? leavesOf(readValue(before), '') : []);
  const leaves = leavesOf(readValue(text), '').filter((one) => !old.has(one));
  return leaves.map((one) => one.slice(1)).join(' · ');
}
