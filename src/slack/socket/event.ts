/** What an event of Slack's Events API says. Pure. */

import * as v from 'valibot';
import type { Asked, Notice, Overheard } from '../../domain/talk/inbound.ts';
import { id, optionalText, text } from './shapes.ts';

/** An event that says something to us. */
export type Event = Extract<Asked, { readonly type: 'mention' | 'direct' }> | Overheard | Notice;

/** An event after a look at it. */
export type Said =
  | { readonly type: 'said'; readonly what: Event }
  | { readonly type: 'ignored' }
  | { readonly type: 'unreadable' };

const ignored: Said = { type: 'ignored' };
const unreadable: Said = { type: 'unreadable' };
const said = (what: Event): Said => ({ type: 'said', what });

/** The events that we subscribe to; the manifest lists the same names, and a test compares. */
export const eventNames = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'channel_archive',
  'channel_unarchive',
  'group_archive',
  'group_unarchive',
  'member_joined_channel',
  'message.im',
  'tokens_revoked',
] as const;

/** Events for inline previews; they need rights that a plain installation does not have. */
export const previewEventNames = ['message.channels', 'message.groups'] as const;

const named = v.object({ type: text });

/** Reads the inner event of a payload. `own` is our user id, where it is known. */
export function eventOf(body: unknown, own: string | null): Said {
  const outer = v.safeParse(v.object({ event: v.unknown() }), body);
  const inner = outer.success ? outer.output.event : null;
  const name = v.safeParse(named, inner);
  if (!name.success) return unreadable;
  const read = readers.get(name.output.type);
  return read === undefined ? ignored : read({ inner, body, own });
}

interface Given {
  readonly inner: unknown;
  readonly body: unknown;
  readonly own: string | null;
}

const wordsShape = v.object({
  text: optionalText,
  user: id,
  channel: id,
  ts: text,
  thread_ts: v.nullish(text),
  channel_type: v.nullish(text),
});

const origin = v.object({
  bot_id: v.nullish(text),
  user: v.nullish(text),
  subtype: v.nullish(text),
});

/** Whether a person said it, in a form that we answer to. */
function isForUs({ inner, own }: Given): boolean {
  const read = v.safeParse(origin, inner);
  if (!read.success) return false;
  const { bot_id: bot, user, subtype } = read.output;
  if (bot != null || (own !== null && user === own)) return false;
  return subtype == null || subtype === 'thread_broadcast';
}

const namesUs = (spoken: string, own: string | null): boolean =>
  own !== null && new RegExp(`<@${own}[|>]`).test(spoken);

const words =
  (type: 'mention' | 'message') =>
  (given: Given): Said => {
    if (!isForUs(given)) return ignored;
    const read = v.safeParse(wordsShape, given.inner);
    if (!read.success) return unreadable;
    const { user, channel, ts } = read.output;
    const what = kindOf(type, read.output, given.own);
    if (what === null) return ignored;
    const threadTs = read.output.thread_ts ?? null;
    return said({ type: what, text: read.output.text, user, channel, ts, threadTs });
  };

type Words = v.InferOutput<typeof wordsShape>;

/** Null for a mention as an ordinary message: it comes as a mention too, and is answered as one. */
function kindOf(
  type: 'mention' | 'message',
  { text: spoken, channel, channel_type: kind }: Words,
  own: string | null,
) {
  if (type === 'mention') return type;
  if (kind === 'im' || channel.startsWith('D')) return 'direct';
  return namesUs(spoken, own) ? null : type;
}

const inChannel =
  (type: 'channel_restored' | 'channel_archived') =>
  ({ inner }: Given): Said => {
    const read = v.safeParse(v.object({ channel: id }), inner);
    return read.success ? said({ type, channel: read.output.channel }) : unreadable;
  };

function joined(given: Given): Said {
  const read = v.safeParse(v.object({ user: id }), given.inner);
  if (!read.success) return unreadable;
  return read.output.user === given.own ? inChannel('channel_restored')(given) : ignored;
}

function homeOpened({ inner }: Given): Said {
  const read = v.safeParse(v.object({ user: id, tab: v.nullish(text) }), inner);
  if (!read.success) return unreadable;
  const { user, tab } = read.output;
  return tab === 'messages' ? ignored : said({ type: 'home_opened', user });
}

function revoked({ inner }: Given): Said {
  const shape = v.object({ tokens: v.object({ bot: v.optional(v.array(v.unknown()), []) }) });
  const read = v.safeParse(shape, inner);
  if (!read.success) return unreadable;
  if (read.output.tokens.bot.length === 0) return ignored; // tokens of people: we have none
  return said({ type: 'unauthorised', reason: 'tokens_revoked' });
}

function limited({ body }: Given): Said {
  const read = v.safeParse(v.object({ minute_rate_limited: v.nullish(v.number()) }), body);
  const minute = read.success ? (read.output.minute_rate_limited ?? null) : null;
  return said({ type: 'events_limited', minute });
}

const readers: ReadonlyMap<string, (given: Given) => Said> = new Map([
  ['app_mention', words('mention')],
  ['message', words('message')],
  ['app_home_opened', homeOpened],
  ['channel_archive', inChannel('channel_archived')],
  ['group_archive', inChannel('channel_archived')],
  ['channel_unarchive', inChannel('channel_restored')],
  ['group_unarchive', inChannel('channel_restored')],
  ['member_joined_channel', joined],
  ['tokens_revoked', revoked],
  ['app_uninstalled', () => said({ type: 'unauthorised', reason: 'app_uninstalled' })],
  ['app_rate_limited', limited],
]);
