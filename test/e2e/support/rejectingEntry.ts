/** The daemon in which, on SIGUSR2, a promise is rejected that nobody handles. */

import { runDaemon } from '../../../src/main.ts';

process.once('SIGUSR2', () => void Promise.reject(new Error('nobody waits for this')));
process.exit(await runDaemon(process.env));
