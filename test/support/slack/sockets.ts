import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import {
  openSlackWorld,
  type SlackWorld,
  type SlackWorldOptions,
} from '../../../src/commands/world/slack/world.ts';
import type { Inbound } from '../../../src/domain/talk/inbound.ts';
import { redactor } from '../../../src/log/redact.ts';
import type { Connect, Connection } from '../../../src/ports/talk/socket.ts';
import { socketConnect } from '../../../src/slack/socket/connection.ts';
import { slackDialer } from '../../../src/sources/slackDialer.ts';
import { slackFetch } from '../../../src/sources/slackFetch.ts';

/** One connection of the real adapter, and what it told, in short words. */
export interface Held {
  readonly connection: Connection;
  readonly told: readonly string[];
  readonly inbound: readonly Inbound[];
  /** Resolves as soon as it has told this. */
  until(word: RegExp, withinMs?: number): Promise<void>;
}

/** A double of Slack, and the real adapter with the real SDK. */
export interface Sockets {
  readonly world: SlackWorld;
  readonly connect: Connect;
  readonly bugs: readonly unknown[];
  open(): Held;
  close(): Promise<void>;
}

export interface SocketsOptions extends SlackWorldOptions {
  readonly token?: string;
  readonly timeoutMs?: number;
  readonly pongWithinMs?: number;
  /** Another address than the double's. */
  readonly apiUrl?: string;
}

export async function openSockets(options: SocketsOptions = {}): Promise<Sockets> {
  const world = await openSlackWorld({ paced: false, ...options });
  const connections = slackFetch();
  const bugs: unknown[] = [];
  const { token = world.tokens.app, apiUrl = world.url, timeoutMs = 2_000 } = options;
  const connect = socketConnect({
    token,
    apiUrl,
    timeoutMs,
    fetch: connections.fetch,
    redact: redactor([token]),
    clock: { now: Date.now, elapsed: () => performance.now() },
    lingerMs: 50,
    dial: slackDialer({ apiUrl }),
    ...(options.pongWithinMs === undefined ? {} : { pongWithinMs: options.pongWithinMs }),
    self: () => null,
    onBug: (thrown) => void bugs.push(thrown),
  });
  const held: Connection[] = [];
  return {
    world,
    connect,
    bugs,
    open: () => {
      const one = hold(connect);
      held.push(one.connection);
      return one;
    },
    close: async () => {
      for (const one of held) one.destroy();
      await connections.close();
      await world.close();
    },
  };
}

function hold(connect: Connect): Held {
  const told: string[] = [];
  const inbound: Inbound[] = [];
  const changed = new EventTarget();
  const say = (word: string): void => {
    told.push(word);
    changed.dispatchEvent(new Event('told'));
  };
  const connection = connect({
    authenticated: () => say('authenticated'),
    connected: (connections) => say(`connected ${connections}`),
    notice: (reason) => say(`notice ${reason}`),
    received: (kind, ackMs) => say(`received ${kind}${ackMs === null ? ' unacked' : ''}`),
    inbound: (one) => {
      inbound.push(one);
      say(`inbound ${one.type} ${one.key}`);
    },
    rejected: (kind) => say(`rejected ${kind}`),
    alive: () => undefined,
    closed: (failure, parks) =>
      say(`closed ${failure.category}/${failure.reason}${parks ? ' parks' : ''}`),
  });
  const until = async (word: RegExp, withinMs = 20_000): Promise<void> => {
    const signal = AbortSignal.timeout(withinMs);
    while (!told.some((one) => word.test(one)))
      await once(changed, 'told', { signal }).catch(() => {
        throw new Error(`${word} was not told within ${withinMs} ms: ${told.join(', ')}`);
      });
  };
  return { connection, told, inbound, until };
}

/** Waits until something is so. */
export async function soon(isSo: () => boolean, withinMs = 20_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`not so within ${withinMs} ms: ${isSo}`);
    await pause(5);
  }
}
