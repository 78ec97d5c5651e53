/** One connection outside the pools: for the migrations and for the owner of the embedded server. */

import type { Socket } from 'node:net';
import postgres, { type Sql } from 'postgres';
import { createDial } from '../pool/dial.ts';
import { createPace } from '../pool/pace.ts';
import { mainLimits, type ServerSettings } from '../pool/settings.ts';

/** A driver with one connection, made at its first statement. */
export interface Client {
  readonly sql: Sql;
  /** Says goodbye, and closes the connection in any case. */
  close(): Promise<void>;
}

/** What `openClient` may be told. */
export interface ClientOptions {
  /** How the server lists the connection. */
  readonly name: string;
  /** Called whenever a connection has ended, an attempt included. */
  readonly onClose?: () => void;
}

const watch = { connected() {}, spoke() {}, dying() {}, closed() {} };

/** Every option that the driver has, so that it asks neither a URL nor the environment. */
const profile = (
  server: ServerSettings,
  { name, onClose }: ClientOptions,
  socket: () => Promise<unknown>,
) => ({
  host: 'database', // the dial knows better; this name stands in the driver's messages only
  port: server.port,
  user: server.user,
  pass: () => server.password,
  database: server.database,
  max: 1,
  max_pipeline: 0,
  max_lifetime: null,
  fetch_types: false,
  prepare: false,
  backoff: () => 0,
  connect_timeout: mainLimits.greetingMs / 1_000,
  idle_timeout: 0,
  keep_alive: 30,
  ssl: false,
  sslnegotiation: null,
  target_session_attrs: undefined,
  publications: '',
  debug: false,
  onnotice() {},
  onclose: () => onClose?.(),
  socket,
  connection: { application_name: name },
});

/** A statement takes as long as it takes: this connection has no limits but the server's own. */
export const openClient = (server: ServerSettings, options: ClientOptions): Client => {
  const sockets = new Set<Socket>();
  let closing = false;
  const dial = createDial({
    server,
    limits: mainLimits,
    pace: createPace(() => performance.now(), Math.random),
    isRetired: () => closing,
    track: (socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
    },
    begin: () => watch,
  });
  const sql = postgres(profile(server, options, dial));
  return {
    sql,
    close: async () => {
      closing = true;
      await sql.end({ timeout: 1 });
      for (const socket of sockets) socket.destroy();
    },
  };
};
