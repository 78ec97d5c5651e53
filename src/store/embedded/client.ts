import postgres, { type Sql } from 'postgres';
import { PORT, socketIn } from './place/socketDir.ts';

/** The user of the embedded server; who may open its socket is who may use it. */
export const USER = 'postgres';

/** The database of the daemon on the embedded server. */
export const DATABASE = 'paperscout';

/**
 * One connection to the embedded server, in the profile in which the driver is sound: no types
 * fetched, no pipeline, no back-off of its own, nothing printed, nothing read from `PG…` variables.
 */
export const connect = (
  sockets: string,
  database: string,
  name: string,
  onclose: () => void,
): Sql =>
  postgres({
    host: 'localhost',
    port: PORT,
    path: socketIn(sockets), // not as `host`: the driver would split it at commas
    user: USER,
    pass: '',
    database,
    max: 1,
    max_pipeline: 0,
    fetch_types: false,
    prepare: false,
    backoff: 0,
    connect_timeout: 5,
    idle_timeout: null,
    max_lifetime: null,
    keep_alive: null,
    ssl: false,
    target_session_attrs: null,
    debug: false,
    onnotice() {},
    onclose,
    connection: { application_name: name },
  } as object);

/** Settles as `work` does, or rejects with the code CONNECT_TIMEOUT after `ms`. */
export const within = async <T>(ms: number, work: PromiseLike<T>): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = Object.assign(new Error(`no answer within ${ms} ms`), { code: 'CONNECT_TIMEOUT' });
  const timer = setTimeout(reject, ms, late);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
};
