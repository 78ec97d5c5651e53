/** What Slack lets pass, but a well-behaved app never does. */

import { type Args, isNo, isObject, listOf, textOf } from '../args.ts';
import { textIn } from './blockRules.ts';

const posting = new Set(['chat.postMessage', 'chat.postEphemeral', 'chat.update']);

/** The bad manners of a call, by name. */
export function badManners(method: string, args: Args): readonly string[] {
  if (!posting.has(method)) return [];
  const own = method === 'chat.update' ? ofUpdates : ofPosts;
  return [...ofAll, ...own].filter(([, isSo]) => isSo(args)).map(([name]) => name);
}

type Sin = readonly [name: string, isSo: (args: Args) => boolean];

const ofAll: readonly Sin[] = [
  ['blocks_without_text', (args) => textOf(args, 'text') === ''],
  ['mass_mention', (args) => hasMassMention(args)],
  ['parse', (args) => 'link_names' in args || 'parse' in args],
  ['posted_to_person', (args) => /^[UW]/.test(textOf(args, 'channel'))],
  ['token_in_body', (args) => 'token' in args],
];

const ofPosts: readonly Sin[] = [
  ['unfurl_links', (args) => !isNo(args, 'unfurl_links')],
  ['unfurl_media', (args) => !isNo(args, 'unfurl_media')],
];

const ofUpdates: readonly Sin[] = [
  ['update_half', (args) => !('blocks' in args && 'attachments' in args)],
];

const COMMAND = /<!(?:channel|here|everyone|subteam)/;

/** In rich text such a word is harmless in Slack, but exports and bridges read it again. */
const hasMassMention = (args: Args): boolean =>
  COMMAND.test(textOf(args, 'text')) ||
  textIn(listOf(args, 'blocks')).some((text) => COMMAND.test(text)) ||
  textIn(listOf(args, 'attachments')).some((text) => COMMAND.test(text)) ||
  hasBroadcast(args['blocks']);

function hasBroadcast(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasBroadcast);
  if (!isObject(value)) return false;
  return value['type'] === 'broadcast' || Object.values(value).some(hasBroadcast);
}
