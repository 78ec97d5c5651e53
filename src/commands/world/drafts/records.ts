import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** One request as it came in. */
export interface ProbeRequest {
  /** Wall time, ms since the epoch. */
  readonly at: number;
  /** Of the clock that never jumps, for gaps between requests. */
  readonly elapsedMs: number;
  readonly method: string;
  readonly path: string;
  /** Without the folder: `D4000R0.pdf`. */
  readonly file: string;
  readonly range: string | null;
  readonly userAgent: string;
  /** Which connection brought it; the first is 1. */
  readonly connection: number;
}

/** What the server has seen. */
export interface ProbeRecords {
  /** All requests, oldest first. */
  readonly requests: readonly ProbeRequest[];
  /** How many connections were opened so far. */
  connections(): number;
  /** The most requests that were unanswered at one time. */
  mostInFlight(): number;
  /** The most requests that came in within any such span. */
  mostWithin(ms: number): number;
  /** The requests to a file, or with a method. */
  of(what: string): readonly ProbeRequest[];
  /** Forgets what it saw, not which connections stand. */
  forget(): void;
}

/** Records with the two things that a server tells it. */
export interface ProbeLedger extends ProbeRecords {
  opened(socket: Socket): void;
  came(request: IncomingMessage, out: ServerResponse): ProbeRequest;
}

export function probeLedger(): ProbeLedger {
  const requests: ProbeRequest[] = [];
  const numbers = new WeakMap<Socket, number>();
  let [opened, flying, most] = [0, 0, 0];

  function came(request: IncomingMessage, out: ServerResponse): ProbeRequest {
    const { method = '', url: path = '', headers, socket } = request;
    const { range = null, 'user-agent': userAgent = '' } = headers;
    const file = path.slice(path.lastIndexOf('/') + 1);
    const when = { at: Date.now(), elapsedMs: performance.now() };
    const connection = numbers.get(socket) ?? 0;
    const one = { ...when, method, path, file, range, userAgent, connection };
    requests.push(one);
    flying += 1;
    most = Math.max(most, flying);
    out.once('close', () => {
      flying -= 1;
    });
    return one;
  }

  return {
    requests,
    came,
    opened: (socket) => {
      opened += 1;
      numbers.set(socket, opened);
    },
    connections: () => opened,
    mostInFlight: () => most,
    mostWithin: (ms) => mostWithin(requests, ms),
    of: (what) => requests.filter(({ method, file }) => method === what || file === what),
    forget: () => {
      requests.length = 0;
      [opened, most] = [0, flying];
    },
  };
}

function mostWithin(requests: readonly ProbeRequest[], ms: number): number {
  let [most, from] = [0, 0];
  for (const [to, { elapsedMs }] of requests.entries()) {
    while (elapsedMs - (requests[from]?.elapsedMs ?? elapsedMs) >= ms) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
