import type { Config } from '../../config/config.ts';
import { Failure } from '../../domain/health/failure.ts';
import { checkSlack } from '../../flows/talk/checkSlack.ts';
import type { ClientOptions } from '../../slack/client.ts';
import { mayConnect, slackSetup } from '../../slack/talk/setup.ts';
import { slackFetch } from '../../sources/slackFetch.ts';
import { bad, type Finding, note, ok } from './finding.ts';

/** Tokens, rights and channels. Posts nothing. */
export async function slackFindings(
  { slack }: Config,
  redact: (text: string) => string,
): Promise<readonly Finding[]> {
  const { tokens, apiUrl, channel, opsChannel } = slack;
  if (tokens === null)
    return [note('tokens', 'none: a dry run. For Slack set both tokens, see docs/slack.md')];
  const connections = slackFetch();
  const common: Omit<ClientOptions, 'token'> = { apiUrl, fetch: connections.fetch, redact };
  try {
    const app = await appToken({ ...common, token: tokens.app.reveal() });
    const asBot = { ...common, token: tokens.bot.reveal() };
    const channels = { OPS_ALERT_CHANNEL: opsChannel, NOTIFICATION_CHANNEL: channel };
    return [...(await botFindings(asBot, channels)), app, ...unset(channels)];
  } finally {
    await connections.close();
  }
}

type Channels = Readonly<Record<string, string | null>>;

async function botFindings(asBot: ClientOptions, channels: Channels): Promise<readonly Finding[]> {
  const found = await checkSlack({ setup: slackSetup(asBot), channels });
  const { authorised, problems, missing, unanswered } = found;
  const troubled = new Set(problems.map(({ about }) => about));
  const fine = Object.entries(channels).filter(([name, id]) => id !== null && !troubled.has(name));
  return [
    ...(authorised === null
      ? []
      : [ok('SLACK_BOT_TOKEN', `user ${authorised.user} in ${authorised.workspace}`)]),
    ...(authorised !== null && unanswered.length === 0
      ? fine.map(([name, id]) => ok(name, `${id} is there, and the bot may post`))
      : []),
    ...problems.map(({ about, failure }) => bad(about, failure.message.replace(`${about}: `, ''))),
    ...unanswered.map(unreachable),
    ...missing.map((what) => note('rights', `without ${what}`)),
  ];
}

async function appToken(asApp: ClientOptions): Promise<Finding> {
  const name = 'SLACK_APP_TOKEN';
  try {
    await mayConnect(asApp);
    return ok(name, 'may open sockets');
  } catch (thrown) {
    const failure = Failure.from(thrown, 'doctor');
    if (failure.category !== 'SLACK' || failure.reason === 'http_5xx') return unreachable(failure);
    const hint = 'make an app-level token with connections:write under "Basic Information"';
    return bad(name, `refused (${failure.reason}): ${hint}`);
  }
}

const unreachable = ({ category, reason, operation }: Failure): Finding =>
  bad(
    'Slack',
    `no answer to ${operation} (${category}/${reason}): try again, or look at the network`,
  );

const unset = (channels: Channels): readonly Finding[] =>
  Object.entries(channels)
    .filter(([, id]) => id === null)
    .map(([name]) => note(name, 'not set: nothing is posted there'));
