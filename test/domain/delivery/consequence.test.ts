import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { consequenceOf, rowBackoffMs } from '../../../src/domain/delivery/consequence.ts';
import { deliveryFacts } from '../../../src/domain/delivery/facts.ts';
import type { OutboxRow } from '../../../src/domain/delivery/outbox.ts';
import type { Refusal, Verdict } from '../../../src/domain/delivery/verdict.ts';
import { Failure } from '../../../src/domain/health/failure.ts';

const test = suite('consequences of a verdict');

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const row = (some: Partial<OutboxRow> = {}): OutboxRow => ({
  id: '7',
  nonce: 'n',
  dest: 'C1',
  channel: 'C1',
  lane: 2,
  kind: 'post',
  user: null,
  anchorKey: null,
  anchorTs: null,
  threadTs: null,
  plain: false,
  attempts: 1,
  doubts: 0,
  folds: false,
  missed: 0,
  createdAt: NOW - MINUTE,
  firstAttemptAt: NOW,
  content: { template: 'note', title: 't', text: 'x' },
  ...some,
});

const failure = new Failure({
  category: 'NETWORK',
  reason: 'refused',
  operation: 'chat.postMessage',
  message: 'down',
});

const refused = (kind: Refusal): Verdict => ({ type: 'refused', kind, failure });
const ambiguous: Verdict = { type: 'ambiguous', failure };

const read = (verdict: Verdict, some: Partial<OutboxRow> = {}, random = 0.5, trial = false) =>
  consequenceOf(row(some), verdict, { now: NOW, random, trial });

/** The stored result without its failure, in few words. */
const result = (...given: Parameters<typeof read>) => {
  const { failure: _, ...rest } = { failure: null, ...read(...given).result };
  return rest;
};

const pending = (inMs: number, giveBackAttempt = false) => ({
  type: 'pending',
  notBefore: NOW + inMs,
  giveBackAttempt,
});

test('sent: the row ends with the message it became', () => {
  const sent = read({ type: 'sent', channel: 'C1', ts: '1.000001' });
  assert.equal(sent.result, { type: 'sent', channel: 'C1', ts: '1.000001' });
  assert.is(sent.signal, 'success');
});

test('limited: it waits for its gate, and the attempt does not count', () => {
  const verdict: Verdict = { type: 'limited', scope: 'destination', retryAfterMs: 4_000, failure };
  assert.equal(result(verdict), pending(0, true));
  assert.equal(read(verdict).limit, {
    method: 'chat.postMessage',
    dest: 'C1',
    scope: 'destination',
    waitMs: 4_000,
  });
  assert.is(read(verdict).signal, 'none', 'Slack works');
});

test('transient: again after anything up to 1, 2, 4 … 60 s, at least 200 ms', () => {
  assert.equal(result(refused('transient'), { attempts: 1 }, 0.5), pending(500));
  assert.equal(result(refused('transient'), { attempts: 3 }, 0.5), pending(2_000));
  assert.equal(result(refused('transient'), { attempts: 1 }, 0), pending(200));
  assert.is(rowBackoffMs(7, 0.999), 59_940);
  assert.is(rowBackoffMs(11, 0.999), 59_940);
  assert.is(read(refused('transient')).signal, 'trouble');
});

test('transient after 12 attempts and an hour: set aside for an hour, but never alerts', () => {
  const old = { attempts: 12, createdAt: NOW - HOUR };
  assert.equal(result(refused('transient'), old), { type: 'parked', notBefore: NOW + HOUR });
  assert.is(read(refused('transient'), old).reason, 'exhausted');
  assert.is(result(refused('transient'), { ...old, attempts: 11 }).type, 'pending');
  assert.is(result(refused('transient'), { ...old, createdAt: NOW - HOUR + 1 }).type, 'pending');
  assert.is(result(refused('transient'), { ...old, lane: 0 }).type, 'pending');
  assert.is(result(refused('transient'), { ...old, lane: 1 }).type, 'pending');
  assert.is(result(refused('transient'), { ...old, lane: 3 }).type, 'parked');
});

test('the first row after the breaker gets its attempt back, and is not set aside', () => {
  const old = { attempts: 12, createdAt: NOW - HOUR };
  assert.equal(result(refused('transient'), old, 0, true), pending(200, true));
});

test('ambiguous: a post is looked up after 3 s; all else may be repeated', () => {
  assert.equal(result(ambiguous), { type: 'ambiguous', notBefore: NOW + 3_000 });
  assert.is(read(ambiguous).signal, 'trouble');
  for (const kind of ['update', 'delete', 'react', 'ephemeral', 'home'] as const)
    assert.equal(result(ambiguous, { kind }), pending(500), kind);
});

test('auth: it waits, the attempt does not count, and nothing else is sent', () => {
  assert.equal(result(refused('auth')), pending(0, true));
  assert.is(read(refused('auth')).signal, 'auth');
});

test('scope: its method is closed for five minutes', () => {
  assert.equal(result(refused('scope'), { kind: 'react' }), pending(0, true));
  assert.equal(read(refused('scope'), { kind: 'react' }).limit, {
    method: 'reactions.add',
    dest: '*',
    scope: 'method',
    waitMs: 300_000,
  });
});

test('destination: parked, and its conversation suspended', () => {
  assert.equal(result(refused('destination')), { type: 'parked' });
  assert.is(read(refused('destination')).suspend, 'refused');
});

test('payload: once more as plain text, then dead', () => {
  assert.equal(result(refused('payload')), { ...pending(0), plain: true });
  assert.equal(result(refused('payload'), { plain: true }), { type: 'dead' });
});

test('a thread or an anchor that is gone: a post of its own', () => {
  assert.equal(result(refused('thread')), { ...pending(0), asPost: true });
  assert.equal(result(refused('anchor'), { kind: 'update' }), { ...pending(0), asPost: true });
});

test('a bug is dead at once, an unknown code after three attempts', () => {
  assert.equal(result(refused('bug')), { type: 'dead' });
  assert.equal(result(refused('unseen'), { kind: 'ephemeral' }), { type: 'dead' });
  assert.equal(result(refused('unseen'), { kind: 'ephemeral', user: 'U1' }), {
    ...pending(0),
    asDirect: true,
  });
  assert.equal(result(refused('unknown'), { attempts: 2 }), pending(1_000));
  assert.equal(result(refused('unknown'), { attempts: 3 }), { type: 'dead' });
});

const facts = (verdict: Verdict, some: Partial<OutboxRow> = {}) =>
  deliveryFacts(row(some), read(verdict, some), [], NOW).map(({ type }) => type);

test('each failed delivery is a failure fact, whatever becomes of the row', () => {
  assert.equal(facts(refused('transient')), ['delivery.failed']);
  assert.equal(facts(ambiguous), ['delivery.failed', 'delivery.ambiguous']);
  assert.equal(facts(refused('destination')), [
    'delivery.failed',
    'delivery.parked',
    'destination.suspended',
  ]);
  assert.equal(facts(refused('bug')), ['delivery.failed', 'delivery.dead']);
  assert.equal(facts({ type: 'sent', channel: null, ts: null }), ['delivery.sent']);
});

test('a failure fact carries category, reason, row, lane and attempt', () => {
  const [fact] = deliveryFacts(row({ attempts: 4 }), read(ambiguous, { attempts: 4 }), [], NOW);
  assert.ok(fact?.type === 'delivery.failed');
  if (fact?.type !== 'delivery.failed') return;
  assert.equal([fact.row, fact.lane, fact.dest, fact.attempt], ['7', 'news', 'C1', 4]);
  assert.equal(
    [fact.failure.category, fact.failure.reason, fact.failure.component, fact.failure.attempt],
    ['NETWORK', 'refused', 'message-queue', 4],
  );
});

test('a sent message says how long it waited, and a gate for how long it is closed', () => {
  const gate = { method: 'chat.postMessage', dest: 'C1', until: NOW + 4_100 };
  const sent: Verdict = { type: 'sent', channel: null, ts: null };
  const told = deliveryFacts(row(), read(sent), [gate], NOW);
  assert.is(told[0]?.type === 'delivery.sent' && told[0].waitedMs, 60_000);
  const [early] = deliveryFacts(row({ createdAt: NOW + 5 }), read(sent), [], NOW);
  assert.is(early?.type === 'delivery.sent' && early.waitedMs, 0, 'the clock was set back');
  assert.is(told[1]?.type === 'queue.gate_closed' && told[1].waitMs, 4_100);
});

test.run();
