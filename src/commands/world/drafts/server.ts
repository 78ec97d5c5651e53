/**
 * The papers folder of isocpp.org on loopback, for the demo and the tests: keeps files, does what
 * goes wrong, and remembers every request. There is no listing, as there is none in reality.
 */

import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { openDoor } from '../door.ts';
import { loginPage } from './bodies.ts';
import { type DraftFault, misbehave, sendPage } from './fault.ts';
import { type DraftFile, draftFile, type FileFacts, sendFile } from './file.ts';
import { type ProbeLedger, type ProbeRecords, probeLedger } from './records.ts';

/** What may be said about the server; everything has a default. */
export interface DraftsWorldOptions {
  /** False: closes the connection after each answer. */
  readonly keepAlive?: boolean;
  /** What each answer takes, in ms. */
  readonly latencyMs?: number;
  /** Serves https with this key and certificate, in PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The clock of its Date header and of files that are put; default: the real one. */
  readonly now?: () => number;
}

/** Which requests a fault is for; without a word all of them. */
export interface FaultScope {
  /** `D4000R0.pdf`. */
  readonly file?: string;
  readonly method?: 'HEAD' | 'GET';
  /** How many requests; default: until it is healed. */
  readonly times?: number;
}

/** A running server. */
export interface DraftsWorld extends ProbeRecords {
  /** For `ISO_PAPERS_URL`; ends with a slash. The port stays the same through `stop` and `start`. */
  readonly url: string;
  /** Lays a file down, or another one in its place. */
  put(name: string, body: Buffer, facts?: FileFacts): void;
  /** A new date and tag, and the same bytes. */
  touch(name: string, modifiedAt: number): void;
  remove(name: string): void;
  /** Misbehaves from now on. Of several faults for a request the latest counts. */
  fail(fault: DraftFault, scope?: FaultScope): void;
  /** Ends all faults. */
  heal(): void;
  /** What each answer takes from now on, in ms. */
  latency(ms: number): void;
  /** Refuses connections and breaks those that stand. */
  stop(): Promise<void>;
  /** Listens again. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const FOLDER = '/files/papers/';
const LOGIN = '/member/login';

interface Rule {
  readonly fault: DraftFault;
  readonly scope: FaultScope;
  left: number;
}

/** Files and faults, and what they make of a request. */
function folder(now: () => number, ledger: ProbeLedger) {
  const files = new Map<string, DraftFile>();
  const rules: Rule[] = [];

  function ruleFor(method: string, file: string): Rule | undefined {
    return rules.findLast(
      ({ scope, left }) =>
        left > 0 && (scope.file ?? file) === file && (scope.method ?? method) === method,
    );
  }

  function answer(request: IncomingMessage, out: ServerResponse): void {
    const { method = '', url: path = '', headers } = request;
    const name = path.slice(path.lastIndexOf('/') + 1);
    out.setHeader('date', new Date(now()).toUTCString());
    const rule = ruleFor(method, name);
    const file = path.startsWith(FOLDER) ? files.get(name) : undefined;
    if (path.startsWith(LOGIN)) sendPage(loginPage, method, out);
    else if (rule !== undefined && misbehave(rule.fault, method, path, out)) rule.left -= 1;
    else if (file === undefined) out.writeHead(404).end();
    else sendFile(file, method, headers, out);
  }

  const put: DraftsWorld['put'] = (name, body, facts = {}) =>
    void files.set(name, draftFile(name, body, now(), facts));

  return {
    answer,
    doors: {
      requests: ledger.requests,
      put,
      touch: (name: string, modifiedAt: number): void => {
        const file = files.get(name);
        if (file === undefined) throw new Error(`there is no ${name} to touch`);
        put(name, file.body, { modifiedAt });
      },
      remove: (name: string): void => void files.delete(name),
      fail: (fault: DraftFault, scope: FaultScope = {}): void =>
        void rules.push({ fault, scope, left: scope.times ?? Number.POSITIVE_INFINITY }),
      heal: (): void => void rules.splice(0),
    },
  };
}

export async function startDraftsWorld(options: DraftsWorldOptions = {}): Promise<DraftsWorld> {
  const { keepAlive = true, tls, now = Date.now } = options;
  let { latencyMs = 0 } = options;
  const ledger = probeLedger();
  const { answer, doors } = folder(now, ledger);

  const listener: RequestListener = (request, out) => {
    ledger.came(request, out);
    if (!keepAlive) out.setHeader('connection', 'close');
    if (latencyMs > 0) setTimeout(answer, latencyMs, request, out);
    else answer(request, out);
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.keepAliveTimeout = 60_000;
  server.on(tls === undefined ? 'connection' : 'secureConnection', ledger.opened);
  const { port, start, stop } = await openDoor(server);

  return {
    ...ledger,
    ...doors,
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}${FOLDER}`,
    latency: (ms) => {
      latencyMs = ms;
    },
    stop,
    start,
    close: stop,
  };
}
