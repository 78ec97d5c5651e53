/** The daemon with limits that a test can wait for, clocks that it can move, and the route that breaks actors. */

import { createInterface } from 'node:readline';
import { systemClock } from '../../../src/app/identity.ts';
import { runDaemon } from '../../../src/main.ts';

const { TEST_POLLER_SILENT_MS, TEST_PING_MS, ...env } = process.env;

let ahead = { wallMs: 0, elapsedMs: 0 };
createInterface({ input: process.stdin }).on('line', (line) => {
  ahead = { ...ahead, ...JSON.parse(line) };
});

const code = await runDaemon(env, {
  faults: true,
  clock: {
    now: () => systemClock.now() + ahead.wallMs,
    elapsed: () => systemClock.elapsed() + ahead.elapsedMs,
  },
  ...(TEST_POLLER_SILENT_MS === undefined
    ? {}
    : { silentMaxMs: { poller: Number(TEST_POLLER_SILENT_MS) } }),
  ...(TEST_PING_MS === undefined ? {} : { pingMs: Number(TEST_PING_MS) }),
  indexLimits: { connectMs: 1_000, headersMs: 300, chunkMs: 300, totalMs: 2_000 },
});
process.exit(code);
