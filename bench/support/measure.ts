/** Times, and contenders that take turns. */

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** The value that a part of all values stays under; 0.99 for p99. */
export const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ??
  0;

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

export const mb = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`;

/** CPU that some work takes, of all threads of this process, in ms. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The time that some work takes, in ms. */
export async function wallOf(work: () => unknown): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** The longest time for which the event loop was held while the work ran, in ms. */
export async function blockOf(work: () => unknown): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  };
  const timer = setInterval(look, 1);
  await work();
  clearInterval(timer);
  look();
  return longest;
}

/** Runs the contenders in turn, `runs` times and once to warm up; what each took, run by run. */
export async function contest(
  runs: number,
  contenders: readonly (() => unknown)[],
  measure: (work: () => unknown) => Promise<number>,
): Promise<readonly (readonly number[])[]> {
  const times: number[][] = contenders.map(() => []);
  for (let run = 0; run <= runs; run += 1)
    for (const [n, work] of contenders.entries()) {
      const time = await measure(work);
      if (run > 0) times[n]?.push(time);
    }
  return times;
}
