import * as assert from 'uvu/assert';
import { ground, post, SECOND, startQueue } from './world.ts';

/** A notice for operators. */
export const alert = (key: string, anchorKey: string, some = {}) =>
  post(key, 'COPS', { lane: 0, anchorKey, ...some });

/** A queue whose database has just gone, and was noticed to be. */
export async function withoutDatabase() {
  const on = ground();
  const queue = await startQueue(on);
  on.away = true;
  await queue.pass(6 * SECOND);
  assert.match(queue.mode(), 'withoutDb');
  return { on, queue };
}
