import type { ServerSettings } from '../pool/settings.ts';
import { PORT } from './place/socketDir.ts';

/** The database of the daemon on the embedded server. */
export const DATABASE = 'paperscout';

/** How to enter the embedded server; who may open its socket is who may use it. */
export const serverAt = (sockets: string, database: string): ServerSettings => ({
  host: sockets,
  port: PORT,
  user: 'postgres',
  password: '',
  database,
  tls: { mode: 'disable', ca: null },
  prepare: true,
});

/** Settles as `work` does, or rejects with the code CONNECT_TIMEOUT after `ms`. */
export const within = async <T>(ms: number, work: PromiseLike<T>): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = Object.assign(new Error(`no answer within ${ms} ms`), { code: 'CONNECT_TIMEOUT' });
  const timer = setTimeout(reject, ms, late);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
};
