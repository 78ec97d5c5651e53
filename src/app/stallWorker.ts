/** The watch thread: looks whether the event loop counts, and ends the process when it does not. */

import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import { mayTell, readLastExit, writeLastExit } from './lastWords/record.ts';
import { type LastExit, lastRequests } from './lastWords/requests.ts';
import { firstThatTakes, sendNow } from './lastWords/say.ts';
import type { LastOrder, StallOrder } from './stall.ts';

const { beats, limits, pid, base, last: order } = workerData as StallOrder; // from `watchLoop`, nobody else
const STDERR = 2; // stdout may be a pipe that is full
const EXIT_CODE = 4 as const;

let last = -1;
let looks = 0;

/** Straight to the file: nothing that needs the event loop of the process works now. */
function write(level: 'warn' | 'fatal', message: string, more: object): void {
  const time = new Date().toISOString();
  const kind = { failure_category: 'HUNG', failure_reason: 'loop_stalled' };
  const head = { time, level, event: 'loop.stalled', component: 'supervisor', message, ...base };
  const line = { ...head, ...kind, stalled_ms: looks * limits.lookMs, ...more };
  try {
    writeSync(STDERR, `${JSON.stringify(line)}\n`);
  } catch {
    // Its reader is gone, or it is full: a line that nobody can read must not save a blocked process.
  }
}

const TELL_MS = 2_000;

/** One notice, from this thread: the process cannot send any more. */
async function tell({ targets, dataDir, version, instance }: LastOrder): Promise<void> {
  const exit: LastExit = {
    code: EXIT_CODE,
    reason: 'HUNG/loop_stalled',
    at: Date.now(),
    version,
    instance,
  };
  const before = readLastExit(dataDir);
  const requests = mayTell(before, exit) ? lastRequests(targets, exit) : [];
  const isTold = await firstThatTakes(requests, sendNow, TELL_MS);
  writeLastExit(dataDir, before, exit, isTold);
}

const killLater = () => setTimeout(() => process.kill(pid, 'SIGKILL'), limits.killMs);

/** Where the loop hangs, and out: the paused frame is made to exit. Native code does not pause. */
async function end(): Promise<void> {
  clearInterval(timer);
  // First of all: whatever goes wrong with the last words, the process ends.
  setTimeout(() => process.kill(pid, 'SIGKILL'), TELL_MS + 2 * limits.killMs);
  write('fatal', 'The event loop is blocked; the process is ended', {});
  if (order !== null) await tell(order);
  let killing = killLater();
  const session = new Session();
  session.connectToMainThread();
  session.on('Debugger.paused', ({ params: { callFrames } }) => {
    const stack = callFrames
      .slice(0, 20)
      .map(
        ({ functionName, url, location }) => `${functionName} ${url}:${location.lineNumber + 1}`,
      );
    write('fatal', 'The event loop was blocked here', { stack });
    clearTimeout(killing); // on a busy machine the pause took most of that second
    killing = killLater();
    const [frame] = callFrames;
    if (frame === undefined) return;
    const expression = `process.exit(${EXIT_CODE})`;
    session.post('Debugger.evaluateOnCallFrame', { callFrameId: frame.callFrameId, expression });
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
}

function look(): void {
  const now = Atomics.load(beats, 0);
  looks = now === last ? looks + 1 : 0;
  last = now;
  if (looks === limits.warnLooks) write('warn', 'The event loop has stood still', {});
  if (looks === limits.endLooks) void end();
}

const timer = setInterval(look, limits.lookMs);
