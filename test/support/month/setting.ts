/** Who and what there is in the month. */

export const PAPERS = 'C0PAPERS';
export const OPS = 'C0OPS';
export const OPERATOR = 'U0OPS';
export const POLL_MS = 30 * 60_000;
