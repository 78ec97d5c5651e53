import type { Identity } from '../../app/identity.ts';
import type { Config } from '../../config/config.ts';
import { type LogFile, openLogFile } from '../../log/file/file.ts';
import { createLog, type Log } from '../../log/logger.ts';
import { redactor } from '../../log/redact.ts';
import { createRing, type Ring, type WrittenLine } from '../../log/ring.ts';
import type { Tracer } from '../../ports/operators/trace.ts';

/** A log on stdout and in files, and the redactor that knows every configured secret. */
export interface OpenLog {
  readonly log: Log;
  readonly redact: (text: string) => string;
  /** The last lines. */
  readonly ring: Ring;
  /** Writes what the files do not have yet; the last thing before the end. */
  close(): Promise<void>;
}

/**
 * Of a URL that is a secret also what stands behind its scheme, and the last part of its path: a
 * topic or a token. A plain word such as `alerts` stands in our own lines: hiding it would break them.
 */
function spellings(secret: string): string[] {
  if (!URL.canParse(secret)) return [secret];
  const { host, pathname } = new URL(secret);
  const last = pathname.split('/').at(-1) ?? '';
  const whole = [secret, `${host}${pathname}`];
  return last === '' || /^[a-z]+$/i.test(last) ? whole : [...whole, last];
}

/** Every secret of the configuration, by value. */
const secretsOf = ({ alerting, database, http, slack }: Config): string[] => [
  ...(database.server === null ? [] : [database.server.reveal().password]),
  ...(http.opsToken === null ? [] : [http.opsToken.reveal()]),
  ...(slack.tokens === null ? [] : [slack.tokens.bot.reveal(), slack.tokens.app.reveal()]),
  ...Object.values(alerting).flatMap((secret) =>
    secret === null ? [] : spellings(secret.reveal()),
  ),
];

/**
 * Opens the log. Lines go straight to stdout, so that those before an abort arrive. `onLine` hears
 * of each line that is written.
 */
export function openLog(
  config: Config,
  identity: Identity,
  onLine: (line: WrittenLine) => void = () => undefined,
  tracer: Pick<Tracer, 'current'> = noTurns,
): OpenLog {
  const redact = redactor(secretsOf(config));
  const ring = createRing();
  // Whoever read our output is gone (`| head`); that must not end the daemon, and nobody is left to tell.
  process.stdout.on('error', () => undefined);
  let file: LogFile | null = null;
  const log = createLog({
    level: config.log.level,
    format: config.log.format ?? (process.stdout.isTTY ? 'pretty' : 'json'),
    now: Date.now,
    redact,
    write: (line) => void process.stdout.write(line),
    base: identity.base,
    context: () => {
      const turn = tracer.current();
      return turn === null ? {} : { trace_id: turn.traceId, span_id: turn.spanId };
    },
    onLine: (line) => {
      ring.add(line);
      file?.write(line.text);
      onLine(line);
    },
  });
  file = fileOf(config.log.dir, log);
  return { log, redact, ring, close: async () => await file?.close() };
}

const noTurns = { current: () => null };

/** Null without `LOG_DIR`. A disk that refuses is said on stdout, which goes on. */
const fileOf = (dir: string | null, log: Log): LogFile | null =>
  dir === null
    ? null
    : openLogFile({
        dir,
        now: Date.now,
        onTrouble: (err) => log.event('log.file_failed', { err }),
      });
