/** `chat.*` and `reactions.add` of the double. */

import { type Args, isObject, isYes, listOf, textOf } from '../args.ts';
import { botUser, type Channel, directWith, type Message, type Workspace } from '../workspace.ts';
import { checkBlocks } from './blockRules.ts';
import { refuseIf, SlackRefusal } from './refusal.ts';

/** A method: takes effect, gives the fields of its answer, or throws a `SlackRefusal`. */
export type Method = (workspace: Workspace, args: Args) => Readonly<Record<string, unknown>>;

const LONGEST_TEXT = 40_000;
const LONGEST_UPDATE = 4_000;
const MOST_BLOCKS = 50;

/** The methods by Slack's names. */
export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': (workspace, args) => {
    const channel = postable(workspace, args);
    checkContent(args, LONGEST_TEXT);
    const threadTs = parentOf(workspace, channel, textOf(args, 'thread_ts'));
    const message: Message = {
      ts: workspace.nextTs(),
      channel: channel.id,
      threadTs,
      at: workspace.now(),
      text: textOf(args, 'text'),
      blocks: listOf(args, 'blocks'),
      attachments: listOf(args, 'attachments'),
      metadata: metadataOf(args),
      broadcast: isYes(args, 'reply_broadcast'),
      reactions: new Set(),
      edits: 0,
    };
    workspace.messages.push(message);
    return { channel: channel.id, ts: message.ts, message: { ts: message.ts, text: message.text } };
  },
  'chat.update': (workspace, args) => {
    const message = messageOf(workspace, args, 'ts');
    refuseIf(!workspace.rights.edits, 'edit_window_closed');
    checkContent(args, LONGEST_UPDATE);
    message.text = textOf(args, 'text');
    message.blocks = listOf(args, 'blocks');
    message.attachments = listOf(args, 'attachments');
    message.edits += 1;
    return { channel: message.channel, ts: message.ts, text: message.text };
  },
  'chat.delete': (workspace, args) => {
    const message = messageOf(workspace, args, 'ts');
    workspace.messages.splice(workspace.messages.indexOf(message), 1);
    return { channel: message.channel, ts: message.ts };
  },
  'chat.postEphemeral': (workspace, args) => {
    const channel = postable(workspace, args);
    const user = textOf(args, 'user');
    refuseIf(!channel.members.has(user), 'user_not_in_channel');
    checkContent(args, LONGEST_TEXT);
    workspace.whispers.push({ channel: channel.id, user, text: textOf(args, 'text') });
    return { message_ts: workspace.nextTs() };
  },
  'reactions.add': (workspace, args) => {
    const message = messageOf(workspace, args, 'timestamp');
    const name = textOf(args, 'name');
    refuseIf(!/^[a-z0-9_+-]+$/.test(name), 'invalid_name');
    refuseIf(message.reactions.has(name), 'already_reacted');
    message.reactions.add(name);
    return {};
  },
};

/** The conversation of a call, when our bot may see it. */
export function channelOf(workspace: Workspace, args: Args): Channel {
  const id = textOf(args, 'channel');
  const known = workspace.users.has(id) ? directWith(workspace, id) : workspace.channels.get(id);
  if (known === undefined || (known.kind === 'private' && !known.botIn))
    throw new SlackRefusal('channel_not_found');
  return known;
}

/** The conversation of a call, when our bot may write there. */
function postable(workspace: Workspace, args: Args): Channel {
  const channel = channelOf(workspace, args);
  refuseIf(channel.archived, 'is_archived');
  const reader = channel.user === null ? undefined : workspace.users.get(channel.user);
  refuseIf(reader?.deactivated === true, 'user_disabled');
  refuseIf(!channel.botIn && !workspace.rights.scopes.has('chat:write.public'), 'not_in_channel');
  return channel;
}

function checkContent(args: Args, longest: number): void {
  const [text, blocks] = [textOf(args, 'text'), listOf(args, 'blocks')];
  const attachments = listOf(args, 'attachments');
  refuseIf(text === '' && blocks.length === 0 && attachments.length === 0, 'no_text');
  refuseIf(text.length > longest, 'msg_too_long');
  refuseIf('blocks' in args && !Array.isArray(args['blocks']), 'invalid_blocks_format');
  refuseIf('attachments' in args && !Array.isArray(args['attachments']), 'invalid_attachments');
  refuseIf(attachments.length > 100, 'too_many_attachments');
  checkBlocks(blocks, MOST_BLOCKS);
  for (const attachment of attachments) {
    if (!isObject(attachment)) throw new SlackRefusal('invalid_attachments');
    checkBlocks(listOf(attachment, 'blocks'), MOST_BLOCKS);
  }
}

function metadataOf(args: Args): unknown {
  const { metadata } = args;
  if (metadata === undefined) return null;
  refuseIf(
    !isObject(metadata) ||
      typeof metadata['event_type'] !== 'string' ||
      !isObject(metadata['event_payload']),
    'invalid_metadata_format',
  );
  return metadata;
}

/** The parent of a reply: never a reply itself. Null for a message of its own. */
function parentOf(workspace: Workspace, channel: Channel, ts: string): string | null {
  if (ts === '') return null;
  refuseIf(!/^\d{10}\.\d{6}$/.test(ts), 'invalid_thread_ts');
  const parent = workspace.messages.find((one) => one.channel === channel.id && one.ts === ts);
  const threadTs = parent?.threadTs ?? workspace.spoken.get(`${channel.id} ${ts}`);
  refuseIf(parent === undefined && threadTs === undefined, 'thread_not_found');
  refuseIf(typeof threadTs === 'string', 'cannot_reply_to_message');
  return ts;
}

function messageOf(workspace: Workspace, args: Args, name: string): Message {
  const channel = channelOf(workspace, args);
  refuseIf(channel.archived, 'is_archived');
  const ts = textOf(args, name);
  const found = workspace.messages.find((one) => one.channel === channel.id && one.ts === ts);
  if (found === undefined) throw new SlackRefusal('message_not_found');
  return found;
}

/** A message as the history shows it. */
export const shown = (message: Message, withMetadata: boolean): Args => ({
  type: 'message',
  user: botUser,
  bot_id: 'B0PAPERBOT',
  ts: message.ts,
  text: message.text,
  blocks: message.blocks,
  attachments: message.attachments,
  ...(message.threadTs !== null && { thread_ts: message.threadTs }),
  ...(withMetadata && message.metadata !== null && { metadata: message.metadata }),
});
