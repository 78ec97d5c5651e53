import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/env.ts';
import { keys } from '../../src/config/keys.ts';

/** The problems that a bad environment is refused with. */
function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const test = suite('config');

test('an empty environment is a dry run with an embedded database', () => {
  const config = loadConfig({});
  assert.is(config.slack.tokens, null);
  assert.is(config.database.server, null);
  assert.equal(config.http, {
    host: '127.0.0.1',
    port: 8080,
    opsHost: '127.0.0.1',
    opsPort: 9091,
    opsToken: null,
  });
  assert.is(config.shutdownMs, 20_000);
});

test('stale is twice the poll interval', () => {
  assert.is(loadConfig({ POLL_INTERVAL: '10m' }).watchdog.staleAfterMs, 1_200_000);
});

test('says everything that is wrong at once', () => {
  assert.equal(
    problemsOf({
      POLL_INTERVAL: '10',
      MQ_BACKPRESSURE_THRESHOLD: '0',
      OPS_ALERT_CHANNEL: 'U123',
      OPS_HOST: '0.0.0.0',
      SLACK_APP_TOKEN: 'xapp-1',
      PAPERSCOUT_INTERVAL: '1',
    }),
    [
      'PAPERSCOUT_INTERVAL is not a variable of PaperScout',
      'OPS_ALERT_CHANNEL expects a channel id such as C0123456789, not a name or a person',
      'POLL_INTERVAL expects a span of time such as 500ms, 90s, 30m or 2h',
      'MQ_BACKPRESSURE_THRESHOLD expects a whole number from 1 to 1000000',
      'SLACK_BOT_TOKEN is missing beside SLACK_APP_TOKEN; set both, or neither for a dry run',
      'OPS_TOKEN is missing; it is required when OPS_HOST is not a loopback address',
    ],
  );
});

const bad: readonly (readonly [why: string, name: keyof typeof keys, value: string])[] = [
  ['no unit', 'POLL_INTERVAL', '30'],
  ['days', 'POLL_INTERVAL', '1d'],
  ['a fraction', 'POLL_INTERVAL', '1.5h'],
  ['nothing but zero', 'POLL_INTERVAL', '0s'],
  ['over a day', 'POLL_INTERVAL', '25h'],
  ['no whole number', 'PORT', '80.5'],
  ['a port that is none', 'PORT', '65536'],
  ['a negative number', 'PORT', '-1'],
  ['a threshold below one', 'MQ_BACKPRESSURE_THRESHOLD', '0'],
  ['a person for a channel', 'OPS_ALERT_CHANNEL', 'U0123456789'],
  ['a conversation for a channel', 'NOTIFICATION_CHANNEL', 'D0123456789'],
  ['the name of a channel', 'NOTIFICATION_CHANNEL', '#papers'],
  ['a channel for a person', 'OPS_USERS', 'U012345,C012345'],
  ['http to another machine', 'WG21_INDEX_URL', 'http://wg21.link/index.json'],
  ['no URL', 'WG21_INDEX_URL', 'wg21.link'],
  ['an app token for the bot', 'SLACK_BOT_TOKEN', 'xapp-swapped'],
  ['an unknown level', 'LOG_LEVEL', 'verbose'],
  ['neither on nor off', 'INSPECT', 'yes'],
  ['a minimum of nothing', 'INDEX_MIN_ENTRIES', '0'],
];

for (const [why, name, value] of bad) {
  test(`refuses ${why} for ${name} and does not repeat the value`, () => {
    const problems = problemsOf({ [name]: value }).filter((line) =>
      line.startsWith(`${name} expects`),
    );
    assert.is(problems.length, 1);
    assert.not.ok(problems.join().includes(` ${value} `));
  });
}

const aliases: readonly (readonly [
  name: string,
  value: string,
  where: string,
  expected: unknown,
])[] = [
  ['POLL_INTERVAL_MINUTES', '10', 'poller.intervalMs', 600_000],
  ['HEALTH_PORT', '9000', 'http.port', 9_000],
  ['HEALTH_BIND_HOST', '0.0.0.0', 'http.host', '0.0.0.0'],
];

for (const [name, value, where, expected] of aliases) {
  test(`takes ${name} of the Python paperscout, in its old unit`, () => {
    const found = where
      .split('.')
      .reduce<unknown>(
        (node, part) => (node as Record<string, unknown>)[part],
        loadConfig({ [name]: value }),
      );
    assert.is(found, expected);
  });
}

test('both names of one variable are refused: nobody could say which one counts', () => {
  assert.equal(problemsOf({ POLL_INTERVAL: '5m', POLL_INTERVAL_MINUTES: '10' }), [
    'POLL_INTERVAL and POLL_INTERVAL_MINUTES are both set; keep POLL_INTERVAL',
  ]);
});

test('a loopback host may speak plain http', () => {
  assert.equal(problemsOf({ WG21_INDEX_URL: 'http://127.0.0.1:1234/index.json' }), []);
  assert.equal(problemsOf({ SLACK_API_URL: 'http://[::1]:1234/api/' }), []);
});

test('one Slack token without the other is refused, in both directions', () => {
  assert.match(problemsOf({ SLACK_BOT_TOKEN: 'xoxb-1' }).join(), /^SLACK_APP_TOKEN is missing/);
  assert.match(problemsOf({ SLACK_APP_TOKEN: 'xapp-1' }).join(), /^SLACK_BOT_TOKEN is missing/);
});

test('never repeats a value, which could be a secret', () => {
  const everywhere = Object.fromEntries(
    Object.keys(keys).map((name) => [name, 'xoxc-planted\u0000']),
  );
  assert.not.match(problemsOf(everywhere).join('\n'), 'planted');
});

test('a secret shows itself to nobody who prints the configuration', () => {
  const config = loadConfig({
    SLACK_BOT_TOKEN: 'xoxb-planted',
    SLACK_APP_TOKEN: 'xapp-planted',
    OPS_TOKEN: 'planted-too',
    DATABASE_URL: 'postgres://u:planted@h/d',
  });
  assert.not.match(
    `${JSON.stringify(config)}${inspect(config, { depth: 9 })}${config.slack.tokens?.bot}`,
    'planted',
  );
  assert.is(config.slack.tokens?.bot.reveal(), 'xoxb-planted');
});

test('the folder of drafts ends with a slash, however it is written', () => {
  for (const url of ['https://example.org/x', 'https://example.org/x/'])
    assert.is(loadConfig({ ISO_PAPERS_URL: url }).prober.url, 'https://example.org/x/');
});

test.run();
