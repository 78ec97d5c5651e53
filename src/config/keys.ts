import { key } from './env.ts';
import {
  channelId,
  decimal,
  onOff,
  plainText,
  secret,
  secretUrl,
  slackToken,
  span,
  userIds,
  webUrl,
  whole,
  word,
} from './kinds.ts';

const DAY_MS = 86_400_000;
const interval = span(1_000, DAY_MS, 'from 1s to 24h');
const httpTimeout = span(100, 120_000, 'from 100ms to 2m');

/** Every variable that the daemon reads. `docs/configuration.md` is made from it. */
export const keys = {
  DATABASE_URL: key(secret, {
    fallback: null,
    about: 'PostgreSQL 14 or newer. Not set: a PostgreSQL of our own in `DATA_DIR`.',
  }),
  DATABASE_PREPARE: key(onOff, {
    fallback: 'on',
    about: '`off` behind a transaction pooler such as pgbouncer.',
  }),
  DATA_DIR: key(plainText, {
    fallback: '.paperscout',
    about: 'Folder of the embedded database and of what waits for the database.',
  }),
  HOST: key(plainText, {
    fallback: '127.0.0.1',
    aliases: [{ name: 'HEALTH_BIND_HOST', unit: '' }],
    about: 'Address of the public listener.',
  }),
  PORT: key(whole(0, 65_535), {
    fallback: '8080',
    aliases: [{ name: 'HEALTH_PORT', unit: '' }],
    about: 'Port of the public listener; `0` picks a free one.',
  }),
  OPS_HOST: key(plainText, { fallback: '127.0.0.1', about: "Address of the operators' listener." }),
  OPS_PORT: key(whole(0, 65_535), {
    fallback: '9091',
    about: "Port of the operators' listener; `0` picks a free one.",
  }),
  OPS_TOKEN: key(secret, {
    fallback: null,
    about:
      "Bearer token of the operators' listener; required when `OPS_HOST` is not a loopback address.",
  }),
  SLACK_BOT_TOKEN: key(slackToken('xoxb-'), {
    fallback: null,
    about:
      'Token of the bot. Neither token set: a dry run that prints messages instead of sending them.',
  }),
  SLACK_APP_TOKEN: key(slackToken('xapp-'), {
    fallback: null,
    about: 'App-level token with `connections:write`.',
  }),
  SLACK_API_URL: key(webUrl, {
    fallback: 'https://slack.com/api/',
    about: 'Base of the Slack Web API; for test servers.',
  }),
  NOTIFICATION_CHANNEL: key(channelId, {
    fallback: null,
    about: 'Channel id for papers that everybody should see.',
  }),
  OPS_ALERT_CHANNEL: key(channelId, {
    fallback: null,
    about: 'Channel id for operators. Not set: no alert reaches Slack, and the start says so.',
  }),
  OPS_USERS: key(userIds, {
    fallback: '',
    about: 'Slack user ids who may use `ops` commands, separated by commas.',
  }),
  WG21_INDEX_URL: key(webUrl, {
    fallback: 'https://wg21.link/index.json',
    about: 'Where published papers are listed.',
  }),
  ISO_PAPERS_URL: key(webUrl, {
    fallback: 'https://isocpp.org/files/papers/',
    about: 'Where drafts are looked for.',
  }),
  INDEX_MIN_ENTRIES: key(whole(1, 10_000_000), {
    fallback: '5000',
    about: 'An index with fewer usable entries is rejected.',
  }),
  POLL_INTERVAL: key(interval, {
    fallback: '30m',
    aliases: [{ name: 'POLL_INTERVAL_MINUTES', unit: 'm' }],
    about: 'Time between two polls of the index; stale after twice this.',
  }),
  PROBE_INTERVAL: key(interval, {
    fallback: '30m',
    about: 'Start of one probe cycle to the next.',
  }),
  PROBE_CONCURRENCY: key(whole(1, 100), {
    fallback: '4',
    aliases: [{ name: 'HTTP_CONCURRENCY', unit: '' }],
    about: 'Probes in flight.',
  }),
  PROBE_RATE: key(decimal(1_000), {
    fallback: '2',
    about: 'Probes per second; `0`: no pacing.',
  }),
  PROBE_BUDGET: key(whole(0, 100_000), {
    fallback: '700',
    about: 'Probes per cycle; `0`: no cap.',
  }),
  HTTP_TIMEOUT: key(httpTimeout, {
    fallback: '10s',
    aliases: [{ name: 'HTTP_TIMEOUT_SECONDS', unit: 's' }],
    about: 'Limit of one probe.',
  }),
  MQ_BACKPRESSURE_THRESHOLD: key(whole(1, 1_000_000), {
    fallback: '100',
    about: 'Waiting messages above which backpressure is entered.',
  }),
  SHUTDOWN_TIMEOUT: key(span(1_000, 300_000, 'from 1s to 5m'), {
    fallback: '20s',
    about: 'Longest drain after SIGTERM or SIGINT.',
  }),
  LOG_LEVEL: key(word(['debug', 'info', 'warn', 'error', 'fatal']), {
    fallback: 'info',
    about: 'Lines below this level are not written.',
  }),
  LOG_FORMAT: key(word(['json', 'pretty']), {
    fallback: null,
    about: '`json` or `pretty`. Not set: pretty on a terminal, else JSON.',
  }),
  LOG_DIR: key(plainText, {
    fallback: null,
    about: 'Folder of log files: turned over at 20 MiB and at midnight UTC, 14 are kept, packed.',
  }),
  NTFY_URL: key(secretUrl, {
    fallback: null,
    about: 'Where alerts go when Slack is the part that fails.',
  }),
  DISCORD_WEBHOOK_URL: key(secretUrl, {
    fallback: null,
    about: 'As `NTFY_URL`, for Discord.',
  }),
  ALERT_WEBHOOK_URL: key(secretUrl, {
    fallback: null,
    about: 'As `NTFY_URL`, for a webhook of your own.',
  }),
  ALERT_WEBHOOK_SECRET: key(secret, {
    fallback: null,
    about: 'Signs what goes to `ALERT_WEBHOOK_URL`.',
  }),
  DEADMAN_URL: key(secretUrl, {
    fallback: null,
    about: 'Pinged while all is proven well.',
  }),
  INSPECT: key(onOff, {
    fallback: 'off',
    about:
      "`on` opens the live inspector, `/inspect` on the operators' listener, and `/debug/actors/ID/events`.",
  }),
};
