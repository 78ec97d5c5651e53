/** `conversations.*`, `users.info`, `views.publish`, `auth.test` and `apps.connections.open`. */

import { type Args, isObject, isYes, listOf, textOf } from '../args.ts';
import { botUser, directWith, type Message, type User, type Workspace } from '../workspace.ts';
import { checkBlocks } from './blockRules.ts';
import { channelOf, type Method, shown } from './chat.ts';
import { refuseIf, SlackRefusal } from './refusal.ts';

const LARGEST_VIEW = 250_000;

/** The methods by Slack's names. */
export const otherMethods: Readonly<Record<string, Method>> = {
  'auth.test': () => ({
    url: 'https://example.slack.com/',
    team: 'Example',
    team_id: 'T0EXAMPLE',
    user: 'paperscout',
    user_id: botUser,
    bot_id: 'B0PAPERBOT',
  }),
  'conversations.open': (workspace, args) => {
    const user = userOf(workspace, textOf(args, 'users'));
    refuseIf(user.deactivated, 'user_disabled');
    refuseIf(user.id === botUser, 'cannot_dm_bot');
    const before = workspace.channels.size;
    const channel = directWith(workspace, user.id);
    const known = workspace.channels.size === before;
    return { ...(known && { no_op: true, already_open: true }), channel: { id: channel.id } };
  },
  'conversations.info': (workspace, args) => {
    const { id, name, kind, archived, botIn } = channelOf(workspace, args);
    const direct = kind === 'im' ? { is_im: true } : { is_channel: true, name };
    return {
      channel: {
        id,
        ...direct,
        is_private: kind !== 'public',
        is_archived: archived,
        is_member: botIn,
      },
    };
  },
  'conversations.history': (workspace, args) => {
    const { id } = readable(workspace, args);
    const all = workspace.messages.filter(
      ({ channel, threadTs, broadcast }) => channel === id && (threadTs === null || broadcast),
    );
    return paged(all.toReversed(), args);
  },
  'conversations.replies': (workspace, args) => {
    const { id } = readable(workspace, args);
    const parent = textOf(args, 'ts');
    const all = workspace.messages.filter(
      ({ channel, ts, threadTs }) => channel === id && (ts === parent || threadTs === parent),
    );
    refuseIf(all[0]?.ts !== parent, 'thread_not_found');
    return paged(all, args);
  },
  'users.info': (workspace, args) => {
    const { id, name, deactivated } = userOf(workspace, textOf(args, 'user'));
    return { user: { id, name, deleted: deactivated, tz: 'Europe/Berlin', is_bot: false } };
  },
  'views.publish': (workspace, args) => {
    const user = userOf(workspace, textOf(args, 'user_id'));
    refuseIf(!workspace.rights.home, 'not_enabled');
    const { view } = args;
    if (!isObject(view)) throw new SlackRefusal('invalid_arguments');
    refuseIf(JSON.stringify(view).length > LARGEST_VIEW, 'view_too_large');
    const blocks = listOf(view, 'blocks');
    checkBlocks(blocks, 100);
    workspace.homes.set(user.id, blocks);
    return { view: { id: `V${user.id}`, type: 'home' } };
  },
};

function userOf(workspace: Workspace, id: string): User {
  const user = workspace.users.get(id);
  if (user === undefined) throw new SlackRefusal('user_not_found');
  return user;
}

/** The conversation, when its history may be read. */
function readable(workspace: Workspace, args: Args): { readonly id: string } {
  const channel = channelOf(workspace, args);
  refuseIf(!channel.botIn, 'not_in_channel');
  return channel;
}

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 999;

/** One page of the messages between `oldest` and `latest`, with the way to the next. */
function paged(messages: readonly Message[], args: Args): Args {
  const fitting = messages.filter(({ ts }) => isBetween(ts, args));
  const asked = Number(textOf(args, 'limit'));
  const size = asked >= 1 ? Math.min(asked, LARGEST_PAGE) : DEFAULT_PAGE;
  const cursor = textOf(args, 'cursor');
  const from = cursor === '' ? 0 : fitting.findIndex(({ ts }) => `next:${ts}` === cursor);
  refuseIf(from < 0, 'invalid_cursor');
  const next = fitting[from + size];
  return {
    messages: fitting
      .slice(from, from + size)
      .map((message) => shown(message, isYes(args, 'include_all_metadata'))),
    has_more: next !== undefined,
    response_metadata: { next_cursor: next === undefined ? '' : `next:${next.ts}` },
  };
}

function isBetween(ts: string, args: Args): boolean {
  const [oldest, latest] = [textOf(args, 'oldest'), textOf(args, 'latest')];
  const at = Number(ts);
  const edge = isYes(args, 'inclusive');
  if (oldest !== '' && (edge ? at < Number(oldest) : at <= Number(oldest))) return false;
  return latest === '' || (edge ? at <= Number(latest) : at < Number(latest));
}
