import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noSlackProof } from '../../../src/app/alerts/slackProof.ts';
import type { Fact } from '../../../src/domain/health/fact.ts';

const test = suite('proof that Slack takes something');

const fact = (type: string): Fact =>
  ({ type, component: 'message-queue', at: 3_600_000 }) as unknown as Fact;

test('what was sent and a token that was tried are proof, whatever the wall clock says', () => {
  const proof = noSlackProof();
  assert.is(proof.lastAt(), null);
  for (const [at, type] of [
    [5, 'delivery.sent'],
    [7, 'queue.authorised'],
    [9, 'queue.proven'],
  ] as const) {
    proof.note(fact(type), at);
    assert.is(proof.lastAt(), at);
  }
});

test('what was refused is none', () => {
  const proof = noSlackProof();
  for (const type of ['delivery.failed', 'queue.unauthorised', 'poll.succeeded'])
    proof.note(fact(type), 5);
  assert.is(proof.lastAt(), null);
});

test.run();
