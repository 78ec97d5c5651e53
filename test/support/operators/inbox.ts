import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One POST as it arrived. */
export interface Letter {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server on loopback that takes whatever is posted to it. */
export interface Inbox {
  readonly url: string;
  readonly letters: readonly Letter[];
  /** The status of the next answers; 0: none at all. */
  answer(status: number, body?: string): void;
  close(): Promise<void>;
}

/** Opens an inbox that answers 200. */
export async function openInbox(): Promise<Inbox> {
  const letters: Letter[] = [];
  let [status, answer] = [200, '{"ok":true}'];
  const server = createServer(async (request, response) => {
    letters.push({
      path: request.url ?? '',
      headers: request.headers,
      body: await text(request),
    });
    if (status > 0) response.writeHead(status, { location: '/elsewhere' }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return {
    url: `http://127.0.0.1:${port}`,
    letters,
    answer: (next, body = '{"ok":true}') => {
      [status, answer] = [next, body];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
