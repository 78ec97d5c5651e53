import type { Rights } from '../../ports/talk/rights.ts';
import { caller } from '../call.ts';
import { type ClientOptions, webClient } from '../client.ts';

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/**
 * What the bot may do. These are questions beside an answer: where Slack does not say, the answer
 * goes on without, and the queue finds out when it posts.
 */
export function slackRights(options: ClientOptions): Rights {
  const call = caller(webClient(options), options.redact);
  return {
    async isMember(channel) {
      const answer = await call('conversations.info', { channel }, 'post');
      if (answer.type === 'failed')
        return answer.verdict.type === 'refused' && answer.verdict.kind === 'destination'
          ? false
          : null;
      const { is_member: isMember } = fields(answer.data['channel']);
      return typeof isMember === 'boolean' ? isMember : null;
    },
    async scopes() {
      const answer = await call('auth.test', {}, 'post');
      if (answer.type === 'failed') return null;
      const { scopes } = fields(answer.data['response_metadata']);
      return Array.isArray(scopes) ? scopes.map(String) : null;
    },
  };
}

/** Without Slack nobody knows. */
export const noRights: Rights = { isMember: async () => null, scopes: async () => null };
