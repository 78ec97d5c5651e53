import { type DatabaseSettings, readDatabaseUrl } from './database.ts';
import { ConfigError, type Env, readEnv } from './env.ts';
import { keys } from './keys.ts';
import { isLoopback } from './kinds.ts';
import { Secret } from './secret.ts';

/** What must hold between variables; a line for each that does not. */
function together(isSet: (name: keyof typeof keys) => boolean, opsHost: string): string[] {
  const problems: string[] = [];
  if (isSet('SLACK_BOT_TOKEN') !== isSet('SLACK_APP_TOKEN')) {
    const [missing, given] = isSet('SLACK_APP_TOKEN') ? ['BOT', 'APP'] : ['APP', 'BOT'];
    problems.push(
      `SLACK_${missing}_TOKEN is missing beside SLACK_${given}_TOKEN; set both, or neither for a dry run`,
    );
  }
  if (!isSet('OPS_TOKEN') && !isLoopback(opsHost))
    problems.push('OPS_TOKEN is missing; it is required when OPS_HOST is not a loopback address');
  return problems;
}

interface Database {
  readonly settings: Secret<DatabaseSettings> | null;
  readonly problems: readonly string[];
}

function databaseOf(url: Secret | null): Database {
  if (url === null) return { settings: null, problems: [] };
  const read = readDatabaseUrl(url.reveal());
  return read.type === 'read'
    ? { settings: new Secret(read.settings), problems: [] }
    : { settings: null, problems: read.problems };
}

/** The whole configuration, or a ConfigError with every problem. What follows from a value is computed here. */
export function loadConfig(env: Env) {
  const isSet = (name: string) => (env[name] ?? '').trim() !== '';
  const { values, problems } = readEnv(keys, env);
  const database = databaseOf(values.DATABASE_URL ?? null);
  const all = [...problems, ...database.problems, ...together(isSet, values.OPS_HOST)];
  if (all.length > 0) throw new ConfigError(all);
  return {
    /** Null: the embedded server. */
    database: { server: database.settings, prepare: values.DATABASE_PREPARE },
    dataDir: values.DATA_DIR,
    http: {
      host: values.HOST,
      port: values.PORT,
      opsHost: values.OPS_HOST,
      opsPort: values.OPS_PORT,
      opsToken: values.OPS_TOKEN,
    },
    slack: {
      tokens:
        values.SLACK_BOT_TOKEN === null || values.SLACK_APP_TOKEN === null
          ? null
          : { bot: values.SLACK_BOT_TOKEN, app: values.SLACK_APP_TOKEN },
      apiUrl: values.SLACK_API_URL,
      channel: values.NOTIFICATION_CHANNEL,
      opsChannel: values.OPS_ALERT_CHANNEL,
      /** Who may press the buttons of alerts. */
      opsUsers: values.OPS_USERS,
    },
    index: { url: values.WG21_INDEX_URL, minEntries: values.INDEX_MIN_ENTRIES },
    poller: { intervalMs: values.POLL_INTERVAL },
    prober: {
      /** With a slash at its end: what lies there is named behind it. */
      url: values.ISO_PAPERS_URL.replace(/\/*$/, '/'),
      intervalMs: values.PROBE_INTERVAL,
      concurrency: values.PROBE_CONCURRENCY,
      rate: values.PROBE_RATE,
      budget: values.PROBE_BUDGET,
      timeoutMs: values.HTTP_TIMEOUT,
    },
    watchdog: { staleAfterMs: 2 * values.POLL_INTERVAL },
    queue: { threshold: values.MQ_BACKPRESSURE_THRESHOLD },
    /** Where alerts go when Slack is the part that fails; null: nowhere. */
    alerting: {
      ntfy: values.NTFY_URL,
      discord: values.DISCORD_WEBHOOK_URL,
      webhook: values.ALERT_WEBHOOK_URL,
      webhookSecret: values.ALERT_WEBHOOK_SECRET,
      deadman: values.DEADMAN_URL,
    },
    inspect: values.INSPECT,
    shutdownMs: values.SHUTDOWN_TIMEOUT,
    log: { level: values.LOG_LEVEL, format: values.LOG_FORMAT, dir: values.LOG_DIR },
  } as const;
}

/** The configuration as plain, checked values. */
export type Config = ReturnType<typeof loadConfig>;
