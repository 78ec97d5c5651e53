import type { Identity } from '../../app/identity.ts';
import type { Config } from '../../config/config.ts';
import { createLog, type Log } from '../../log/logger.ts';
import { redactor } from '../../log/redact.ts';
import type { WrittenLine } from '../../log/ring.ts';

/** A log on stdout, and the redactor that knows every configured secret. */
export interface OpenLog {
  readonly log: Log;
  readonly redact: (text: string) => string;
}

/** Every secret of the configuration, by value. */
const secretsOf = ({ database, http, slack }: Config): string[] => [
  ...(database.server === null ? [] : [database.server.reveal().password]),
  ...(http.opsToken === null ? [] : [http.opsToken.reveal()]),
  ...(slack.tokens === null ? [] : [slack.tokens.bot.reveal(), slack.tokens.app.reveal()]),
];

/**
 * Opens the log. Lines go straight to stdout, so that those before an abort arrive. `onLine` hears
 * of each line that is written.
 */
export function openLog(
  config: Config,
  identity: Identity,
  onLine: (line: WrittenLine) => void = () => undefined,
): OpenLog {
  const redact = redactor(secretsOf(config));
  // Whoever read our output is gone (`| head`); that must not end the daemon, and nobody is left to tell.
  process.stdout.on('error', () => undefined);
  const log = createLog({
    level: config.log.level,
    format: config.log.format ?? (process.stdout.isTTY ? 'pretty' : 'json'),
    now: Date.now,
    redact,
    write: (line) => void process.stdout.write(line),
    base: identity.base,
    onLine,
  });
  return { log, redact };
}
