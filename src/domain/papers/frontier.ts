/** Fewer numbers than this say nothing about gaps. */
const ENOUGH = 50;

/** A jump over more numbers than this may be an outlier … */
const WIDE_GAP = 100;

/** … when fewer numbers than this lie behind it. */
const CROWD = 10;

/**
 * The highest number up to which paper numbers are given out in order, so that a paper with a
 * far too high number does not move it. `numbers`: distinct, ascending. 0 when there are none.
 */
export function frontier(numbers: readonly number[]): number {
  const last = numbers.length - 1;
  if (numbers.length < ENOUGH) return numbers[last] ?? 0;
  let at = Math.floor(numbers.length / 2);
  while (at < last) {
    const gap = (numbers[at + 1] ?? 0) - (numbers[at] ?? 0);
    if (gap > WIDE_GAP && last - at < CROWD) break;
    at++;
  }
  return numbers[at] ?? 0;
}
