/** Short answers: help, version, uptime, and what went wrong. */

import { line, plain, type Reply, reply, words } from '../../delivery/reply.ts';
import type { CommandName, Problem } from '../grammar/command.ts';
import { helpLine, publicCommands } from '../grammar/help.ts';
import { momentInWords, spanInWords } from './time.ts';

/** One line in our own words. */
export const sayReply = (text: string): Reply => reply(words(text));

/** What could not be understood. */
export const problemReply = ({ text }: Problem): Reply => sayReply(text);

/** All commands, or one. */
export const helpReply = (about: CommandName | null, isOperator: boolean): Reply => {
  if (about !== null) return sayReply(helpLine(about));
  const names: readonly CommandName[] = isOperator ? [...publicCommands, 'ops'] : publicCommands;
  return reply(
    words(
      'Say these after `/paperscout`, to me by mention, or in our direct messages. `/paper P2300` looks a paper up at once.',
    ),
    words(names.map((name) => `• ${helpLine(name)}`).join('\n')),
  );
};

/** Which program answers. */
export const versionReply = (version: string, revision: string | null): Reply =>
  reply(
    line(plain(`PaperScout ${version}${revision === null ? '' : ` (${revision.slice(0, 12)})`}`)),
  );

/** Since when it runs. */
export const uptimeReply = (startedAt: number, now: number): Reply =>
  reply(
    line(
      plain(`Up for ${spanInWords(now - startedAt)}, since ${momentInWords(startedAt, null)} UTC.`),
    ),
  );

/** Over twenty commands a minute. */
export const waitReply: Reply = sayReply('Please wait a minute; that was a lot of commands.');

/** `ops` from somebody who is not on the list. */
export const operatorsOnly: Reply = sayReply('That is only for operators.');

/** The database is away, and the command needs it. */
export const databaseAway: Reply = sayReply(
  'The database is away, so I cannot look that up now. `status` says more; nothing is lost.',
);

/** A bug of ours: its kind goes to the log, not to people. */
export const somethingBroke: Reply = sayReply(
  'That did not work, and it is not your fault. The operators can see why.',
);
