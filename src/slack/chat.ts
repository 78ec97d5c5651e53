/** Slack's Web API as the queue sees it: one call, one verdict. */

import { isPerson } from '../domain/delivery/outbox.ts';
import type { Verdict } from '../domain/delivery/verdict.ts';
import { Failure } from '../domain/health/failure.ts';
import type { Chat, Rendered } from '../ports/chat.ts';
import { type CallMethod, caller, harmless } from './call.ts';
import { type ClientOptions, webClient } from './client.ts';
import { probeDestination } from './destination.ts';
import { look } from './look.ts';
import { peopleOf } from './people.ts';
import { requestOf } from './request.ts';

/** What a chat is made of. `redact` must know the token, because a server may echo it. */
export type ChatOptions = ClientOptions;

/**
 * The `Chat` of a bot token. It repeats nothing and waits for nothing; what Slack or the network
 * do comes back as a verdict, with a failure that holds no secret and no message text.
 */
export function slackChat(options: ChatOptions): Chat {
  const call = caller(webClient(options), options.redact);
  const people = peopleOf(call);
  return {
    deliver: (message) => send(call, message),
    open: async (person) => {
      const opened = await people.open(person);
      return opened.type === 'opened'
        ? { type: 'opened', channel: opened.channel }
        : opened.verdict;
    },
    look: async (doubts) => {
      const opened = await people.channelOf(doubts[0]?.channel ?? '');
      return opened.type === 'opened'
        ? look(
            call,
            doubts.map((doubt) => ({ ...doubt, channel: opened.channel })),
          )
        : opened.verdict;
    },
    probe: (dest) => probeDestination(call, dest),
    auth: async () => {
      const answer = await call('auth.test', {}, 'post');
      if (answer.type === 'failed') return harmless(answer.verdict);
      return { type: 'sent', channel: null, ts: null };
    },
  };
}

async function send(call: CallMethod, message: Rendered): Promise<Verdict> {
  const { channel } = message;
  const request = isUnopened(message) ? null : requestOf(message, channel);
  if (request === null) return { type: 'refused', kind: 'bug', failure: incomplete(message) };
  const answer = await call(request.method, request.args, message.kind);
  if (answer.type === 'failed') return answer.verdict;
  const { ts, channel: answered } = answer.data;
  return {
    type: 'sent',
    channel: typeof answered === 'string' ? answered : channel,
    ts: typeof ts === 'string' ? ts : null,
  };
}

/** A person is no conversation; Slack would open one behind our back. */
const isUnopened = ({ kind, channel }: Rendered): boolean => kind !== 'home' && isPerson(channel);

const incomplete = ({ kind }: Rendered): Failure =>
  new Failure({
    category: 'UNKNOWN',
    reason: 'bug',
    operation: `slack.${kind}`,
    message: `a row of kind ${kind} lacks what its method needs`,
  });
