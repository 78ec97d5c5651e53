import type { TalkNeeds } from '../../../src/flows/talk/needs.ts';

/** A Slack in which the bot is set up well, or as it is said. */
export const setupOf = (given: {
  readonly member?: boolean;
  readonly scopes?: readonly string[] | null;
}): TalkNeeds['setup'] => ({
  authorised: async () => ({ user: 'U0BOT', workspace: 'W', scopes: given.scopes ?? null }),
  channel: async (id) => ({
    name: id,
    archived: false,
    private: false,
    member: given.member ?? true,
  }),
});
