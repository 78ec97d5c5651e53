import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  clickPayload,
  commandPayload,
  eventPayload,
  type Payload,
  wordsEvent,
} from '../../src/commands/world/slack/socket/payloads.ts';
import { decode } from '../../src/slack/socket/envelope.ts';
import { readFrame } from '../../src/slack/socket/frame.ts';
import { always, anyText, damaged } from './support.ts';

const enveloped = (payload: Payload): string => JSON.stringify({ envelope_id: 'e-1', ...payload });

/** What Slack sends when it is well. */
const good = [
  '{"type":"hello","num_connections":1}',
  '{"type":"disconnect","reason":"warning"}',
  enveloped(commandPayload({ command: '/paper', text: 'P2300', responseUrl: 'https://x' }, {})),
  enveloped(eventPayload('Ev1', 0, wordsEvent('message', 'hi', '1.2', { channel: 'D1' }))),
  enveloped(eventPayload('Ev2', 0, { type: 'tokens_revoked', tokens: { bot: ['U1'] } })),
  enveloped(clickPayload({ actionId: 'a', message: { channel: 'C1', ts: '1.2' } }, '5.5', 'x')),
];

const anyFrame = fc.oneof(
  anyText,
  fc.json(),
  ...good.map((text) => damaged(text).map((bytes) => Buffer.from(bytes).toString())),
);

/** Reads it to the end; whatever it is, it is one of the few things that there are. */
function readWhole(frame: unknown, isBinary: boolean): void {
  const read = readFrame(frame, isBinary);
  if (read.type !== 'envelope') return;
  const { type, envelope_id: id, payload: body } = JSON.parse(read.text);
  assert.type(id, 'string');
  if (type === 'events_api') assert.type(body.event.type, 'string'); // the SDK reads it so
  const decoded = decode({ type, id, body }, 1, null);
  if (decoded.type === 'inbound') assert.match(decoded.inbound.key, /^(ev|act|env):./);
}

const test = suite('fuzz, frames of Slack');

test('no frame throws, and what the SDK gets to see has what it reads', () => {
  always(anyFrame, (frame) => readWhole(frame, false));
  always(fc.anything(), (frame) => readWhole(frame, false));
  for (const frame of good) {
    readWhole(frame, false);
    readWhole(frame, true);
  }
});

test.run();
