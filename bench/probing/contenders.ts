/** Ways to ask the same URLs: ours, and what one would write instead. */

import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Dispatcher, Pool } from 'undici';
import type { Clock } from '../../src/ports/clock.ts';
import type { Look } from '../../src/ports/drafts.ts';
import { createDraftProbe, type OpenDraftProbe } from '../../src/sources/draftProbe.ts';
import type { ProbeOrigin } from './origin.ts';

export const clock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };
export const { signal: never } = new AbortController();

/** Asks all files of a list; how many were there. */
export type Contender = (
  at: ProbeOrigin,
  files: readonly string[],
  inFlight: number,
) => Promise<number>;

const headers = { 'user-agent': 'bench' };

export const poolTo = ({ origin, ca }: ProbeOrigin, connections: number): Pool =>
  new Pool(origin, { connections, ...(ca === undefined ? {} : { connect: { ca } }) });

/** `Pool.request` with `reset: false`, the body dumped, a fixed number of workers. */
export const requestLoop: Contender = async (at, files, inFlight) => {
  const pool = poolTo(at, inFlight);
  const paths = files.map((file) => `/files/papers/${file}`);
  let [next, hits] = [0, 0];
  const worker = async (): Promise<void> => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      const answer = await pool.request({ path, method: 'HEAD', headers, reset: false });
      await answer.body.dump();
      if (answer.statusCode === 200) hits += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  await pool.destroy();
  return hits;
};

/** `Pool.dispatch` and nothing else: the least that undici costs. */
export const bareDispatch: Contender = async (at, files, inFlight) => {
  const pool = poolTo(at, inFlight);
  const paths = files.map((file) => `/files/papers/${file}`);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let [next, left, hits] = [0, paths.length, 0];

  class Handler implements Dispatcher.DispatchHandler {
    readonly #options = { path: '', method: 'HEAD', headers, reset: false };
    send(): void {
      const path = paths[next++];
      if (path === undefined) return;
      this.#options.path = path;
      pool.dispatch(this.#options, this);
    }
    onRequestStart(): void {}
    onResponseStart(_: unknown, status: number): void {
      if (status === 200) hits += 1;
    }
    onResponseData(): void {}
    onResponseEnd(): void {
      left -= 1;
      if (left === 0) resolve();
      else setImmediate(() => setImmediate(() => this.send()));
    }
    onResponseError(_: unknown, error: Error): void {
      reject(error);
    }
  }
  for (let n = 0; n < inFlight; n += 1) new Handler().send();
  await promise;
  await pool.destroy();
  return hits;
};

/** So many workers over one way to ask. */
const workers =
  (ask: (url: string) => Promise<number>): Contender =>
  async ({ folder }, files, inFlight) => {
    let [next, hits] = [0, 0];
    const worker = async (): Promise<void> => {
      for (let file = files[next++]; file !== undefined; file = files[next++])
        if ((await ask(folder + file)) === 200) hits += 1;
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    return hits;
  };

const agent = new Agent({ keepAlive: true, maxSockets: 50 });

/** What Node brings along, with connections that are kept. Plain HTTP only. */
export const nodeHttp: Contender = workers(
  (url) =>
    new Promise((resolve, reject) => {
      const asked = request(url, { method: 'HEAD', agent, headers }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
      });
      asked.once('error', reject).end();
    }),
);

/** As most would write it. */
export const globalFetch: Contender = workers(
  async (url) => (await fetch(url, { method: 'HEAD', headers })).status,
);

/** Sockets and text, no library at all. Plain HTTP only. */
export const bareSockets: Contender = async ({ origin }, files, inFlight) => {
  const { port } = new URL(origin);
  let [next, left, hits] = [0, files.length, 0];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const sockets: Socket[] = [];
  for (let n = 0; n < inFlight; n += 1) {
    const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
    sockets.push(socket);
    const send = (): void => {
      const file = files[next++];
      if (file === undefined) return;
      socket.write(`HEAD /files/papers/${file} HTTP/1.1\r\nhost: x\r\nuser-agent: bench\r\n\r\n`);
    };
    socket.once('connect', send).on('error', reject);
    socket.on('data', (chunk) => {
      if (chunk.toString('latin1', 9, 12) === '200') hits += 1;
      left -= 1;
      if (left === 0) resolve();
      else send();
    });
  }
  await promise;
  for (const socket of sockets) socket.destroy();
  return hits;
};

export const probeTo = (
  { folder, ca }: ProbeOrigin,
  connections: number,
  connectMs = 10_000,
): OpenDraftProbe =>
  createDraftProbe({
    clock,
    userAgent: 'bench',
    url: folder,
    connections,
    connectMs,
    ...(ca === undefined ? {} : { ca }),
  });

/** Our adapter without a cycle around it. */
export const ourLook: Contender = async (at, files, inFlight) => {
  const probe = probeTo(at, inFlight);
  let hits = 0;
  const look: Look = {
    urls: files.map((file) => at.folder + file),
    method: 'HEAD',
    concurrency: inFlight,
    ratePerSecond: 0,
    timeoutMs: 10_000,
    mayGoOn: () => true,
    onAnswer: (_, answer) => {
      if (answer.type === 'reply' && answer.status === 200) hits += 1;
    },
  };
  await probe.look(look, never);
  await probe.close();
  return hits;
};
