/** TLS on a connection to PostgreSQL, asked for the way PostgreSQL wants it. */

import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { DialError } from '../failure.ts';
import type { ServerSettings } from '../settings.ts';

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const YES = 'S';
const NO = 'N';

/** One byte: yes or no. More than one is somebody in between who speaks before TLS does. */
const ask = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    const closed = () => reject(new DialError('EARLY_CLOSE'));
    socket
      .once('error', reject)
      .once('end', closed)
      .once('close', closed)
      .once('data', (bytes: Buffer) => {
        socket.off('error', reject).off('end', closed).off('close', closed);
        resolve(bytes.toString('latin1'));
      })
      .write(SSL_REQUEST);
  });

/** What the mode of libpq means to Node. `require` with certificates is as strict as `verify-ca`. */
function optionsFor({ host, tls }: ServerSettings): ConnectionOptions {
  const trusting = tls.mode === 'prefer' || (tls.mode === 'require' && tls.ca === null);
  return {
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(tls.ca === null ? {} : { ca: [...tls.ca] }),
    rejectUnauthorized: !trusting,
    ...(tls.mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
}

const handshake = (socket: Socket, options: ConnectionOptions): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const secure = connect({ ...options, socket });
    const failed = (error: NodeJS.ErrnoException) =>
      reject(new DialError(error.code ?? 'TLS_FAILED', `no TLS connection: ${error.code ?? ''}`));
    const closed = () => reject(new DialError('EARLY_CLOSE'));
    secure
      .once('error', failed)
      .once('close', closed)
      .once('secureConnect', () => {
        secure.off('error', failed).off('close', closed);
        resolve(secure);
      });
  });

/**
 * The socket to speak on: the given one where there shall be no TLS. Throws DialError: `NO_TLS`,
 * `EARLY_CLOSE`, or Node's code of a refused certificate. Whoever calls destroys the socket then.
 */
export async function secured(socket: Socket, server: ServerSettings): Promise<Socket> {
  if (server.tls.mode === 'disable' || server.host.startsWith('/')) return socket;
  const answer = await ask(socket);
  if (answer === YES) return handshake(socket, optionsFor(server));
  if (answer === NO && server.tls.mode === 'prefer') return socket;
  const message =
    answer === NO
      ? 'the server does not speak TLS'
      : 'the server answered the request for TLS oddly';
  throw new DialError('NO_TLS', message);
}
