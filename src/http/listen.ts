import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { Failure } from '../domain/health/failure.ts';

/** An open listener. */
export interface Listener {
  readonly url: string;
  readonly port: number;
  /** Takes no new connections and ends the idle ones; the rest after `withinMs`. */
  close(withinMs: number): Promise<void>;
}

/**
 * Opens a listener; port 0 picks a free one. Throws CONFIG/`port_taken` with a sentence that
 * says what to do.
 */
export async function listen(app: Hono, host: string, port: number): Promise<Listener> {
  const server = await new Promise<Server>((resolve, reject) => {
    const opened = serve(
      { fetch: app.fetch, hostname: host, port, overrideGlobalObjects: false },
      () => resolve(opened),
    ) as Server; // an http server, since no other was asked for
    opened.once('error', (error: NodeJS.ErrnoException) => reject(refusal(error, host, port)));
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${bound}`,
    port: bound,
    close: (withinMs) => close(server, withinMs),
  };
}

function refusal(error: NodeJS.ErrnoException, host: string, port: number): Failure {
  const message =
    error.code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is taken by another process. Stop it, or choose another port with PORT or OPS_PORT.`
      : `Cannot listen on ${host}, port ${port} (${error.code ?? 'unknown'}). Choose another address or port.`;
  return new Failure({
    category: 'CONFIG',
    reason: 'port_taken',
    operation: 'http.listen',
    message,
  });
}

function close(server: Server, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), withinMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
