/** One command: what is done, and what is answered. */

import type { Reply } from '../../domain/delivery/reply.ts';
import type { Command } from '../../domain/talk/grammar/command.ts';
import type { Turned } from '../../domain/talk/replies/lists.ts';
import { forgetReply } from '../../domain/talk/replies/people.ts';
import {
  helpReply,
  operatorsOnly,
  sayReply,
  uptimeReply,
  versionReply,
} from '../../domain/talk/replies/plain.ts';
import { statusReply } from '../../domain/talk/replies/status.ts';
import { spanInWords } from '../../domain/talk/replies/time.ts';
import type { OrderAnswer } from '../../ports/talk/orders.ts';
import type { TalkNeeds } from './needs.ts';
import { card, list } from './papers.ts';
import { previews, setting } from './settings.ts';
import { type Said, watching } from './watching.ts';

/** How a command was said. */
export interface Asking extends Said {
  /** The words and the page, for lists that are turned. */
  readonly turned: Turned;
  /** Others read the answer too. */
  readonly open: boolean;
}

/** Commands that a mention answers for everybody who reads the thread. */
export const isOpen = ({ type }: Command): boolean =>
  ['paper', 'search', 'recent', 'mailing', 'drafts'].includes(type);

/** Commands that cannot be answered without the database. Orders find out, and say so. */
export const asksTheStore = ({ type }: Command): boolean =>
  !['status', 'version', 'uptime', 'help', 'ops'].includes(type);

/** Commands after which the App Home of the person shows something else. */
export const changesHome = (command: Command): boolean => {
  if (command.type === 'watch' || command.type === 'unwatch') return command.by === 'user';
  return ['mute', 'unmute', 'quiet', 'digest'].includes(command.type);
};

/** What became of an order; where it was too soon, also when it is not. */
const orderReply = ({ text, retryAfterMs }: OrderAnswer): Reply =>
  sayReply(
    retryAfterMs === undefined ? text : `${text} Again in ${spanInWords(retryAfterMs + LAST_MS)}.`,
  );

/** A span that is rounded down must not end too early. */
const LAST_MS = 59_999;

/** Does it and gives the answer. Throws DB failures. */
export async function obey(needs: TalkNeeds, command: Command, asking: Asking): Promise<Reply> {
  const { clock, release, seen, isOperator, orders } = needs;
  const { user, open, turned } = asking;
  switch (command.type) {
    case 'paper':
      return card(needs, command.ref, open ? null : user);
    case 'search':
    case 'recent':
    case 'mailing':
    case 'drafts':
      return list(needs, command, turned);
    case 'watch':
    case 'unwatch':
    case 'watches':
      return watching(needs, command, asking);
    case 'mute':
    case 'unmute':
    case 'quiet':
    case 'digest':
      return setting(needs, command, user);
    case 'previews':
      return previews(needs, command.on, asking);
    case 'status':
      return statusReply(seen(), clock.now());
    case 'version':
      return versionReply(release.version, release.revision);
    case 'uptime':
      return uptimeReply(release.startedAt, clock.now());
    case 'help':
      return helpReply(command.about, isOperator(user));
    case 'forget':
      return forgetReply();
    case 'ops':
      if (isOperator(user)) return orderReply(await orders.give(command.order, user));
      orders.refuse(command.order, user);
      return operatorsOnly;
  }
}
