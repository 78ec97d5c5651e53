import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inShort, message, openTalk, type Talk } from '../support/slack/talk.ts';

const test = suite('slack look');

let talk: Talk;
test.before.each(async () => {
  talk = await openTalk();
  talk.world.change.giveScope('channels:history');
});
test.after.each(() => talk.close());

interface Where {
  readonly channel?: string;
  readonly threadTs?: string;
}

const lookForAll = (nonces: readonly string[], given: Where = {}) =>
  talk.chat.look(
    nonces.map((nonce) => ({
      channel: 'C0PAPERS',
      threadTs: null,
      firstAttemptAt: Date.now(),
      nonce,
      ...given,
    })),
  );

/** What is seen of one. */
async function look(nonce: string, given: Where = {}) {
  const seen = await lookForAll([nonce], given);
  return seen.type === 'read' ? (seen.sights[0] ?? { type: 'unreadable' as const }) : seen;
}

const post = async (nonce: string, given: object = {}): Promise<string> => {
  const verdict = await talk.chat.deliver(message({ nonce, ...given }));
  if (verdict.type !== 'sent') throw new Error(inShort(verdict));
  return verdict.ts ?? '';
};

test('finds a message that took effect although the answer was lost', async () => {
  const answer = { type: 'reset' } as const;
  talk.world.fault({ method: 'chat.postMessage', effect: true, answer });
  assert.is(inShort(await talk.chat.deliver(message({ nonce: 'n-1' }))), 'ambiguous NETWORK/reset');
  const [stored] = talk.world.messages();
  assert.equal(await look('n-1'), { type: 'found', ts: stored?.ts });
});

test('says that a message is absent', async () => {
  await post('n-1');
  assert.equal(await look('n-2'), { type: 'absent' });
});

test('one reading answers for all doubts of a conversation', async () => {
  const one = await post('n-1');
  const two = await post('n-2');
  assert.equal(await lookForAll(['n-2', 'never', 'n-1']), {
    type: 'read',
    sights: [{ type: 'found', ts: two }, { type: 'absent' }, { type: 'found', ts: one }],
  });
  assert.is(talk.world.calls('conversations.history').length, 1);
});

test('finds a reply in its thread', async () => {
  const parent = await post('n-1');
  const reply = await post('n-2', { threadTs: parent });
  assert.equal(await look('n-2', { threadTs: parent }), { type: 'found', ts: reply });
  assert.equal(await look('n-2'), { type: 'absent' });
});

test('finds a message to a person by the person’s id', async () => {
  await talk.chat.open('U0ADA');
  const ts = await post('n-1', { channel: 'D0ADA' });
  assert.equal(await look('n-1', { channel: 'U0ADA' }), { type: 'found', ts });
});

test('a history that may not be read is unreadable, not absent', async () => {
  await post('n-1');
  talk.world.change.takeScope('channels:history');
  assert.equal(await look('n-1'), { type: 'unreadable' });
  talk.world.change.giveScope('channels:history');
  talk.world.change.removeBot('C0PAPERS');
  assert.equal(await look('n-1'), { type: 'unreadable' });
});

test('looks through three pages and calls nothing absent that lies behind them', async () => {
  const sought = await post('n-0');
  for (let n = 1; n <= 299; n += 1) await post(`n-${n}`);
  assert.equal(await look('n-0'), { type: 'found', ts: sought });
  assert.is(talk.world.calls('conversations.history').length, 3);
  assert.equal(await look('never'), { type: 'absent' });
  await post('n-300');
  assert.equal(await look('n-0'), { type: 'unreadable' });
});

test('a look that fails is harmless and says why', async () => {
  const method = 'conversations.history';
  talk.world.fault({ method, answer: { type: 'reset' } });
  assert.is(inShort(await look('n-1')), 'refused transient NETWORK/reset');
  talk.world.fault({ method, answer: { type: 'limit', retryAfter: '2', scope: 'method' } });
  assert.is(inShort(await look('n-1')), 'limited destination 2000 RATE_LIMIT/retry_after');
});

test.run();
