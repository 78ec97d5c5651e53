/** A process that blocks its event loop in the way that its argument says. */

import { spawnSync } from 'node:child_process';
import { watchLoop } from '../../../src/app/stall.ts';

const limits = { beatMs: 10, lookMs: 20, warnLooks: 5, endLooks: 15, killMs: 2_000 };
const watch = watchLoop({ limits, base: { service: 'test' } });

const ways: Readonly<Record<string, () => void>> = {
  busy: () => {
    for (;;);
  },
  regexp: () => void /(a+)+$/.test(`${'a'.repeat(60)}b`),
  wait: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  /** Where no debugger can pause: the loop waits inside the runtime. */
  native: () => void spawnSync('/bin/sleep', ['5']),
  short: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60),
};

setTimeout(() => ways[process.argv[2] ?? '']?.(), 100);
setTimeout(async () => {
  await watch?.stop();
  process.stdout.write('ended by itself\n');
}, 600);
