import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clickPayload } from '../../src/commands/world/slack/socket/payloads.ts';
import type { Episode } from '../../src/domain/alerts/episode.ts';
import { selfRules } from '../../src/domain/alerts/selfRules.ts';
import { answerAlertButton } from '../../src/flows/alerts/answerAlertButton.ts';
import { createAlertKeeper } from '../../src/flows/alerts/keeper.ts';
import { decode } from '../../src/slack/socket/envelope.ts';
import { readFrame } from '../../src/slack/socket/frame.ts';
import { always, anyText, damaged, eventually } from './support.ts';

const EPISODE = '00000000-0000-4000-8000-000000000001';

/** Alerts with one open episode; what a press changed. */
function alerts() {
  const clock = { now: () => 1_000, elapsed: () => 0 };
  const rules = selfRules({ pollIntervalMs: 1_800_000, threshold: 100 });
  const keeper = createAlertKeeper(clock, rules);
  const open = { id: EPISODE, rule: 'self.clock', labels: {}, endedAt: null, ackedBy: null };
  const episode = open as unknown as Episode; // what a press looks at
  keeper.book = { ...keeper.book, episodes: new Map([[EPISODE, episode]]) };
  const changes: string[] = [];
  return {
    changes,
    needs: {
      keeper,
      users: ['U0OPS'],
      store: {
        silence: async () => {
          changes.push('silence');
          return '1';
        },
        endSilence: async () => true,
      },
      wake: () => void changes.push('wake'),
    },
  };
}

const actionId = fc.oneof(
  fc.constantFrom('alert.ack', 'alert.mute.1h', 'alert.mute.24h', 'alert.runbook'),
  fc.constantFrom('alert.', 'alert.mute', 'alert.constructor', '__proto__', 'constructor'),
  anyText,
);
const value = fc.oneof(
  fc.constantFrom(EPISODE, '', '__proto__', 'null'),
  anyText,
  fc.constant(null),
);
const user = fc.oneof(fc.constantFrom('U0OPS', 'U0ADA', ''), anyText);

const test = suite('any press of a button');

test('strangers change nothing, operators at most one thing, and the answer is one short line', async () => {
  await eventually(fc.record({ actionId, value, user }), async (press) => {
    const { needs, changes } = alerts();
    const answered = await answerAlertButton(needs, press);
    if (press.user !== 'U0OPS' || press.value !== EPISODE) assert.equal(changes, []);
    if (answered === null) return;
    assert.is(answered.done, changes.includes('wake'));
    assert.not.match(answered.text, /\n|undefined|\[object|Error/);
    assert.ok(answered.text.length < 300);
  });
});

test('a damaged click is dropped, or reads as somebody who pressed something', () => {
  const click = { actionId: 'alert.ack', value: EPISODE, message: { channel: 'C1', ts: '1.2' } };
  const good = JSON.stringify({ envelope_id: 'e', ...clickPayload(click, '5.5', 'https://x') });
  always(damaged(good), (bytes) => {
    const read = readFrame(Buffer.from(bytes).toString(), false);
    if (read.type !== 'envelope') return;
    const { type, envelope_id: id, payload: body } = JSON.parse(read.text);
    const decoded = decode({ type, id, body }, 1, null);
    if (decoded.type !== 'inbound' || decoded.inbound.type !== 'click') return;
    assert.type(decoded.inbound.actionId, 'string');
    assert.type(decoded.inbound.user, 'string');
    assert.ok(decoded.inbound.value === null || typeof decoded.inbound.value === 'string');
  });
});

test.run();
