import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openSockets, soon } from '../../support/slack/sockets.ts';

const event = (payload: unknown, id: unknown = 'e-1') =>
  JSON.stringify({ type: 'events_api', envelope_id: id, payload });

/** Frames that no well server sends, and what they are counted as. */
const frames: readonly (readonly [string, string | Buffer, string])[] = [
  ['null', 'null', 'not_object'],
  ['a list', '[]', 'not_object'],
  ['a text', '"x"', 'not_object'],
  ['half an object', '{', 'not_json'],
  ['an object of no type', '{}', 'unknown_type'],
  ['a binary frame', Buffer.from('{}'), 'binary'],
  ['2 MiB', JSON.stringify({ type: 'hello', x: 'x'.repeat(2 * 1024 * 1024) }), 'too_large'],
  ['an unknown type', '{"type":"surprise"}', 'unknown_type'],
  ['a word of the SDK as type', '{"type":"disconnected"}', 'unknown_type'],
  ['an event called error', event({ event: { type: 'error' } }), 'reserved_event'],
  ['an event called slack_event', event({ event: { type: 'slack_event' } }), 'reserved_event'],
  ['an event without payload', event(null), 'no_payload'],
  ['an event that is a text', event({ event: 'x' }), 'no_event'],
  ['an event of no type', event({ event: {} }), 'no_event'],
  ['an envelope without id', event({ event: { type: 'x' } }, null), 'no_envelope_id'],
  [
    'a command that nobody made',
    '{"type":"slash_commands","envelope_id":"c-1","payload":{"command":"/other"}}',
    'unreadable',
  ],
];

const test = suite('slack socket, frames');

for (const [name, frame, kind] of frames)
  test(`${name} is dropped as ${kind}, and the connection stays`, async () => {
    const sockets = await openSockets();
    const held = sockets.open();
    await held.until(/^connected/);
    sockets.world.socket.raw(frame);
    await held.until(/^rejected/);
    const { state } = await sockets.world.socket.command('/paper', '').done;
    const rejected = held.told.filter((word) => word.startsWith('rejected'));
    assert.equal(
      [rejected, state, sockets.world.socket.live()],
      [[`rejected ${kind}`], 'acked', 1],
    );
    assert.equal(sockets.bugs, []);
    await sockets.close();
  });

test('a word about limited events has no event inside, and is acked all the same', async () => {
  const sockets = await openSockets();
  const held = sockets.open();
  await held.until(/^connected/);
  sockets.world.socket.raw(event({ type: 'app_rate_limited', minute_rate_limited: 1_518_467_820 }));
  await held.until(/^received/);
  const [limited] = held.inbound;
  assert.is(limited?.key, 'env:e-1');
  assert.is(limited?.type === 'events_limited' ? limited.minute : null, 1_518_467_820);
  await soon(() => sockets.world.breaches().some(({ name }) => name === 'unknown_ack')); // it came
  await sockets.close();
});

test('a bug in our own listener is told as one, and ends neither process nor connection', async () => {
  const sockets = await openSockets();
  const listeners = {
    authenticated() {},
    notice() {},
    received() {},
    rejected() {},
    alive() {},
    closed() {},
    connected() {},
    inbound: () => {
      throw new Error('ours');
    },
  };
  const connection = sockets.connect(listeners);
  await soon(() => sockets.world.socket.live() === 1);
  const { state } = await sockets.world.socket.command('/paper', '').done;
  await soon(() => sockets.bugs.length === 1);
  assert.equal([state, String(sockets.bugs[0])], ['acked', 'Error: ours']);
  assert.is(sockets.world.socket.live(), 1);
  connection.destroy();
  await sockets.close();
});

test.run();
