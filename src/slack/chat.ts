/** Slack's Web API as the queue sees it: one call, one verdict. */

import type { Verdict } from '../domain/delivery/verdict.ts';
import { Failure } from '../domain/health/failure.ts';
import type { Chat, Rendered } from '../ports/delivery.ts';
import { type CallMethod, caller, harmless } from './call.ts';
import { type ClientOptions, webClient } from './client.ts';
import { look } from './look.ts';
import { isPerson, type Opened, type People, peopleOf } from './people.ts';
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
    deliver: (message) => deliver({ call, people }, message),
    look: async (doubt) => {
      const opened = await people.channelOf(doubt.channel);
      return opened.type === 'opened'
        ? look(call, { ...doubt, channel: opened.channel })
        : opened.verdict;
    },
    auth: async () => {
      const answer = await call('auth.test', {}, 'post');
      if (answer.type === 'failed') return harmless(answer.verdict);
      return { type: 'sent', channel: null, ts: null };
    },
  };
}

interface Parts {
  readonly call: CallMethod;
  readonly people: People;
}

async function deliver(parts: Parts, message: Rendered): Promise<Verdict> {
  if (message.kind === 'home') return send(parts, message, message.channel);
  const opened = await parts.people.channelOf(message.channel);
  if (opened.type === 'failed') return opened.verdict;
  const verdict = await send(parts, message, opened.channel);
  const again = await reopened(parts, message, opened, verdict);
  if (again === null) return verdict;
  return again.type === 'failed' ? again.verdict : send(parts, message, again.channel);
}

/**
 * The conversation with a person under a new id, where Slack does not know the kept one any more.
 * Null when the verdict says something else, or no person is behind the id.
 */
async function reopened(
  { people }: Parts,
  message: Rendered,
  opened: Extract<Opened, { type: 'opened' }>,
  verdict: Verdict,
): Promise<Opened | null> {
  if (verdict.type !== 'refused' || verdict.failure.reason !== 'channel_not_found') return null;
  const person = isPerson(message.channel) ? message.channel : (message.user ?? null);
  if (opened.fresh || person === null || message.kind === 'ephemeral') return null;
  return people.open(person);
}

async function send({ call }: Parts, message: Rendered, channel: string): Promise<Verdict> {
  const request = requestOf(message, channel);
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

const incomplete = ({ kind }: Rendered): Failure =>
  new Failure({
    ...{ category: 'UNKNOWN', reason: 'bug', operation: `slack.${kind}` },
    message: `a row of kind ${kind} lacks what its method needs`,
  });
