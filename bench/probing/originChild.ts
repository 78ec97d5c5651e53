/**
 * Answers HEADs from a process of its own, straight on sockets: its CPU is not counted as ours, and
 * it takes as little of the shared cores as may be. Told what to do by its one argument.
 */

import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { answers, isThere, scatter } from './answers.ts';
import type { OriginKind, OriginSeen } from './origin.ts';

const kind: OriginKind = JSON.parse(process.argv[2] ?? '{}'); // from our own parent

const seen: { -readonly [K in keyof OriginSeen]: OriginSeen[K] } = {
  connections: 0,
  requests: 0,
  refused: 0,
  insideWait: 0,
};
const asked = new Map<string, number>();
let stamps: number[] = [];
let closedUntil = 0;
let closedSince = 0;
/** What was sent before the answer arrived. */
const ON_THE_WAY_MS = 100;

/** Over the limit of this second, sliding. */
function isOver(limit: number, now: number): boolean {
  while (now - (stamps[0] ?? now) >= 1_000) stamps.shift();
  if (stamps.length >= limit) return true;
  stamps.push(now);
  return false;
}

function refuse(socket: Socket, answer: string): void {
  seen.refused += 1;
  const now = performance.now();
  if (now >= closedUntil) closedSince = now;
  closedUntil = closedSince + 1_000;
  reply(socket, answer);
}

const reply = (socket: Socket, text: string): void => {
  if (kind.latencyMs === undefined) socket.write(text);
  else setTimeout(() => socket.write(text), kind.latencyMs);
};

/** Of a thousand first requests so many are … */
const troubles = [
  ...Array<'slower'>(10).fill('slower'),
  ...Array<'reset'>(5).fill('reset'),
  ...Array<'hang'>(5).fill('hang'),
  ...Array<'away'>(5).fill('away'),
] as const;

/** What is wrong with this request, if anything. */
function troubleOf(path: string): (typeof troubles)[number] | undefined {
  if (kind.troubled === undefined || !isFirst(path)) return undefined;
  const trouble = troubles[scatter(`${path} `) % 1_000];
  const isStatus = trouble === 'slower' || trouble === 'away';
  return isStatus && kind.troubled === 'connections' ? undefined : trouble;
}

function answer(socket: Socket, path: string): void {
  seen.requests += 1;
  const now = performance.now();
  if (now < closedUntil && now > closedSince + ON_THE_WAY_MS) seen.insideWait += 1;
  const isLimited = kind.limit !== undefined && isOver(kind.limit, now);
  const trouble = isLimited ? 'slower' : troubleOf(path);
  switch (trouble) {
    case undefined:
      reply(socket, isThere(path) ? answers.hit : answers.miss);
      return;
    case 'hang':
      return;
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'slower':
    case 'away':
      refuse(socket, answers[trouble]);
  }
}

function isFirst(path: string): boolean {
  const times = asked.get(path) ?? 0;
  asked.set(path, times + 1);
  return times === 0;
}

function serve(socket: Socket): void {
  seen.connections += 1;
  let rest = '';
  socket.setNoDelay(true);
  socket.on('error', () => {}); // the client may go at any time
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1');
    for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
      const path = rest.slice(rest.indexOf(' ') + 1, rest.indexOf(' HTTP/'));
      rest = rest.slice(end + 4);
      answer(socket, path);
    }
  });
}

const server = kind.tls === undefined ? createServer(serve) : createTlsServer(kind.tls, serve);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : 0);
});
process.on('message', () => {
  process.send?.(seen);
  Object.assign(seen, { connections: 0, requests: 0, refused: 0, insideWait: 0 });
  asked.clear();
  stamps = [];
  closedUntil = 0;
});
process.once('disconnect', () => process.exit(0));
