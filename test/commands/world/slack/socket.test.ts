import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  openSlackWorld,
  type SlackWorld,
  type SlackWorldOptions,
} from '../../../../src/commands/world/slack/world.ts';

const patience = { ackWithinMs: 40, repeatsMs: [0, 40] };

/** Somebody with an app token who does what the test says, and nothing by himself. */
async function connected(world: SlackWorld) {
  const opened = await fetch(`${world.url}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.tokens.app}` },
  });
  const { url } = (await opened.json()) as { readonly url: string };
  const socket = new WebSocket(url);
  const heard: Record<string, unknown>[] = [];
  socket.addEventListener('message', ({ data }) => void heard.push(JSON.parse(String(data))));
  await once(socket, 'message');
  const ack = (id: unknown) => socket.send(JSON.stringify({ envelope_id: id, payload: {} }));
  return { url, socket, heard, ack };
}

async function within(options: SlackWorldOptions, work: (world: SlackWorld) => Promise<void>) {
  const world = await openSlackWorld({ paced: false, socket: { patience }, ...options });
  try {
    await work(world);
  } finally {
    await world.close();
  }
}

const test = suite('socket side of the double of Slack');

test('greets with the number of connections, and takes a ticket once', () =>
  within({}, async (world) => {
    const first = await connected(world);
    const second = await connected(world);
    assert.equal(
      [first.heard[0], second.heard[0]].map((hello) => hello?.['num_connections']),
      [1, 2],
    );
    const again = new WebSocket(first.url);
    await once(again, 'error');
    assert.is(world.socket.live(), 2);
  }));

test('an envelope that is acked is acked once, and says how long it took', () =>
  within({}, async (world) => {
    const { heard, ack } = await connected(world);
    const sent = world.socket.command('/paper', 'P2300', { user: 'U0BOB', channel: 'C0OPS' });
    while (heard.length < 2) await pause(1);
    const { type, envelope_id: id, payload } = heard[1] as Record<string, Record<string, unknown>>;
    const { command, text, user_id: user, channel_id: channel } = payload ?? {};
    assert.equal([type, command, text, user, channel].map(String), [
      'slash_commands',
      '/paper',
      'P2300',
      'U0BOB',
      'C0OPS',
    ]);
    ack(id);
    await sent.done;
    assert.equal([sent.state, sent.sends], ['acked', 1]);
    ack('made up');
    while (world.breaches().length === 0) await pause(1);
    assert.equal(
      world.breaches().map(({ name }) => name),
      ['unknown_ack'],
    );
  }));

test('a command that nobody acks is lost, an event comes again under the same id', () =>
  within({}, async (world) => {
    const { heard } = await connected(world);
    const command = world.socket.command('/paper', '');
    const event = world.socket.event({ type: 'app_mention' }, 'Ev7');
    await Promise.all([command.done, event.done]);
    assert.equal([command.state, command.sends, event.state, event.sends], ['lost', 1, 'lost', 3]);
    const events = heard.filter(({ type }) => type === 'events_api');
    assert.equal(
      events.map((one) => [
        one['retry_attempt'],
        (one['payload'] as { event_id: string }).event_id,
      ]),
      [0, 1, 2].map((nth) => [nth, 'Ev7']),
    );
  }));

test('without a connection a command is lost at once', () =>
  within({}, async (world) => {
    const sent = world.socket.command('/paper', '');
    assert.equal([sent.state, sent.sends], ['lost', 0]);
  }));

test('after the close handshake the TCP connection stays open, and the gap is noted', () =>
  within({}, async (world) => {
    const { socket } = await connected(world);
    world.socket.refresh('refresh_requested', 0);
    await once(socket, 'message');
    assert.equal([world.socket.live(), world.socket.open()], [0, 1]);
    await pause(20);
    assert.is(world.socket.open(), 1);
    await connected(world);
    assert.is(world.socket.gaps().length, 1);
    assert.is(world.socket.mostOpen(), 2);
  }));

test('a response URL takes five posts, and no other is one', () =>
  within({}, async (world) => {
    const sent = world.socket.command('/paper', '');
    const url = String(sent.payload['response_url']);
    const post = async (to: string) =>
      (await fetch(to, { method: 'POST', body: JSON.stringify({ text: 'hello' }) })).status;
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push(await post(url));
    assert.equal(statuses, [200, 200, 200, 200, 200, 404]);
    assert.is(await post(`${url}x`), 404);
    assert.equal(
      world
        .answers()
        .map(({ text, ephemeral }) => [text, ephemeral])
        .at(0),
      ['hello', true],
    );
  }));

test.run();
