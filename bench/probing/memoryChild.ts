/** Asks all URLs in a process of its own, and tells how much memory that took at most. */

import { setTimeout as pause } from 'node:timers/promises';
import { bareDispatch, ourLook, requestLoop } from './contenders.ts';
import { filesOf } from './origin.ts';

const contenders = { ourLook, requestLoop, bareDispatch };
const [name = '', origin = '', count = ''] = process.argv.slice(2);
const contender = contenders[name as keyof typeof contenders]; // from our own parent
const at = {
  origin,
  folder: `${origin}/files/papers/`,
  ca: undefined,
  close: () => {},
  seen: () => Promise.reject(new Error('asked by the parent')),
};

await contender(at, filesOf(200), 20); // code is loaded, a connection was made
await pause(500);
const idle = process.memoryUsage.rss();
let peak = idle;
const look = (): void => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
const timer = setInterval(look, 5);
await contender(at, filesOf(Number(count)), 50);
look();
clearInterval(timer);
process.send?.(peak - idle);
process.disconnect();
