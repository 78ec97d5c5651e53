/** The daemon of the demo: the real one, with the route that breaks actors. */

import { runDaemon } from '../../main.ts';

// The demo holds the other end of this pipe: should it die, the daemon does not stay behind.
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM')).resume();

process.exit(await runDaemon(process.env, { faults: true }));
