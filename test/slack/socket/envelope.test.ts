import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decode } from '../../../src/slack/socket/envelope.ts';

const OWN = 'U0PAPERBOT';

/** An event as it comes, in short: what it says, `ignored` or `unreadable`. */
function event(inner: object, outer: object = {}, own: string | null = OWN): unknown {
  const body = { type: 'event_callback', event_id: 'Ev1', event: inner, ...outer };
  const decoded = decode({ type: 'events_api', id: 'e', body }, 9, own);
  return decoded.type === 'inbound' ? decoded.inbound : decoded.type;
}

const words = { user: 'U1', channel: 'C1', text: 'hi &amp; <@U2|b>', ts: '1.2' };
const plain = { user: 'U1', channel: 'C1', text: words.text, ts: '1.2', threadTs: null };
const where = { key: 'ev:Ev1', at: 9 };

/** Each event, and what it is read as. */
const events: readonly (readonly [string, unknown, unknown])[] = [
  ['a mention', event({ type: 'app_mention', ...words }), { type: 'mention', ...plain, ...where }],
  [
    'a mention in a thread',
    event({ type: 'app_mention', ...words, thread_ts: '1.1' }),
    { type: 'mention', ...plain, threadTs: '1.1', ...where },
  ],
  [
    'a direct message',
    event({ type: 'message', ...words, channel: 'D1', channel_type: 'im' }),
    { type: 'direct', ...plain, channel: 'D1', ...where },
  ],
  [
    'a message in a channel',
    event({ type: 'message', ...words, channel_type: 'channel' }),
    { type: 'message', ...plain, ...where },
  ],
  [
    'a reply that is shown in the channel too',
    event({ type: 'message', subtype: 'thread_broadcast', ...words, thread_ts: '1.1' }),
    { type: 'message', ...plain, threadTs: '1.1', ...where },
  ],
  [
    'a mention as an ordinary message: it comes as a mention too',
    event({ type: 'message', ...words, text: `<@${OWN}> P2300R10`, channel_type: 'channel' }),
    'ignored',
  ],
  ['another bot', event({ type: 'message', ...words, bot_id: 'B1' }), 'ignored'],
  ['ourselves', event({ type: 'message', ...words, user: OWN }), 'ignored'],
  [
    'ourselves, as the envelope says',
    event(
      { type: 'message', ...words, user: 'UB' },
      { authorizations: [{ user_id: 'UB', is_bot: true }] },
      null,
    ),
    'ignored',
  ],
  ['an edit', event({ type: 'message', subtype: 'message_changed', channel: 'C1' }), 'ignored'],
  ['a message of nobody', event({ type: 'message', channel: 'C1', ts: '1.2' }), 'unreadable'],
  ['an event that we did not ask for', event({ type: 'emoji_changed' }), 'ignored'],
  [
    'the home tab',
    event({ type: 'app_home_opened', user: 'U1', tab: 'home' }),
    { type: 'home_opened', user: 'U1', ...where },
  ],
  ['the messages tab', event({ type: 'app_home_opened', user: 'U1', tab: 'messages' }), 'ignored'],
  [
    'an archived channel',
    event({ type: 'channel_archive', channel: 'C1' }),
    { type: 'channel_archived', channel: 'C1', ...where },
  ],
  [
    'a private channel that is back',
    event({ type: 'group_unarchive', channel: 'G1' }),
    { type: 'channel_restored', channel: 'G1', ...where },
  ],
  [
    'we were invited',
    event({ type: 'member_joined_channel', user: OWN, channel: 'C1' }),
    { type: 'channel_restored', channel: 'C1', ...where },
  ],
  [
    'somebody else was invited',
    event({ type: 'member_joined_channel', user: 'U1', channel: 'C1' }),
    'ignored',
  ],
  [
    'our token was revoked',
    event({ type: 'tokens_revoked', tokens: { bot: [OWN] } }),
    { type: 'unauthorised', reason: 'tokens_revoked', ...where },
  ],
  [
    'the token of a person was revoked',
    event({ type: 'tokens_revoked', tokens: { oauth: ['U1'] } }),
    'ignored',
  ],
  [
    'the app was uninstalled',
    event({ type: 'app_uninstalled' }),
    { type: 'unauthorised', reason: 'app_uninstalled', ...where },
  ],
];

const test = suite('envelopes');

for (const [name, found, wanted] of events)
  test(name, () => {
    assert.equal(found, wanted);
  });

const click = (some: object): unknown => {
  const body = {
    type: 'block_actions',
    user: { id: 'U1' },
    actions: [{ action_id: 'watch', value: 'P2300', action_ts: '5.5' }],
    ...some,
  };
  const decoded = decode({ type: 'interactive', id: 'e', body }, 9, OWN);
  return decoded.type === 'inbound' ? decoded.inbound : decoded.type;
};

test('a button in a message, and one in the App Home', () => {
  const pressed = { type: 'click', actionId: 'watch', value: 'P2300', user: 'U1' };
  const key = { key: 'act:U1:5.5', at: 9 };
  const url = 'https://hooks.slack.com/a';
  assert.equal(
    click({ channel: { id: 'C1' }, container: { message_ts: '1.2' }, response_url: url }),
    { ...pressed, channel: 'C1', messageTs: '1.2', responseUrl: url, ...key },
  );
  assert.equal(click({ container: { view_id: 'V1' } }), {
    ...pressed,
    channel: null,
    messageTs: null,
    responseUrl: null,
    ...key,
  });
  assert.is(click({ actions: [] }), 'unreadable');
  assert.is(click({ type: 'view_submission' }), 'ignored');
});

test.run();
