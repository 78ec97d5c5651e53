/** The daemon with limits that a test can wait for, and with the route that breaks actors. */

import { runDaemon } from '../../../src/main.ts';

const { TEST_POLLER_SILENT_MS, ...env } = process.env;

const code = await runDaemon(env, {
  faults: true,
  ...(TEST_POLLER_SILENT_MS === undefined
    ? {}
    : { silentMaxMs: { poller: Number(TEST_POLLER_SILENT_MS) } }),
  indexLimits: { connectMs: 1_000, headersMs: 300, chunkMs: 300, totalMs: 2_000 },
});
process.exit(code);
