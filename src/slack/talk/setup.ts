/** Questions about how the app is set up. */

import { Failure } from '../../domain/health/failure.ts';
import type { SlackSetup } from '../../ports/talk/setup.ts';
import { caller } from '../call.ts';
import { type ClientOptions, webClient } from '../client.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether an app-level token may open sockets: asks for an address that nobody connects to. */
export async function mayConnect(options: ClientOptions): Promise<void> {
  const call = caller(webClient(options), options.redact);
  const answer = await call('apps.connections.open', {}, 'post');
  if (answer.type === 'failed' && 'failure' in answer.verdict) throw answer.verdict.failure;
}

/** Asks with the bot token. */
export function slackSetup(options: ClientOptions): SlackSetup {
  const call = caller(webClient(options), options.redact);
  const ask = async (method: string, args: Fields): Promise<Fields> => {
    const answer = await call(method, args, 'post');
    if (answer.type === 'answer') return answer.data;
    throw 'failure' in answer.verdict ? answer.verdict.failure : unread(method);
  };
  return {
    authorised: async () => {
      const data = await ask('auth.test', {});
      const { user_id: user, team } = data;
      if (typeof user !== 'string') throw unread('auth.test');
      return { user, workspace: typeof team === 'string' ? team : '', scopes: scopesIn(data) };
    },
    channel: async (id) => {
      const { channel } = await ask('conversations.info', { channel: id });
      if (!isObject(channel)) throw unread('conversations.info');
      return {
        name: typeof channel['name'] === 'string' ? channel['name'] : id,
        archived: channel['is_archived'] === true,
        member: channel['is_member'] === true,
        private: channel['is_private'] === true,
      };
    },
  };
}

/** The SDK reads them from a header. */
function scopesIn({ response_metadata: metadata }: Fields): readonly string[] | null {
  if (!isObject(metadata) || !Array.isArray(metadata['scopes'])) return null;
  return metadata['scopes'].map(String).filter((scope) => scope !== '');
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const unread = (method: string): Failure =>
  new Failure({
    category: 'NETWORK',
    reason: 'bad_body',
    operation: `slack.${method}`,
    message: 'ok, but not what was asked for',
  });
