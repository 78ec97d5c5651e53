/** What Slack sends through the socket, in its own words. */

import { nameOf } from '../workspace.ts';

/** Who does something, and where. */
export interface Whence {
  readonly user?: string;
  readonly channel?: string;
  /** The thread it is said in. */
  readonly threadTs?: string;
}

/** An envelope without its id. */
export interface Payload {
  readonly type: 'slash_commands' | 'events_api' | 'interactive';
  readonly payload: Readonly<Record<string, unknown>>;
}

const app = { token: 'made-up', team_id: 'T0EXAMPLE', api_app_id: 'A0PAPERS' } as const;

/** `/command text`. */
export const commandPayload = (
  said: { readonly command: string; readonly text: string; readonly responseUrl: string },
  { user = 'U0ADA', channel = 'C0PAPERS' }: Whence,
): Payload => ({
  type: 'slash_commands',
  payload: {
    ...app,
    team_domain: 'example',
    channel_id: channel,
    channel_name: nameOf(channel),
    user_id: user,
    user_name: nameOf(user),
    command: said.command,
    text: said.text,
    is_enterprise_install: 'false',
    response_url: said.responseUrl,
    trigger_id: '1.2.made',
  },
});

/** An event of any type; `id` is the same in every repetition. */
export const eventPayload = (
  id: string,
  at: number,
  event: Readonly<Record<string, unknown>>,
): Payload => ({
  type: 'events_api',
  payload: {
    ...app,
    type: 'event_callback',
    event_id: id,
    event_time: Math.floor(at / 1_000),
    event,
  },
});

/** What somebody wrote: `@paperscout …` in a channel, a direct message, or any other message. */
export const wordsEvent = (
  type: 'app_mention' | 'message',
  text: string,
  ts: string,
  { user = 'U0ADA', channel = 'C0PAPERS', threadTs }: Whence,
): Readonly<Record<string, unknown>> => ({
  type,
  user,
  text,
  ts,
  channel,
  event_ts: ts,
  team: app.team_id,
  ...(type === 'message' ? { channel_type: channelType(channel) } : {}),
  ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
});

const channelType = (channel: string): string => {
  if (channel.startsWith('D')) return 'im';
  return channel.startsWith('G') ? 'group' : 'channel';
};

/** A button was pressed, in a message or in the App Home. */
export interface Pressed {
  readonly actionId: string;
  readonly value?: string;
  /** Where the message is; absent: the App Home. */
  readonly message?: { readonly channel: string; readonly ts: string };
  readonly user?: string;
}

/** A click on a button. */
export function clickPayload(
  { actionId, value, message, user = 'U0ADA' }: Pressed,
  actionTs: string,
  responseUrl: string,
): Payload {
  const action = { action_id: actionId, block_id: 'b', type: 'button', action_ts: actionTs };
  const where =
    message === undefined
      ? {
          container: { type: 'view', view_id: `V${user}` },
          view: { id: `V${user}`, type: 'home' },
          response_urls: [],
        }
      : {
          container: {
            type: 'message',
            message_ts: message.ts,
            channel_id: message.channel,
            is_ephemeral: false,
          },
          channel: { id: message.channel, name: nameOf(message.channel) },
          message: { type: 'message', ts: message.ts, text: '' },
          response_url: responseUrl,
        };
  return {
    type: 'interactive',
    payload: {
      ...app,
      type: 'block_actions',
      user: { id: user, name: nameOf(user) },
      trigger_id: '1.2.made',
      ...where,
      actions: [value === undefined ? action : { ...action, value }],
    },
  };
}
