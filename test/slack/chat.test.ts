import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SlackWorldOptions } from '../../src/commands/world/slack/world.ts';
import type { Verdict } from '../../src/domain/delivery/verdict.ts';
import { inShort, message, openTalk, type Talk, trouble } from '../support/slack/talk.ts';

const test = suite('slack chat');

/** A talk for one test; closed whatever happens. */
const talking = async (
  body: (talk: Talk) => Promise<void>,
  options: SlackWorldOptions & { token?: string; timeoutMs?: number } = {},
): Promise<void> => {
  const talk = await openTalk(options);
  try {
    await body(talk);
  } finally {
    await talk.close();
  }
};

const sent = (verdict: Verdict) => {
  if (verdict.type === 'sent') return { channel: verdict.channel ?? '', ts: verdict.ts ?? '' };
  throw new Error(inShort(verdict));
};

test('posts text, blocks and the nonce, and never lets a link unfurl', () =>
  talking(async ({ world, chat }) => {
    const { channel, ts } = sent(await chat.deliver(message()));
    const [stored] = world.messages(channel);
    assert.is(stored?.ts, ts);
    assert.equal(stored?.metadata, {
      event_type: 'paperscout_outbox',
      event_payload: { n: 'b0e7c7a0-0000-4000-8000-000000000001' },
    });
    const [call] = world.calls('chat.postMessage');
    assert.is(call?.args['unfurl_links'], 'false');
    assert.is(call?.args['unfurl_media'], 'false');
    assert.equal(world.breaches(), []);
  }));

test('sends a plain row as text alone, without blocks and metadata', () =>
  talking(async ({ world, chat }) => {
    sent(await chat.deliver(message({ blocks: null })));
    const names = Object.keys(world.calls('chat.postMessage')[0]?.args ?? {}).sort();
    assert.equal(names, ['channel', 'text', 'unfurl_links', 'unfurl_media']);
  }));

const opened = async ({ chat }: Talk, person: string): Promise<string> => {
  const found = await chat.open(person);
  if (found.type === 'opened') return found.channel;
  throw new Error(inShort(found));
};

test('opens the conversation with a person, the same one each time, and posts there', () =>
  talking(async (talk) => {
    const { world, chat } = talk;
    const channel = await opened(talk, 'U0ADA');
    assert.equal([channel, await opened(talk, 'U0ADA')], ['D0ADA', 'D0ADA']);
    assert.is(sent(await chat.deliver(message({ channel }))).channel, 'D0ADA');
    assert.equal(world.breaches(), []);
  }));

test('a person is no conversation: nothing is posted to one', () =>
  talking(async ({ world, chat }) => {
    const verdict = await chat.deliver(message({ channel: 'U0ADA' }));
    assert.is(inShort(verdict), 'refused bug UNKNOWN/bug');
    assert.is(world.calls().length, 0);
  }));

test('a lost answer to conversations.open is no doubt: nothing was posted', () =>
  talking(async ({ world, chat }) => {
    world.fault({ method: 'conversations.open', effect: true, answer: { type: 'reset' } });
    const verdict = await chat.open('U0ADA');
    assert.is(inShort(verdict), 'refused transient NETWORK/reset');
    assert.is(trouble(verdict).failure.operation, 'slack.conversations.open');
  }));

test('a deactivated person, an archived channel and a removed bot suspend the destination', () =>
  talking(async ({ world, chat }) => {
    world.change.deactivate('U0ADA');
    world.change.archive('C0PAPERS');
    world.change.removeBot('C0OPS');
    const reasons = [inShort(await chat.open('U0ADA'))];
    for (const channel of ['C0PAPERS', 'C0OPS', 'C0NOWHERE'])
      reasons.push(inShort(await chat.deliver(message({ channel }))));
    const all = [
      'refused destination SLACK/user_disabled',
      'refused destination SLACK/is_archived',
      'refused destination SLACK/not_in_channel',
      'refused destination SLACK/channel_not_found',
    ];
    assert.equal(reasons, all);
    const asked = [];
    for (const dest of ['U0ADA', 'C0PAPERS', 'C0OPS', 'C0NOWHERE'])
      asked.push(inShort(await chat.probe(dest)));
    assert.equal(asked, all, 'whoever asks after them hears the same');
  }));

test('who comes back is usable again; a failed question is harmless', () =>
  talking(async ({ world, chat }) => {
    for (const dest of ['U0ADA', 'C0PAPERS']) assert.is(inShort(await chat.probe(dest)), 'sent');
    world.fault({
      method: 'conversations.info',
      effect: true,
      answer: { type: 'status', status: 502 },
    });
    assert.is(inShort(await chat.probe('C0PAPERS')), 'refused transient SLACK/http_5xx');
    world.fault({
      method: 'users.info',
      answer: { type: 'limit', retryAfter: '3', scope: 'method' },
    });
    assert.is(inShort(await chat.probe('U0ADA')), 'limited method 3000 RATE_LIMIT/retry_after');
  }));

test('a revoked token refuses everything, auth.test too, until it is restored', () =>
  talking(async ({ world, chat }) => {
    world.change.revokeToken();
    assert.is(inShort(await chat.deliver(message())), 'refused auth SLACK/token_revoked');
    assert.is(inShort(await chat.auth()), 'refused auth SLACK/token_revoked');
    world.change.restoreToken();
    assert.is(inShort(await chat.auth()), 'sent');
  }));

test('a missing scope is named', () =>
  talking(async ({ world, chat }) => {
    world.change.takeScope('chat:write');
    const { failure } = trouble(await chat.deliver(message()));
    assert.is(failure.reason, 'missing_scope');
    assert.is(failure.message, 'missing_scope, needs chat:write');
  }));

test('edits a message with both its lists, reacts to it and deletes it', () =>
  talking(
    async ({ world, chat }) => {
      const { ts } = sent(await chat.deliver(message()));
      sent(await chat.deliver(message({ kind: 'update', ts, text: 'resolved', blocks: null })));
      sent(await chat.deliver(message({ kind: 'react', ts, text: 'white_check_mark' })));
      sent(await chat.deliver(message({ kind: 'react', ts, text: 'white_check_mark' })));
      const [stored] = world.messages();
      assert.equal([stored?.text, stored?.blocks, stored?.edits], ['resolved', [], 1]);
      assert.equal([...(stored?.reactions ?? [])], ['white_check_mark']);
      sent(await chat.deliver(message({ kind: 'delete', ts })));
      sent(await chat.deliver(message({ kind: 'delete', ts })));
      assert.is(world.messages().length, 0);
      const gone = await chat.deliver(message({ kind: 'update', ts }));
      assert.is(inShort(gone), 'refused anchor SLACK/message_not_found');
      assert.equal(world.breaches(), []);
    },
    { scopes: ['chat:write', 'reactions:write'] },
  ));

test('shows a message to one reader, and says when that reader is not there', () =>
  talking(async ({ world, chat }) => {
    const whisper = message({ kind: 'ephemeral', user: 'U0ADA' });
    assert.is(inShort(await chat.deliver(whisper)), 'sent');
    assert.is(world.whispers().length, 1);
    world.change.leave('C0PAPERS', 'U0ADA');
    assert.is(inShort(await chat.deliver(whisper)), 'refused unseen SLACK/user_not_in_channel');
  }));

test('publishes a home tab', () =>
  talking(async ({ world, chat }) => {
    assert.is(inShort(await chat.deliver(message({ kind: 'home', channel: 'U0ADA' }))), 'sent');
    assert.is(world.home('U0ADA')?.length, 1);
    world.change.showHome(false);
    const off = await chat.deliver(message({ kind: 'home', channel: 'U0ADA' }));
    assert.is(inShort(off), 'refused bug CONFIG/not_enabled');
  }));

test('a row that lacks what its method needs is refused without a call', () =>
  talking(async ({ world, chat }) => {
    const verdict = await chat.deliver(message({ kind: 'update' }));
    assert.is(inShort(verdict), 'refused bug UNKNOWN/bug');
    assert.is(world.calls().length, 0);
  }));

test('calls to different conversations do not wait for each other', () =>
  talking(
    async ({ world, chat }) => {
      world.fault({
        method: 'chat.postMessage',
        channel: 'C0PAPERS',
        answer: { type: 'no_answer' },
      });
      const hung = chat.deliver(message());
      assert.is(inShort(await chat.deliver(message({ channel: 'C0OPS' }))), 'sent');
      assert.is(inShort(await hung), 'ambiguous TIMEOUT/call');
    },
    { timeoutMs: 400 },
  ));

test('a limit of one conversation does not pause the client', () =>
  talking(async ({ world, chat }) => {
    world.fault({
      method: 'chat.postMessage',
      channel: 'C0PAPERS',
      answer: { type: 'limit', retryAfter: '4', scope: 'channel' },
    });
    const limited = await chat.deliver(message());
    assert.is(inShort(limited), 'limited destination 4000 RATE_LIMIT/retry_after');
    assert.is(inShort(await chat.deliver(message({ channel: 'C0OPS' }))), 'sent');
    assert.equal(world.breaches(), []);
  }));

const TOKEN = 'xoxb-1234-planted-SECRET';

test('a planted token is in no failure and no line of the SDK, though a server echoes it', () =>
  talking(
    async ({ world, chat, sdkLog }) => {
      const echo = `<p>Authorization: Bearer ${TOKEN} wss://x.example/link?ticket=TICKET</p>`;
      for (const answer of [
        { type: 'status', status: 500, body: echo },
        { type: 'status', status: 403, body: echo },
        { type: 'error', code: `bad ${TOKEN}` },
        { type: 'error', code: 'missing_scope', fields: { needed: TOKEN } },
        { type: 'error', code: 'invalid_blocks', fields: warning(echo) },
        { type: 'reset' },
      ] as const) {
        world.fault({ method: 'chat.postMessage', answer });
        const { failure } = trouble(await chat.deliver(message()));
        const shown = [failure.message, failure.stack, JSON.stringify(failure.toRecord())];
        shown.push(String(failure.cause), JSON.stringify(failure.details));
        assert.not.match(shown.join('\n'), /SECRET|TICKET|P2300R10/);
      }
      assert.not.match(sdkLog.join('\n'), /SECRET|TICKET|P2300R10/);
      assert.ok(sdkLog.length > 0);
    },
    { token: TOKEN },
  ));

const warning = (text: string) => ({ response_metadata: { messages: [`[ERROR] ${text}`] } });

test('there is one copy of undici in the tree', () => {
  const lock: unknown = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const copies = JSON.stringify(lock).match(/"node_modules\/(?:[^"]*\/)?undici"/g);
  assert.equal(copies, ['"node_modules/undici"']);
});

test.run();
