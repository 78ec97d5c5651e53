/** One line of the table that `npm run bench` prints. */
export interface BenchRow {
  /** What was measured, and how often. */
  readonly line: string;
  /** What it is measured against, with its value. */
  readonly floor: string;
  readonly ours: string;
  /** Ours by the floor; null where the goal is a count or a time. */
  readonly ratio: number | null;
  readonly goal: string;
  readonly met: boolean;
}
