import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sendNow } from '../../../../src/app/lastWords/say.ts';
import { channelOrders } from '../../../../src/commands/daemon/debug/channels.ts';
import type { Query } from '../../../../src/http/debug/query.ts';
import { type Inbox, openInbox } from '../../../support/operators/inbox.ts';

const test = suite('a test of a channel');

let inbox: Inbox;

test.before.each(async () => {
  inbox = await openInbox();
});

test.after.each(() => inbox.close());

const query: Query = { text: () => null, count: (_, usual) => usual, moment: () => null };

async function ask(name: string) {
  const [order] = channelOrders({
    targets: {
      slack: { apiUrl: `${inbox.url}/api/`, token: 'xoxb-planted', channel: 'C0OPS' },
      ntfy: `${inbox.url}/topic`,
      discord: null,
      webhook: { url: `${inbox.url}/hook`, secret: null },
      service: 'local',
    },
    deadman: `${inbox.url}/deadman`,
    send: sendNow,
    now: () => 0,
    newId: () => 'id-1',
    record: (_, work) => work(),
  });
  assert.ok(order);
  return order.give({ body: {}, query, part: () => name });
}

for (const [name, path] of [
  ['slack', '/api/chat.postMessage'],
  ['ntfy', '/topic'],
  ['webhook', '/hook'],
  ['deadman', '/deadman'],
] as const) {
  test(`${name} gets one notice, and the answer says so`, async () => {
    assert.equal(await ask(name), { status: 200, body: { channel: name, delivered: true } });
    assert.equal(
      inbox.letters.map((letter) => letter.path),
      [path],
    );
  });
}

test('a channel that refuses is 502', async () => {
  inbox.answer(403);
  assert.equal(await ask('ntfy'), { status: 502, body: { channel: 'ntfy', delivered: false } });
});

test('Slack that answers "not ok" did not take it', async () => {
  inbox.answer(200, '{"ok":false,"error":"channel_not_found"}');
  assert.is((await ask('slack')).status, 502);
});

test('one that is not set up is 409, one that does not exist 404', async () => {
  assert.is((await ask('discord')).status, 409);
  assert.is((await ask('pager')).status, 404);
});

test.run();
