/** A wg21.link on loopback, for the demo and the tests: serves an index and does what goes wrong. */

import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { openDoor } from '../door.ts';
import { type IndexFault, misbehave } from './fault.ts';
import {
  type Encoding,
  halfOfEntries,
  jsonOf,
  type Page,
  pagesOf,
  type Snapshot,
  type Validating,
} from './page.ts';

/** One request as it came in. */
export interface SeenRequest {
  /** Wall time, ms since the epoch. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface IndexWorldOptions {
  /** Default: both. */
  readonly validating?: Validating;
  /** What a client that takes it is sent. Default: gzip. */
  readonly encoding?: Encoding;
}

export interface IndexWorld {
  /** Of the index; the port stays the same through `stop` and `start`. */
  readonly url: string;
  /** All requests so far, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** From now on this index, without faults. `modifiedAt`: its Last-Modified, default now. */
  serve(snapshot: Snapshot, modifiedAt?: number): void;
  /** Every second entry of the index is gone. */
  serveHalf(): void;
  /** Misbehaves for the next `times` requests (default: until told otherwise); null ends it. */
  fail(fault: IndexFault | null, times?: number): void;
  /** Refuses connections and breaks those that stand. */
  stop(): Promise<void>;
  /** Listens again. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const PATH = '/index.json';

export async function startIndexWorld(
  snapshot: Snapshot,
  { validating = 'both', encoding = 'gzip' }: IndexWorldOptions = {},
): Promise<IndexWorld> {
  const requests: SeenRequest[] = [];
  let json = jsonOf(snapshot);
  let pages = pagesOf(json, Date.now(), validating);
  let fault: IndexFault | null = null;
  let faults = 0;

  function show(next: Buffer, modifiedAt: number): void {
    json = next;
    pages = pagesOf(json, modifiedAt, validating);
    fault = null;
  }

  function answer(request: IncomingMessage, out: ServerResponse): void {
    const { method = '', url: path = '', headers } = request;
    requests.push({ at: Date.now(), method, path, headers });
    const page = pages.page(accepts(headers, encoding) ? encoding : 'identity');
    if (fault !== null && faults-- > 0) misbehave(fault, page, path, out);
    else if (!path.endsWith(PATH)) out.writeHead(404).end();
    else if (isFresh(headers, pages.validators)) out.writeHead(304, pages.validators).end();
    else sendPage(page, method, out);
  }

  const server = createServer(answer);
  const { port, start, stop } = await openDoor(server);

  return {
    url: `http://127.0.0.1:${port}${PATH}`,
    requests,
    serve: (next, modifiedAt = Date.now()) => show(jsonOf(next), modifiedAt),
    serveHalf: () => show(halfOfEntries(json), Date.now()),
    fail: (next, times = Number.POSITIVE_INFINITY) => {
      fault = next;
      faults = times;
    },
    stop,
    start,
    close: stop,
  };
}

const accepts = (headers: IncomingHttpHeaders, encoding: Encoding): boolean =>
  String(headers['accept-encoding'] ?? '').includes(encoding);

function sendPage(page: Page, method: string, out: ServerResponse): void {
  out.writeHead(200, { ...page.headers, 'content-length': page.body.length });
  if (method === 'HEAD') out.end();
  else out.end(page.body);
}

/** Whether what the client has is still the latest; an ETag counts more than a date. */
function isFresh(
  asked: IncomingHttpHeaders,
  { etag, 'last-modified': modified }: Readonly<Record<string, string>>,
): boolean {
  const tag = asked['if-none-match'];
  if (tag !== undefined && etag !== undefined) return tag === etag;
  const since = asked['if-modified-since'];
  if (since === undefined || modified === undefined) return false;
  return Date.parse(since) >= Date.parse(modified);
}
