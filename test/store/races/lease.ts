/** The lease as contenders have it: short, so that a test of many failures is. */

const FULL = process.env['STORE_FULL'] === '1';

export const LEASE_MS = FULL ? 1_500 : 600;
export const BID_MS = FULL ? 500 : 200;
/** How often a leader is killed, and how often stopped. */
export const ROUNDS = FULL ? 4 : 2;
/** How long a stopped leader stays so: longer than its lease. */
export const STOPPED_MS = FULL ? 3_200 : 1_300;
