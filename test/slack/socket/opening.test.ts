import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FaultAnswer } from '../../../src/commands/world/slack/faults.ts';
import { openSockets, soon } from '../../support/slack/sockets.ts';

const error = (code: string): FaultAnswer => ({ type: 'error', code });
const status = (code: number): FaultAnswer => ({ type: 'status', status: code });
const limit = (retryAfter: string | null): FaultAnswer => ({
  type: 'limit',
  retryAfter,
  scope: 'method',
});

/** What `apps.connections.open` can answer, and what is told of it. */
const answers: readonly (readonly [FaultAnswer, string])[] = [
  [error('invalid_auth'), 'closed SLACK/invalid_auth parks'],
  [error('token_revoked'), 'closed SLACK/token_revoked parks'],
  [error('not_allowed_token_type'), 'closed SLACK/not_allowed_token_type parks'],
  [error('missing_scope'), 'closed SLACK/missing_scope parks'],
  [error('internal_error'), 'closed SLACK/internal_error'],
  [error('never_heard_of_it'), 'closed UNKNOWN/never_heard_of_it'],
  [status(403), 'closed SLACK/http_4xx'],
  [status(500), 'closed SLACK/http_5xx'],
  [status(503), 'closed SLACK/http_5xx'],
  [limit('4'), 'closed RATE_LIMIT/retry_after'],
  [limit(null), 'closed RATE_LIMIT/retry_after'],
  [limit('abc'), 'closed RATE_LIMIT/retry_after'],
  [{ type: 'message_limit', form: 'bare' }, 'closed RATE_LIMIT/message_limit'],
  [{ type: 'no_answer' }, 'closed TIMEOUT/call'],
  [{ type: 'reset' }, 'closed NETWORK/reset'],
  [{ type: 'cut_json' }, 'closed NETWORK/bad_body'],
  [{ type: 'html' }, 'closed NETWORK/bad_body'],
  [{ type: 'empty' }, 'closed NETWORK/bad_body'],
  [{ type: 'null' }, 'closed NETWORK/bad_body'],
  [{ type: 'array' }, 'closed NETWORK/bad_body'],
  [{ type: 'body_cut' }, 'closed NETWORK/body_cut'],
  [{ type: 'body_stalled' }, 'closed TIMEOUT/call'],
  [{ type: 'redirect' }, 'closed NETWORK/redirect'],
];

const nameOf = (answer: FaultAnswer): string =>
  Object.values(answer)
    .filter((one) => typeof one !== 'object')
    .join(' ');

const test = suite('slack socket, opening');

for (const [answer, told] of answers)
  test(`${nameOf(answer)}: ${told}`, async () => {
    const sockets = await openSockets({ timeoutMs: 300 });
    sockets.world.fault({ method: 'apps.connections.open', answer });
    const held = sockets.open();
    await held.until(/^closed/);
    assert.equal([held.told, sockets.bugs], [[told], []]);
    sockets.world.clearFaults();
    const next = sockets.open();
    await next.until(/^connected/);
    await sockets.close();
  });

test('a token of the wrong kind, and none that Slack knows', async () => {
  for (const [token, told] of [
    ['xoxb-0000-world-bot', 'closed SLACK/not_allowed_token_type parks'],
    ['xapp-made-up', 'closed SLACK/invalid_auth parks'],
  ] as const) {
    const sockets = await openSockets({ token });
    const held = sockets.open();
    await held.until(/^closed/);
    assert.equal(held.told, [told]);
    await sockets.close();
  }
});

for (const code of [408, 429, 500] as const)
  test(`an upgrade refused with ${code} is told once`, async () => {
    const sockets = await openSockets();
    sockets.world.socket.fault({ type: 'refused', status: code });
    const held = sockets.open();
    await held.until(/^closed/);
    await held.connection.gone;
    assert.equal(held.told, ['authenticated', 'closed NETWORK/socket_closed']);
    assert.equal(sockets.bugs, []);
    await sockets.close();
  });

for (const fault of ['hung', 'no_hello'] as const)
  test(`${fault}: nothing is told, and it can be given up`, async () => {
    const sockets = await openSockets();
    sockets.world.socket.fault({ type: fault });
    const held = sockets.open();
    await soon(() => sockets.world.socket.open() === 1);
    held.connection.close();
    await held.connection.gone;
    await soon(() => sockets.world.socket.open() === 0);
    assert.equal([held.told, sockets.bugs], [['authenticated'], []]);
    await sockets.close();
  });

test('a connection that was given up and is greeted all the same is closed again', async () => {
  const sockets = await openSockets();
  sockets.world.socket.fault({ type: 'late_hello', byMs: 20 });
  const held = sockets.open();
  await held.until(/^authenticated/);
  held.connection.close();
  await held.connection.gone;
  await soon(() => sockets.world.socket.open() === 0);
  assert.equal([held.told, sockets.bugs], [['authenticated'], []]);
  await sockets.close();
});

test('given up while it asks where to connect, it connects no more', async () => {
  const sockets = await openSockets();
  sockets.world.fault({ method: 'apps.connections.open', answer: { type: 'slow', byMs: 100 } });
  const held = sockets.open();
  await soon(() => sockets.world.calls('apps.connections.open').length === 1);
  held.connection.close();
  await held.connection.gone;
  await soon(() => sockets.world.calls('apps.connections.open')[0]?.endedAt !== null);
  assert.equal([held.told, sockets.world.socket.open(), sockets.bugs], [[], 0, []]);
  await sockets.close();
});

test('greeted late, it is connected late', async () => {
  const sockets = await openSockets();
  sockets.world.socket.fault({ type: 'late_hello', byMs: 50 });
  const held = sockets.open();
  await held.until(/^connected/);
  await sockets.close();
});

test('too many connections is a notice before any greeting', async () => {
  const sockets = await openSockets();
  sockets.world.socket.fault({ type: 'crowded' });
  const held = sockets.open();
  await held.until(/^notice too_many_websockets$/);
  await sockets.close();
});

test('the connection goes to no host but Slack’s own and the configured one', async () => {
  const sockets = await openSockets();
  sockets.world.fault({
    method: 'apps.connections.open',
    answer: { type: 'error', code: 'ok', fields: { ok: true, url: 'ws://127.0.0.2:1/x' } },
  });
  const held = sockets.open();
  await held.until(/^closed NETWORK\/socket_closed$/);
  await sockets.close();
});

test.run();
