/** A process that blocks its event loop in the way that its argument says. */

import { spawnSync } from 'node:child_process';
import { watchLoop } from '../../../src/app/stall.ts';

const limits = { beatMs: 10, lookMs: 20, warnLooks: 5, endLooks: 15, killMs: 2_000 };
const [, , how = '', ntfy = '', dataDir = ''] = process.argv;

/** Whom the watch thread tells, where the test wants it to. */
const last =
  ntfy === ''
    ? null
    : {
        targets: { slack: null, ntfy, discord: null, webhook: null, service: 'test' },
        dataDir,
        version: '1.2.3',
        instance: 'i-1',
      };

const watch = watchLoop({ limits, base: { service: 'test' }, last });

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

setTimeout(() => ways[how]?.(), 100);
setTimeout(async () => {
  await watch?.stop();
  process.stdout.write('ended by itself\n');
}, 600);
