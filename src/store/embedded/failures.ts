import { Failure } from '../../domain/health/failure.ts';

const operation = 'embedded.start';

/** No server of our own can run here; the sentence says what to do instead. */
export const noDatabase = (message: string): Failure =>
  new Failure({ category: 'CONFIG', reason: 'no_database', operation, message });

/** Which systems the embedded server has binaries for. */
export const unsupported = (platform: string, arch: string): Failure =>
  noDatabase(
    `No embedded PostgreSQL for ${platform}-${arch}. Set DATABASE_URL to a PostgreSQL 14 or newer.` +
      (platform === 'win32' ? ' Or use WSL 2.' : ''),
  );

/** The binaries are linked against glibc. */
export const musl = (): Failure =>
  noDatabase(
    'The embedded PostgreSQL needs glibc, this system has musl (Alpine). Use node:24-slim or set DATABASE_URL.',
  );

/** The optional package was left out. */
export const notInstalled = (name: string): Failure =>
  noDatabase(`${name} is not installed (npm ci --omit=optional?). Install it or set DATABASE_URL.`);

/** Root, and nobody to run the server as, or no folder that he may enter. */
export const noUser = (): Failure =>
  noDatabase(
    'PostgreSQL does not run as root, and no other user can be used. Start PaperScout as another user or set DATABASE_URL.',
  );

/** The database was made by another major version, which this server cannot read. */
export const otherVersion = (found: string, ours: string): Failure =>
  new Failure({
    category: 'CONFIG',
    reason: 'data_dir_version',
    operation,
    message: `DATA_DIR holds a PostgreSQL ${found} database, the embedded server is ${ours}. Move the data with pg_dump or choose another DATA_DIR.`,
  });

/** Another process works on the same folder; `pid` is null when it left before it could be asked. */
export const secondInstance = (pid: string | null): Failure =>
  new Failure({
    category: 'CONFIG',
    reason: 'second_instance',
    operation,
    message: `DATA_DIR is in use by another PaperScout (process ${pid ?? 'unknown'}).`,
  });

/** The folder cannot be made, read or written; `code` is the system's, for example `EACCES`. */
export const unwritable = (code: string): Failure =>
  new Failure({
    category: 'CONFIG',
    reason: 'data_dir_unwritable',
    operation,
    message: `DATA_DIR cannot be read and written by this user (${code}).`,
  });

/** Everything else that keeps the server from starting. A full disk has a reason of its own. */
export const notStarted = (why: string, logFile: string): Failure => {
  if (/no space left/i.test(why))
    return new Failure({
      category: 'DB',
      reason: 'disk_full',
      operation,
      message: `The disk is full, the embedded PostgreSQL cannot start. Free some space. See ${logFile}.`,
    });
  const line = why.slice(0, 200).replace(/\.$/, '');
  return new Failure({
    category: 'DB',
    reason: 'embedded',
    operation,
    message: `The embedded PostgreSQL did not start: ${line}. See ${logFile}.`,
  });
};

/** What the process exits with: 1 where the set-up has to change, else 2. */
export const exitCodeOf = (failure: Failure): 1 | 2 => (failure.reason === 'no_database' ? 1 : 2);

/** The word of a system error such as `ENOENT`, or `unknown`. */
export const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : 'unknown';

/** A system's or a server's error as a failure; one without a code is a bug and stays what it is. */
export const asFailure = (thrown: unknown, logFile: string): unknown => {
  if (thrown instanceof Failure || codeOf(thrown) === 'unknown') return thrown;
  const why = thrown instanceof Error ? thrown.message : codeOf(thrown);
  return notStarted(codeOf(thrown) === 'ENOSPC' ? 'No space left on device' : why, logFile);
};
