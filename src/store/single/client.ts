/** One connection outside the pools: for the migrations and for the owner of the embedded server. */

import type { Socket } from 'node:net';
import postgres, { type Sql } from 'postgres';
import { dial } from '../pool/dial/dial.ts';
import { createPace } from '../pool/dial/pace.ts';
import { deadWire, type Wire } from '../pool/dial/wire.ts';
import { DialError } from '../pool/failure.ts';
import { mainLimits, type ServerSettings } from '../pool/settings.ts';

/** A driver with one connection, made at its first statement and never again after it broke. */
export interface Client {
  readonly sql: Sql;
  /** Says goodbye, and closes the connection in any case. */
  close(): Promise<void>;
}

/** What `openClient` may be told. */
export interface ClientOptions {
  /** How the server lists the connection. */
  readonly name: string;
  /** Called once when the connection has ended, also when it never came about. */
  readonly onEnd?: () => void;
}

/** Every option that the driver has, so that it asks neither a URL nor the environment. */
const profile = (server: ServerSettings, name: string, socket: () => Promise<Wire>) => ({
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
  socket,
  connection: { application_name: name },
});

/** A statement takes as long as it takes: this connection has no limits but the server's own. */
export const openClient = (server: ServerSettings, options: ClientOptions): Client => {
  const sockets = new Set<Socket>();
  const pace = createPace(() => performance.now(), Math.random);
  let dialled = false;
  let closing = false;
  const once = (): Promise<Wire> => {
    const spoke = (): void => {};
    if (dialled)
      return Promise.resolve(
        deadWire(new DialError('CONNECTION_ENDED'), { spoke, ended: () => {} }),
      );
    dialled = true;
    return dial(
      { server, limits: mainLimits, pace },
      {
        get isEnding() {
          return closing;
        },
        track: (socket) => {
          sockets.add(socket);
          socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
        },
        connected() {},
        spoke,
        ended: () => options.onEnd?.(),
      },
    );
  };
  const sql = postgres(profile(server, options.name, once));
  return {
    sql,
    close: async () => {
      closing = true;
      await sql.end({ timeout: 1 });
      for (const socket of sockets) socket.destroy();
    },
  };
};
