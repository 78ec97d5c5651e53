import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openSlackWorld, type SlackWorld } from '../../../../src/commands/world/slack/world.ts';

/** A raw call, as no well-behaved library makes it; gives status and body. */
const call = async (
  world: SlackWorld,
  method: string,
  args: object,
  token = world.tokens.bot,
): Promise<Record<string, unknown>> => {
  const response = await fetch(`${world.url}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(args),
  });
  return { status: response.status, ...Object(await response.json()) };
};

const polite = { channel: 'C0PAPERS', text: 'hello', unfurl_links: false, unfurl_media: false };

const test = suite('slack double, rules');

let world: SlackWorld;
test.before.each(async () => {
  world = await openSlackWorld({ paced: false });
});
test.after.each(() => world.close());

const refusal = async (method: string, args: object, token?: string): Promise<unknown> =>
  (await call(world, method, args, token))['error'];

test('takes forms as well as JSON', async () => {
  await call(world, 'chat.postMessage', polite);
  const response = await fetch(`${world.url}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.tokens.bot}` },
    body: new URLSearchParams({
      channel: 'C0PAPERS',
      text: 'form',
      blocks: '[{"type":"divider"}]',
    }),
  });
  assert.is(Object(await response.json()).ok, true);
  assert.equal(
    world.messages().map(({ text, blocks }) => [text, blocks]),
    [
      ['hello', []],
      ['form', [{ type: 'divider' }]],
    ],
  );
});

test('gives each message a later ts, even within a microsecond', async () => {
  const frozen = await openSlackWorld({ paced: false, now: () => 1_787_407_380_000 });
  try {
    for (let n = 0; n < 3; n += 1) await call(frozen, 'chat.postMessage', polite);
    assert.equal(
      frozen.messages().map(({ ts }) => ts),
      ['1787407380.000000', '1787407380.000001', '1787407380.000002'],
    );
  } finally {
    await frozen.close();
  }
});

test('knows its tokens', async () => {
  assert.is(await refusal('auth.test', {}, world.tokens.app), 'not_allowed_token_type');
  assert.is(await refusal('auth.test', {}, 'xoxb-other'), 'invalid_auth');
  assert.is(await refusal('apps.connections.open', {}), 'not_allowed_token_type');
  const { url } = await call(world, 'apps.connections.open', {}, world.tokens.app);
  assert.match(String(url), /^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=/);
  world.change.uninstall();
  assert.is(await refusal('auth.test', {}), 'account_inactive');
});

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const rich = (elements: readonly object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});

const refused: readonly (readonly [says: string, args: object, code: string])[] = [
  ['no text at all', { text: '' }, 'no_text'],
  ['a text of 40,001', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
  ['51 blocks', { blocks: Array(51).fill({ type: 'divider' }) }, 'invalid_blocks'],
  ['a section of 3,001', { blocks: [section('x'.repeat(3_001))] }, 'invalid_blocks'],
  ['a section of nothing', { blocks: [section('')] }, 'invalid_blocks'],
  ['an unknown block', { blocks: [{ type: 'poem' }] }, 'invalid_blocks'],
  ['an empty element', { blocks: [rich([{ type: 'text', text: '' }])] }, 'invalid_blocks'],
  ['13,201 units', { blocks: Array(5).fill(section('x'.repeat(2_641))) }, 'msg_blocks_too_long'],
  ['101 attachments', { attachments: Array(101).fill({}) }, 'too_many_attachments'],
  ['a reply to nothing', { thread_ts: '1700000000.000001' }, 'thread_not_found'],
  ['a thread by a float', { thread_ts: 1700000000.1 }, 'invalid_thread_ts'],
  ['metadata of no form', { metadata: 'x' }, 'invalid_metadata_format'],
  ['an unknown channel', { channel: 'C0NONE' }, 'channel_not_found'],
];

for (const [says, args, code] of refused)
  test(`refuses ${says} with ${code}`, async () => {
    assert.is(await refusal('chat.postMessage', { ...polite, ...args }), code);
    assert.is(world.messages().length, 0);
  });

test('refuses replies to replies, long updates and edits that are forbidden', async () => {
  const { ts } = await call(world, 'chat.postMessage', polite);
  const { ts: reply } = await call(world, 'chat.postMessage', { ...polite, thread_ts: ts });
  const nested = { ...polite, thread_ts: reply };
  assert.is(await refusal('chat.postMessage', nested), 'cannot_reply_to_message');
  const edit = { channel: 'C0PAPERS', ts, blocks: [], attachments: [] };
  const long = { ...edit, text: 'x'.repeat(4_001) };
  assert.is(await refusal('chat.update', long), 'msg_too_long');
  world.change.allowEdits(false);
  assert.is(await refusal('chat.update', { ...edit, text: 'x' }), 'edit_window_closed');
});

test('shows nothing of a private channel without the bot', async () => {
  world.change.addChannel('G0BOARD');
  assert.is((await call(world, 'conversations.info', { channel: 'G0BOARD' }))['ok'], true);
  world.change.removeBot('G0BOARD');
  assert.is(await refusal('conversations.info', { channel: 'G0BOARD' }), 'channel_not_found');
});

test('lets a bot post to a public channel without joining when it has the scope', async () => {
  world.change.removeBot('C0PAPERS');
  assert.is(await refusal('chat.postMessage', polite), 'not_in_channel');
  world.change.giveScope('chat:write.public');
  assert.is((await call(world, 'chat.postMessage', polite))['ok'], true);
});

test('gives metadata back only when it is asked for', async () => {
  world.change.giveScope('channels:history');
  const metadata = { event_type: 'x', event_payload: { n: '1' } };
  await call(world, 'chat.postMessage', { ...polite, metadata });
  const channel = 'C0PAPERS';
  const without = await call(world, 'conversations.history', { channel });
  assert.not.match(JSON.stringify(without), /event_payload/);
  const asked = { channel, include_all_metadata: true };
  assert.match(JSON.stringify(await call(world, 'conversations.history', asked)), /event_payload/);
});

test('opens the same conversation for the same person, and tells about users', async () => {
  const first = await call(world, 'conversations.open', { users: 'U0ADA' });
  const second = await call(world, 'conversations.open', { users: 'U0ADA' });
  assert.equal(second['channel'], first['channel']);
  assert.is(second['already_open'], true);
  world.change.deactivate('U0ADA');
  assert.is(Object((await call(world, 'users.info', { user: 'U0ADA' }))['user']).deleted, true);
  assert.is(await refusal('users.info', { user: 'U0NOBODY' }), 'user_not_found');
});

const sins: readonly (readonly [name: string, method: string, args: object])[] = [
  ['mass_mention', 'chat.postMessage', { text: 'hi <!channel>' }],
  ['mass_mention', 'chat.postMessage', { blocks: [rich([{ type: 'text', text: '<!here>' }])] }],
  ['blocks_without_text', 'chat.postMessage', { text: '', blocks: [section('x')] }],
  ['unfurl_links', 'chat.postMessage', { unfurl_links: true }],
  ['unfurl_media', 'chat.postMessage', { unfurl_media: true }],
  ['parse', 'chat.postMessage', { link_names: true }],
  ['posted_to_person', 'chat.postMessage', { channel: 'U0ADA' }],
  ['token_in_body', 'chat.postMessage', { token: 'xoxb-x' }],
  ['update_half', 'chat.update', { ts: '1.1' }],
];

for (const [name, method, args] of sins)
  test(`notes ${name} although Slack lets it pass: ${JSON.stringify(args).slice(0, 50)}`, async () => {
    await call(world, method, { ...polite, ...args });
    assert.equal(
      world.breaches().map((breach) => breach.name),
      [name],
    );
  });

test('notes nothing about a polite call', async () => {
  await call(world, 'chat.postMessage', polite);
  assert.equal(world.breaches(), []);
});

test('an unknown method and a stray request are no crash', async () => {
  assert.is(await refusal('chat.shout', {}), 'unknown_method');
  const origin = new URL(world.url).origin;
  assert.is((await fetch(`${origin}/elsewhere`)).status, 404);
  assert.equal(
    world.breaches().map(({ name }) => name),
    ['stray_request'],
  );
});

test.run();
