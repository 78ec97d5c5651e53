/**
 * `npm run doctor`: looks whether everything is set up, and says in one line each what to do.
 * It posts nothing and changes nothing. Exit code 0 when nothing is bad, else 1.
 */

import { type Config, loadConfig } from '../config/config.ts';
import { ConfigError, readEnv } from '../config/env.ts';
import { keys } from '../config/keys.ts';
import { redactor } from '../log/redact.ts';
import { databaseFindings } from './doctor/database.ts';
import { bad, type Finding, line, ok } from './doctor/finding.ts';
import { hostFindings, type Target } from './doctor/hosts.ts';
import { slackFindings } from './doctor/slack.ts';

const env = process.env;
const say = (findings: readonly Finding[]): void => {
  for (const finding of findings) console.log(line(finding));
  if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1;
};

/** The configuration, or every problem of it. */
function configured(): Config | null {
  try {
    const config = loadConfig(env);
    const set = Object.keys(keys).filter((name) => (env[name] ?? '').trim() !== '').length;
    say([ok('configuration', `${set} variables set, all readable`)]);
    return config;
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    const [, ...problems] = thrown.message.split('\n');
    say(problems.map((problem) => bad('configuration', problem.trim())));
    return null;
  }
}

/** Every host that this configuration names. */
function targets({ slack, index, alerting }: Config): readonly Target[] {
  const { values } = readEnv(keys, env);
  const { ntfy, discord, webhook, deadman } = alerting;
  const secret = {
    NTFY_URL: ntfy,
    DISCORD_WEBHOOK_URL: discord,
    ALERT_WEBHOOK_URL: webhook,
    DEADMAN_URL: deadman,
  };
  return [
    { variable: 'WG21_INDEX_URL', url: index.url },
    { variable: 'ISO_PAPERS_URL', url: values.ISO_PAPERS_URL },
    ...(slack.tokens === null ? [] : [{ variable: 'SLACK_API_URL', url: slack.apiUrl }]),
    ...Object.entries(secret).flatMap(([variable, url]) =>
      url === null ? [] : [{ variable, url: url.reveal() }],
    ),
  ];
}

/** Secrets that Slack could echo. */
const secretsOf = ({ slack: { tokens } }: Config): string[] =>
  tokens === null ? [] : [tokens.bot.reveal(), tokens.app.reveal()];

const config = configured();
if (config !== null) {
  const parts = [
    slackFindings(config, redactor(secretsOf(config))),
    databaseFindings(config),
    hostFindings(targets(config)),
  ];
  for (const part of parts) say(await part);
}
