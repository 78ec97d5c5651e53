/** One line of the table that `npm run bench` prints. */
export interface BenchRow {
  /** The number of its goal, if it has one, then what was measured, and how often: `15: seeding, …`. */
  readonly line: string;
  /** What it is measured against, with its value. */
  readonly floor: string;
  /** What one would take instead, with its values. */
  readonly peers?: string;
  readonly ours: string;
  /** Ours by the floor; null where the goal is a count or a time. */
  readonly ratio: number | null;
  readonly goal: string;
  readonly met: boolean;
  /** Why the goal cannot be met, where that is known; said only when it is not. */
  readonly reason?: string;
}
