import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  openSockets,
  type Sockets,
  type SocketsOptions,
  soon,
} from '../../support/slack/sockets.ts';

async function within(
  work: (sockets: Sockets) => Promise<void>,
  options: SocketsOptions = {},
): Promise<void> {
  const sockets = await openSockets(options);
  try {
    await work(sockets);
    assert.equal(sockets.bugs, []);
  } finally {
    await sockets.close();
  }
}

const test = suite('slack socket, one connection');

test('asks where to connect, is greeted, and hears how many connections there are', () =>
  within(async ({ open, world }) => {
    const first = open();
    await first.until(/^connected/);
    const second = open();
    await second.until(/^connected/);
    assert.equal(first.told, ['authenticated', 'connected 1']);
    assert.equal(second.told, ['authenticated', 'connected 2']);
    assert.is(world.calls('apps.connections.open').length, 2);
  }));

test('acks a command first, and tells it once', () =>
  within(async ({ open, world }) => {
    const held = open();
    await held.until(/^connected/);
    const sent = world.socket.command('/paper', 'P2300 &amp; more', {
      user: 'U0BOB',
      channel: 'C0OPS',
    });
    await sent.done;
    await held.until(/^inbound/);
    assert.equal([sent.state, sent.sends, sent.answer], ['acked', 1, {}]);
    const [{ key, at, ...said } = { key: '', at: 0 }] = held.inbound;
    assert.match(key, /^env:[0-9a-f-]{36}$/);
    assert.ok(Math.abs(Date.now() - at) < 60_000);
    assert.equal(said, {
      type: 'command',
      command: '/paper',
      text: 'P2300 &amp; more',
      user: 'U0BOB',
      channel: 'C0OPS',
      responseUrl: sent.payload['response_url'],
    });
  }));

test('asked to close, it says goodbye and cuts the line, which Slack leaves open', () =>
  within(async ({ open, world }) => {
    const held = open();
    await held.until(/^connected/);
    held.connection.close();
    await soon(() => world.socket.live() === 0);
    await held.connection.gone;
    await soon(() => world.socket.open() === 0);
    assert.equal(held.told, ['authenticated', 'connected 1']);
  }));

test('a notice is told and ends nothing', () =>
  within(async ({ open, world }) => {
    const held = open();
    await held.until(/^connected/);
    world.socket.refresh('refresh_requested', null);
    await held.until(/^notice refresh_requested$/);
    assert.is(await world.socket.command('/paper', '').done.then(({ state }) => state), 'acked');
    world.socket.refresh('warning', 0);
    await held.until(/^closed NETWORK\/socket_closed$/);
    await soon(() => world.socket.open() === 0);
  }));

test('delivery-17: after twenty refreshes there is one connection, and nothing is left over', () =>
  within(async ({ open, world }) => {
    const lines = () => process.getActiveResourcesInfo().filter((one) => /^TCP/.test(one)).length;
    let current = open();
    await current.until(/^connected/);
    const before = lines();
    for (let n = 0; n < 20; n += 1) {
      world.socket.refresh('refresh_requested', 0);
      const next = open();
      await next.until(/^connected/);
      await current.until(/^closed/);
      await current.connection.gone;
      current = next;
    }
    await soon(() => world.socket.open() === 1);
    assert.ok(world.socket.mostOpen() <= 3, `${world.socket.mostOpen()} at once`);
    await soon(() => lines() <= before);
  }));

for (const end of ['cut', 'close'] as const)
  test(`a connection that is ${end} is told as closed, once`, () =>
    within(async ({ open, world }) => {
      const held = open();
      await held.until(/^connected/);
      world.socket[end]();
      await held.until(/^closed/);
      await held.connection.gone;
      assert.equal(held.told.slice(2), ['closed NETWORK/socket_closed']);
    }));

test.run();
