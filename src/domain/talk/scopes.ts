/** The rights at Slack that the app asks for; `docs/slack-manifest.yaml` lists the same, and a test compares. */

/** Without one of these something does not work. */
export const neededScopes = [
  'app_mentions:read',
  'channels:read',
  'chat:write',
  'commands',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'users:read',
] as const;

/** What each of these makes possible. */
export const optionalScopes = {
  'channels:history': 'looking uncertain messages up in channels, and inline previews',
  'groups:history': 'the same in private channels',
  'chat:write.public': 'posting to public channels without being invited',
  'reactions:write': 'marking resolved alerts with a reaction',
} as const;

/** The words that people can begin a command with. */
export const slashCommands = ['/paperscout', '/paper'] as const;
