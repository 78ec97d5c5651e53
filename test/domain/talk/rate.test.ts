import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Rates, take } from '../../../src/domain/talk/rate.ts';

const test = suite('how many commands somebody may give');

const MINUTE = 60_000;

/** The answers to these commands, each by a user at a moment. */
function answers(...commands: readonly (readonly [user: string, now: number])[]) {
  let rates: Rates = new Map();
  return commands.map(([user, now]) => {
    const taken = take(rates, user, now);
    rates = taken.rates;
    return taken.allowed;
  });
}

const many = (count: number, now = 5) => Array.from({ length: count }, () => ['U1', now] as const);

test('twenty commands a minute are answered, the next one is asked to wait, the others not', () => {
  assert.equal(answers(...many(22)).slice(19), ['yes', 'wait', 'silent']);
});

test('a minute after the first command they are counted anew', () => {
  assert.is(answers(...many(20), ['U1', 5 + MINUTE - 1]).at(-1), 'wait');
  assert.is(answers(...many(20), ['U1', 5 + MINUTE]).at(-1), 'yes');
});

test('each is counted apart', () => {
  assert.is(answers(...many(30), ['U2', 5]).at(-1), 'yes');
});

test('of ten thousand people those whose minute is over are forgotten', () => {
  const rates: Rates = new Map(
    Array.from({ length: 10_000 }, (_, n) => [`U${n}`, { since: n < 9_000 ? 0 : 1, count: 20 }]),
  );
  const { rates: kept, allowed } = take(rates, 'U9999', MINUTE);
  assert.equal([kept.size, allowed], [1_000, 'wait']);
  assert.is(take(new Map([...rates].slice(1)), 'U9999', MINUTE).rates.size, 9_999);
});

test.run();
