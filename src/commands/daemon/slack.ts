/** What the daemon needs of Slack: sending, listening, answering, and a look at how it is set up. */

import type { FactDraft } from '../../domain/health/fact.ts';
import type { Way } from '../../flows/deliverMessage.ts';
import { checkSlack } from '../../flows/talk/checkSlack.ts';
import type { TalkNeeds } from '../../flows/talk/needs.ts';
import type { Connect } from '../../ports/talk/socket.ts';
import { slackChat } from '../../slack/chat.ts';
import type { ClientOptions } from '../../slack/client.ts';
import { socketConnect } from '../../slack/socket/connection.ts';
import { slackProfiles } from '../../slack/talk/profiles.ts';
import { responder } from '../../slack/talk/respond.ts';
import { slackSetup } from '../../slack/talk/setup.ts';
import { slackDialer } from '../../sources/slackDialer.ts';
import type { ActorsNeeds } from './actors.ts';

/** The ways to Slack. In a dry run all of them are missing. */
export interface SlackParts {
  readonly way: Way;
  /** Null in a dry run. */
  readonly connect: Connect | null;
  /** Null in a dry run. */
  readonly answering: Pick<TalkNeeds, 'respond' | 'profiles' | 'setup'> | null;
  /** Looks how we are set up, and gives what to report. Never rejects. */
  check(): Promise<readonly FactDraft[]>;
}

/** Opens nothing: connections come with the first call. */
export function slackParts(
  { config, clock, log, redact, tracer: { traceparent } }: ActorsNeeds,
  { fetch }: Pick<ClientOptions, 'fetch'>,
): SlackParts {
  const { tokens, apiUrl, channel, opsChannel } = config.slack;
  const lines = log.of('slack-socket');
  if (tokens === null)
    return {
      way: { mode: 'dry_run' },
      connect: null,
      answering: null,
      check: async () => [],
    };
  let self: string | null = null;
  let told = false; // of what the app could do with further rights
  const common: Omit<ClientOptions, 'token'> = {
    apiUrl,
    fetch,
    redact,
    traceparent,
    onSdkLog: (level, text) => lines.at(level, 'slack.sdk', { text }),
  };
  const asBot: ClientOptions = { ...common, token: tokens.bot.reveal() };
  const setup = slackSetup(asBot);
  return {
    way: { mode: 'slack', chat: slackChat(asBot) },
    answering: {
      respond: responder({ fetch, apiUrl, clock, redact }),
      profiles: slackProfiles(asBot),
      setup,
    },
    connect: socketConnect({
      ...common,
      token: tokens.app.reveal(),
      clock,
      dial: slackDialer({ apiUrl }),
      self: () => self,
      onBug: (err) => lines.event('slack.bug', { err }),
    }),
    check: async () => {
      const channels = { OPS_ALERT_CHANNEL: opsChannel, NOTIFICATION_CHANNEL: channel };
      const { authorised, problems, missing, unanswered } = await checkSlack({ setup, channels });
      self = authorised?.user ?? null;
      if (missing.length > 0 && !told) lines.event('slack.rights', { missing: missing.join('; ') });
      told ||= missing.length > 0;
      const at = clock.now();
      const component = 'slack-socket';
      const where = { component, at } as const;
      return [
        ...problems.map(
          ({ about, failure }): FactDraft => ({
            type: 'config.problem',
            ...where,
            problem: about,
            failure: failure.toRecord(1, where),
          }),
        ),
        ...unanswered.map(
          (failure): FactDraft => ({
            type: 'slack.failed',
            ...where,
            failure: failure.toRecord(1, where),
          }),
        ),
      ];
    },
  };
}
