import { helpLine, publicCommands } from '../../src/domain/talk/grammar/help.ts';

const head = `# What people can ask

Made by \`npm run docs\` from \`src/domain/talk/grammar/help.ts\`: what \`help\` says.

Say these after \`/paperscout\`, to the bot by mention (\`@paperscout paper P2300\`), or in a direct message. \`/paper P2300\`
looks a paper up and \`/paper static reflection\` searches. A slash command, and a mention in a channel, is answered to the
asking person alone; \`paper\` \`search\` \`recent\` \`mailing\` \`drafts\` by mention are answered in the thread, for
everybody. Ids are read in any case, with or without their revision. What cannot be understood gets one line with an
example, and stores nothing. Twenty commands a minute are answered.
`;

/** The page about commands. */
export const commandsPage = (): string =>
  [
    head,
    ...publicCommands.map((name) => `- ${helpLine(name)}`),
    `- ${helpLine('watchlist')}`,
    '',
    '## For operators (`OPS_USERS`)',
    '',
    `${helpLine('ops')}`,
    '',
    'Each use is a row in `ops_log` and a line `ops.command`.',
    '',
    '## Elsewhere',
    '',
    '- **App Home**: the state of the system, your settings, your watches with a button each, the last ten matches.',
    '- **Inline previews**, in channels that said `previews on`: `[P2300]` or `P2300R10` in a message gets two lines in',
    '  its thread; at most three ids a message, the same id once per thread and once in half an hour.',
    '',
  ].join('\n');
