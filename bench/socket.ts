/** The socket to Slack with its real times: a stall, half a connection, a refresh without notice. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Connection } from '../src/ports/talk/socket.ts';
import { socketConnect } from '../src/slack/socket/connection.ts';
import { slackDialer } from '../src/sources/slackDialer.ts';
import { slackFetch } from '../src/sources/slackFetch.ts';
import type { BenchRow } from './row.ts';
import { socketLoadBench } from './socketLoad.ts';
import { median, ms } from './support/measure.ts';

const STALL_MS = 8_000;
const REFRESHES = 5;

interface Open {
  readonly connection: Connection;
  readonly connected: Promise<void>;
  readonly closed: Promise<void>;
  isClosed: boolean;
}

/** The double and our adapter, with the times that the daemon has. */
async function stage() {
  const child = fork(new URL('./support/slackChild.ts', import.meta.url));
  const [{ url, token }] = await once(child, 'message'); // from our own child
  const connections = slackFetch();
  const connect = socketConnect({
    token,
    apiUrl: url,
    fetch: connections.fetch,
    redact: (text: string) => text,
    clock: { now: Date.now, elapsed: () => performance.now() },
    self: () => null,
    dial: slackDialer({ apiUrl: url }),
    onBug: (thrown) => {
      throw thrown;
    },
  });
  const open = (): Open => {
    const [connected, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const nothing = (): void => undefined;
    const connection = connect({
      authenticated: nothing,
      notice: nothing,
      received: nothing,
      inbound: nothing,
      rejected: nothing,
      alive: nothing,
      connected: () => connected.resolve(),
      closed: () => {
        one.isClosed = true;
        closed.resolve();
      },
    });
    const one: Open = {
      connection,
      connected: connected.promise,
      closed: closed.promise,
      isClosed: false,
    };
    return one;
  };
  const ask = async (order: string) => {
    const answered = once(child, 'message');
    child.send(order);
    return (await answered)[0]; // from our own child
  };
  return {
    open,
    ask,
    tell: (order: string) => void child.send(order),
    close: async () => {
      await connections.close();
      child.disconnect();
    },
  };
}

const row = (line: string, ours: string, goal: string, met: boolean): BenchRow => ({
  line,
  floor: '-',
  ours,
  ratio: null,
  goal,
  met,
});

/** Measures with what the daemon uses. */
export async function socketBench(): Promise<readonly BenchRow[]> {
  const slack = await stage();
  const first = slack.open();
  await first.connected;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS);
  await new Promise((done) => setTimeout(done, 6_000)); // the next ping, and its answer
  const { state } = await slack.ask('command');
  const survived = !first.isClosed && state === 'acked';

  const froze = performance.now();
  slack.tell('freeze');
  await first.closed;
  const noticed = performance.now() - froze;

  let current = slack.open();
  await current.connected;
  for (let n = 0; n < REFRESHES; n += 1) {
    slack.tell('refresh');
    await current.closed;
    current = slack.open();
    await current.connected;
  }
  const { gaps } = await slack.ask('gaps');
  const last = (gaps as number[]).slice(-REFRESHES);
  current.connection.destroy();
  await slack.close();
  return [
    await socketLoadBench(),
    row('an 8 s stall of the event loop', survived ? 'kept' : 'lost', 'kept', survived),
    row('half a connection, until noticed', ms(noticed), '<= 25,000 ms', noticed <= 25_000),
    row(
      `closed without notice, without a connection, median of ${REFRESHES}`,
      ms(median(last)),
      '<= 250 ms',
      median(last) <= 250,
    ),
  ];
}
