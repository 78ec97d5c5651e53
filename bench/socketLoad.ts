/** Acks of the running daemon while it reads and stores a whole index. */

import { setTimeout as pause } from 'node:timers/promises';
import { openScene } from '../test/e2e/support/scene.ts';
import { fullSize } from '../test/support/papers/wg21.ts';
import type { BenchRow } from './row.ts';
import { ms, quantile } from './support/measure.ts';

const EVERY_MS = 20;
/** Some seconds more than the reading, so that a p99 means something. */
const AT_LEAST = 250;

/** 50 commands a second to a daemon that reads, stores and compares 11 MB. */
export async function socketLoadBench(): Promise<BenchRow> {
  const scene = await openScene({ snapshot: {}, slack: { paced: false } });
  try {
    const daemon = scene.daemon({ POLL_INTERVAL: '2s' });
    await daemon.wait('slack.connected');
    scene.index.serve(fullSize());
    let isRead = false;
    const read = daemon.wait('poll.succeeded', undefined, { withinMs: 120_000 }).finally(() => {
      isRead = true;
    });
    const sent: Promise<{ readonly ackMs: number | null }>[] = [];
    while (!isRead || sent.length < AT_LEAST) {
      sent.push(scene.slack.socket.command('/paper', String(sent.length)).done);
      await pause(EVERY_MS);
    }
    await read;
    const acks = (await Promise.all(sent)).map(({ ackMs }) => ackMs ?? Number.POSITIVE_INFINITY);
    const [p99, most] = [quantile(acks, 0.99), Math.max(...acks)];
    return {
      line: `delivery-21: acks of ${acks.length} commands, 50 a second, while 11 MB are read and stored`,
      floor: '-',
      ours: `p99 ${ms(p99)}, at most ${ms(most)}`,
      ratio: null,
      goal: 'p99 < 250 ms, each < 1,000 ms',
      met: p99 < 250 && most < 1_000,
    };
  } finally {
    await scene.close();
  }
}
