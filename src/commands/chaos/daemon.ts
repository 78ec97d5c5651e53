/** A daemon of the chaos: the real one, whose wall clock jumps by as many ms as a line of input says. */

import { createInterface } from 'node:readline';
import { systemClock } from '../../app/identity.ts';
import { runDaemon } from '../../main.ts';

let aheadMs = 0;

createInterface({ input: process.stdin })
  .on('line', (line) => {
    aheadMs = Number(line);
  })
  // The chaos holds the other end: should it die, the daemon does not stay behind.
  .on('close', () => process.kill(process.pid, 'SIGTERM'));

const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };

process.exit(await runDaemon(process.env, { faults: true, clock }));
