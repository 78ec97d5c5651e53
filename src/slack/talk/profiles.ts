/** What Slack knows of people. */

import type { Profiles } from '../../ports/talk/answers.ts';
import { caller } from '../call.ts';
import { type ClientOptions, webClient } from '../client.ts';

/** Asks Slack each time: it is asked for once, when somebody sets quiet hours. */
export function slackProfiles(options: ClientOptions): Profiles {
  const call = caller(webClient(options), options.redact);
  return {
    zoneOf: async (user) => {
      const answer = await call('users.info', { user }, 'post');
      if (answer.type === 'answer') return zoneIn(answer.data['user']);
      if ('failure' in answer.verdict) throw answer.verdict.failure;
      return null;
    },
  };
}

const zoneIn = (user: unknown): string | null =>
  typeof user === 'object' && user !== null && 'tz' in user && typeof user.tz === 'string'
    ? user.tz
    : null;
