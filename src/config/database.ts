/** Reads `DATABASE_URL` into plain settings. Nothing it says repeats any part of the value. */

import { isIPv6 } from 'node:net';

/** Where the database is and how to enter it. */
export interface DatabaseSettings {
  /** A name or an address; with a leading `/` the directory of the Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The empty text where none was given. */
  readonly password: string;
  readonly database: string;
  readonly tls: {
    readonly mode: (typeof modes)[number];
    /** Path of a file of certificates in PEM, or `system` for those of the machine. */
    readonly rootCert: string | null;
  };
}

/** The settings, or a line for each thing that is wrong. */
export type ReadDatabase =
  | { readonly type: 'read'; readonly settings: DatabaseSettings }
  | { readonly type: 'wrong'; readonly problems: readonly string[] };

const modes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

/** Parameters and what they may say. The last two are taken and have no effect. */
const parameters: Readonly<Record<string, (value: string) => boolean>> = {
  sslmode: (value) => modes.some((mode) => mode === value),
  sslrootcert: (value) => value !== '',
  host: (value) => value.startsWith('/'),
  channel_binding: (value) => ['disable', 'prefer', 'require'].includes(value),
  target_session_attrs: (value) => ['any', 'read-write'].includes(value),
};

const FORM =
  /^postgres(?:ql)?:\/\/(?:(?<account>[^/?#]*)@)?(?<place>[^/?#@]*)(?:\/(?<database>[^/?#]*))?(?:\?(?<query>[^#]*))?$/;
const NAME = /^[\w.-]+$/;

/** Collects what is wrong while parts are read; a part that is wrong reads as the empty text. */
class Reader {
  readonly problems: string[] = [];

  wrong(part: string): '' {
    this.problems.push(`DATABASE_URL: ${part}`);
    return '';
  }

  decode(text: string, part: string): string {
    try {
      const decoded = decodeURIComponent(text);
      return decoded.includes('\0') ? this.wrong(`the ${part} holds a NUL`) : decoded;
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
      return this.wrong(`the ${part} is not percent-encoded rightly`);
    }
  }

  required(text: string | undefined, part: string): string {
    if (text === undefined || text === '') return this.wrong(`the ${part} is missing`);
    return this.decode(text, part);
  }

  query(text: string): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const pair of text.split('&').filter((one) => one !== '')) {
      const [name = '', ...rest] = pair.split('=');
      const allows = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
      const value = this.decode(rest.join('='), 'value of a parameter');
      // an unknown name is not repeated either: it may be the tail of an unescaped password
      if (allows === undefined) this.wrong('a parameter is not known');
      else if (found.has(name)) this.wrong(`the parameter ${name} stands twice`);
      else if (!allows(value)) this.wrong(`the value of ${name} is not one of those allowed`);
      else found.set(name, value);
    }
    return found;
  }

  place(text: string): { readonly host: string; readonly port: number } {
    const { host = '', port } =
      /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>.*))?$/.exec(text)?.groups ?? {};
    if (
      port !== undefined &&
      !(/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536)
    )
      this.wrong('the port is not a number from 1 to 65535');
    return { host: this.host(host), port: Number(port ?? 5432) };
  }

  host(text: string): string {
    const address = /^\[(.*)\]$/.exec(text)?.[1];
    if (text.includes(',')) return this.wrong('more than one host');
    const fine = address === undefined ? text === '' || NAME.test(text) : isIPv6(address);
    return fine ? (address ?? text) : this.wrong('the host is not a name or an address');
  }

  tls(query: ReadonlyMap<string, string>): DatabaseSettings['tls'] {
    const rootCert = query.get('sslrootcert') ?? null;
    const fallback = rootCert === 'system' ? 'verify-full' : 'prefer'; // as libpq does
    const mode = modes.find((one) => one === query.get('sslmode')) ?? fallback;
    if (rootCert === 'system' && mode !== 'verify-full')
      this.wrong('sslrootcert=system goes with sslmode=verify-full only');
    return { mode, rootCert };
  }
}

const FORM_SENTENCE =
  'DATABASE_URL: not of the form postgres://user:password@host:port/database (percent-encode what is special in user and password)';

/**
 * Reads `postgres://user:password@host:port/database?parameters`: one host, the parameters
 * `sslmode`, `sslrootcert`, `host` (directory of the Unix socket, wins), `channel_binding` and
 * `target_session_attrs`. All else is a problem.
 */
export function readDatabaseUrl(url: string): ReadDatabase {
  const form = FORM.exec(url.trim())?.groups;
  if (form === undefined) return { type: 'wrong', problems: [FORM_SENTENCE] };
  const { account = '', place: where = '', database, query: rest = '' } = form;
  const reader = new Reader();
  const colon = account.indexOf(':');
  const [user, password] =
    colon < 0 ? [account, ''] : [account.slice(0, colon), account.slice(colon + 1)];
  const query = reader.query(rest);
  const place = reader.place(where);
  const host = query.get('host') ?? place.host;
  if (host === '' && reader.problems.length === 0) reader.wrong('the host is missing');
  const settings: DatabaseSettings = {
    host,
    port: place.port,
    user: reader.required(user, 'user'),
    password: reader.decode(password, 'password'),
    database: reader.required(database, 'database'),
    tls: reader.tls(query),
  };
  return reader.problems.length === 0
    ? { type: 'read', settings }
    : { type: 'wrong', problems: [...new Set(reader.problems)] };
}

/** What is wrong with a URL; nothing where none is set. */
export function databaseProblems(url: string | null): readonly string[] {
  const read = url === null ? null : readDatabaseUrl(url);
  return read?.type === 'wrong' ? read.problems : [];
}
