/** Which method of Slack a rendered message is, and its arguments. */

import type { Rendered } from '../ports/chat.ts';

/** A call before it is made. */
export interface SlackCall {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The name of our metadata: members of the channel can see it, so it holds no more than a number. */
export const eventType = 'paperscout_outbox';

type Maker = (message: Rendered, channel: string) => SlackCall | null;

/** Null when the message lacks what its method needs, such as the `ts` of what it edits. */
export const requestOf: Maker = (message, channel) => makers[message.kind](message, channel);

const makers: Readonly<Record<Rendered['kind'], Maker>> = {
  post: (message, channel) => ({
    method: 'chat.postMessage',
    args: { channel, ...body(message), ...named(message) },
  }),
  ephemeral: (message, channel) =>
    isGiven(message.user)
      ? {
          method: 'chat.postEphemeral',
          args: { channel, user: message.user, ...body(message) },
        }
      : null,
  // Always both lists: where one is missing, the old buttons may stay.
  update: ({ ts, text, blocks, attachments }, channel) =>
    isGiven(ts)
      ? {
          method: 'chat.update',
          args: { channel, ts, text, blocks: blocks ?? [], attachments: attachments ?? [] },
        }
      : null,
  delete: ({ ts }, channel) =>
    isGiven(ts) ? { method: 'chat.delete', args: { channel, ts } } : null,
  react: ({ ts, text }, channel) =>
    isGiven(ts) ? { method: 'reactions.add', args: { channel, timestamp: ts, name: text } } : null,
  home: ({ user, blocks }, channel) => ({
    method: 'views.publish',
    args: { user_id: user ?? channel, view: { type: 'home', blocks: blocks ?? [] } },
  }),
};

const isGiven = (id: string | null | undefined): id is string => typeof id === 'string';

/** Text and layout. Links never unfurl: previews of PDF files would bury the channel. */
const body = ({ text, threadTs, blocks, attachments, broadcast }: Rendered): SlackCall['args'] => ({
  text,
  ...(threadTs !== null && { thread_ts: threadTs }),
  ...(threadTs !== null && broadcast === true && { reply_broadcast: true }),
  ...(blocks !== null && { blocks }),
  ...(attachments !== null && { attachments }),
  unfurl_links: false,
  unfurl_media: false,
});

/** The number by which the message is found again. Text alone was refused once already: nothing but text. */
const named = ({ nonce, blocks, attachments }: Rendered): SlackCall['args'] =>
  blocks === null && attachments === null
    ? {}
    : { metadata: { event_type: eventType, event_payload: { n: nonce } } };
