import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Content } from '../../src/domain/delivery/content.ts';
import { check, rendered, seen } from '../support/slack/rendered.ts';

const test = suite('words');

test('a note has a bold title, and a long one is split over sections', () => {
  const note = {
    template: 'note',
    title: 'Index rejected',
    text: 'shrunk: 4,000 of 29,136',
  } as const;
  assert.equal(rendered(note).blocks, [
    {
      type: 'section',
      text: { type: 'mrkdwn', text: '*Index rejected*\nshrunk: 4,000 of 29,136' },
    },
  ]);
  const long: Content = { ...note, text: 'word & <https://a.b|link>\n'.repeat(1_000) };
  check(long);
  assert.is(rendered(long).blocks?.length, 5);
});

const alert: Content = {
  template: 'alert',
  rule: 'index.stale',
  state: 'firing',
  severity: 'P1',
  title: 'No good poll for 1 h',
  text: 'last: HTTP 503 <!channel>',
  sinceMs: 1_787_407_380_000,
  acked: null,
  buttons: null,
  runbook: null,
  broadcast: false,
};

test('an alert says its state as word, sign and colour', () => {
  const firing = rendered(alert);
  assert.is(firing.text, '🔴 FIRING P1 No good poll for 1 h');
  assert.is(firing.blocks, null);
  assert.match(JSON.stringify(firing.attachments), /"color":"#d0021b"/);
  assert.is(
    seen(alert),
    'last: HTTP 503 &lt;!channel>\nrule `index.stale`, since 2026-08-22 14:03 UTC',
  );
  const resolved = rendered({ ...alert, state: 'resolved' });
  assert.match(resolved.text, /^🟢 RESOLVED P1/);
  assert.match(JSON.stringify(resolved.attachments), /"color":"#2eb67d"/);
  check(alert);
});

test('an alert shows who has taken it on, and only what can be pressed', () => {
  const elements = (content: Content): string[] =>
    [...JSON.stringify(rendered(content).attachments).matchAll(/"action_id":"([^"]+)"/g)].map(
      ([, id]) => id ?? '',
    );
  const buttons = { episode: 'e-1', acked: false };
  const runbook = 'https://example.org/runbook.md#selfdb';
  const open: Content = { ...alert, buttons, runbook };
  assert.equal(elements(open), ['alert.ack', 'alert.mute.1h', 'alert.runbook']);
  const minor: Content = { ...open, severity: 'P2' };
  assert.ok(elements(minor).includes('alert.mute.24h'));
  assert.equal(elements({ ...alert, runbook }), ['alert.runbook'], 'nobody may press');
  const acked = { by: 'U1', at: 1_787_407_440_000 };
  const taken: Content = {
    ...open,
    state: 'acknowledged',
    acked,
    buttons: { ...buttons, acked: true },
  };
  assert.match(rendered(taken).text, /^🟡 ACKNOWLEDGED P1/);
  assert.match(
    JSON.stringify(rendered(taken).attachments),
    /acknowledged by <@U1> at 2026-08-22 14:04 UTC/,
  );
  assert.equal(elements(taken), ['alert.mute.1h', 'alert.runbook']);
  check(taken);
  const overHttp: Content = { ...taken, acked: { ...acked, by: 'http' } };
  assert.match(
    JSON.stringify(rendered(overHttp).attachments),
    /acknowledged by an operator over HTTP at 2026/,
  );
});

test('an alert whose bar was refused says everything in its text', () => {
  const plain = rendered(alert, { plain: true });
  assert.match(plain.text, /^🔴 FIRING P1 .*\nlast: HTTP 503 &lt;!channel>\nrule `index\.stale`/);
  assert.is(plain.attachments, null);
});

test('an edit names the message that it is about', () => {
  const edit = rendered(alert, { kind: 'update', anchorTs: '1700000000.000001' });
  assert.equal([edit.kind, edit.ts], ['update', '1700000000.000001']);
});

test('the person behind a conversation rides along, a channel does not', () => {
  assert.is(rendered(alert, { dest: 'U0ADA', channel: 'D0ADA' }).user, 'U0ADA');
  assert.is(rendered(alert).user, null);
});

test.run();
