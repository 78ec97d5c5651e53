/** From an envelope, as the SDK hands it over, to what it says. Pure. */

import * as v from 'valibot';
import type { EnvelopeKind } from '../../domain/health/socketFact.ts';
import type { Arrived, Clicked, Inbound } from '../../domain/talk/inbound.ts';
import { eventOf } from './event.ts';
import { id, optionalText, text } from './shapes.ts';

/** An envelope. `body` is its payload. */
export interface Envelope {
  readonly type: string;
  readonly id: string;
  readonly body: unknown;
}

/** What it comes to. `ignored`: not for us, such as the words of another bot. */
export type Decoded =
  | { readonly type: 'inbound'; readonly inbound: Inbound }
  | { readonly type: 'ignored' }
  | { readonly type: 'unreadable' };

/** Which kind of thing arrives; null for a type that is not acked. */
export const kindOf = (type: string): EnvelopeKind | null => kinds.get(type) ?? null;

const kinds = new Map<string, EnvelopeKind>([
  ['slash_commands', 'command'],
  ['events_api', 'event'],
  ['interactive', 'click'],
]);

const ignored: Decoded = { type: 'ignored' };
const unreadable: Decoded = { type: 'unreadable' };

/** Reads it. `at` is when it arrived; `self` our own user id, where it is known. */
export function decode(envelope: Envelope, at: number, self: string | null): Decoded {
  switch (kindOf(envelope.type)) {
    case 'command':
      return commandOf(envelope, at);
    case 'click':
      return clickOf(envelope, at);
    case 'event':
      return decodedEvent(envelope, at, self);
    case null:
      return ignored;
  }
}

const commandShape = v.object({
  command: v.picklist(['/paperscout', '/paper']),
  text: optionalText,
  user_id: id,
  channel_id: id,
  response_url: text,
});

function commandOf({ id: envelope, body }: Envelope, at: number): Decoded {
  const read = v.safeParse(commandShape, body);
  if (!read.success) return unreadable;
  const { command, text: words, user_id: user, channel_id: channel } = read.output;
  const inbound: Inbound = {
    type: 'command',
    command,
    text: words,
    user,
    channel,
    responseUrl: read.output.response_url,
    key: `env:${envelope}`,
    at,
  };
  return { type: 'inbound', inbound };
}

const clickShape = v.object({
  user: v.object({ id }),
  channel: v.nullish(v.object({ id })),
  container: v.nullish(v.object({ message_ts: v.nullish(text) })),
  response_url: v.nullish(text),
  actions: v.pipe(
    v.array(v.object({ action_id: text, value: v.nullish(text), action_ts: text })),
    v.minLength(1),
  ),
});

function clickOf({ body }: Envelope, at: number): Decoded {
  const isClick = v.is(v.object({ type: v.literal('block_actions') }), body);
  if (!isClick) return ignored; // a modal or a shortcut: there are none yet
  const read = v.safeParse(clickShape, body);
  const action = read.success ? read.output.actions[0] : undefined;
  if (!read.success || action === undefined) return unreadable;
  const { user, channel, container, response_url: responseUrl } = read.output;
  const clicked: Clicked & Arrived = {
    type: 'click',
    actionId: action.action_id,
    value: action.value ?? null,
    user: user.id,
    channel: channel?.id ?? null,
    messageTs: container?.message_ts ?? null,
    responseUrl: responseUrl ?? null,
    key: `act:${user.id}:${action.action_ts}`,
    at,
  };
  return { type: 'inbound', inbound: clicked };
}

const callbackShape = v.object({
  event_id: v.nullish(text),
  authorizations: v.nullish(
    v.array(v.object({ user_id: v.nullish(text), is_bot: v.nullish(v.boolean()) })),
  ),
});

function decodedEvent({ id: envelope, body }: Envelope, at: number, self: string | null): Decoded {
  const read = v.safeParse(callbackShape, body);
  if (!read.success) return unreadable;
  const { event_id: event, authorizations } = read.output;
  const own = authorizations?.find(({ is_bot: isBot }) => isBot === true)?.user_id ?? self;
  const said = eventOf(body, own);
  if (said.type !== 'said') return said;
  const key = event == null ? `env:${envelope}` : `ev:${event}`;
  return { type: 'inbound', inbound: { ...said.what, key, at } };
}
