import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSlackProof } from '../../../src/app/alerts/slackProof.ts';
import type { Verdict } from '../../../src/domain/delivery/verdict.ts';
import { emptyLedger, type Ledger } from '../../../src/domain/health/ledger.ts';

const MINUTE = 60_000;

const took: Verdict = { type: 'sent', channel: null, ts: null };
const nothing = { type: 'refused' } as Verdict; // only its type is looked at

/** A ledger in which the last message went at this moment. */
const sentAt = (at: number): Ledger => ({
  ...emptyLedger,
  last: { 'delivery.sent': { at } } as Ledger['last'], // only the moment is looked at
});

/** Asks for the proof once a minute, as the ping does; how old it was each time, in minutes. */
async function minutes(count: number, answers: (minute: number) => Verdict, ledger: Ledger | null) {
  let now = 0;
  const asked: number[] = [];
  const proof = createSlackProof({
    now: () => now,
    ledger: () => ledger,
    askSlack: async () => {
      asked.push(now / MINUTE);
      return answers(now / MINUTE);
    },
  });
  const ages: (number | null)[] = [];
  for (let n = 0; n < count; n++, now += MINUTE) {
    const at = await proof();
    ages.push(at === null ? null : (now - at) / MINUTE);
  }
  return { asked, oldest: Math.max(...ages.map((one) => one ?? Number.POSITIVE_INFINITY)) };
}

const test = suite('that Slack takes something');

test('in a quiet hour the token is tried every ten minutes, so the proof is never old', async () => {
  assert.equal(await minutes(60, () => took, sentAt(0)), {
    asked: [10, 20, 30, 40, 50],
    oldest: 9,
  });
});

test('a process that never sent anything asks at once', async () => {
  assert.equal(await minutes(5, () => took, null), { asked: [0], oldest: 4 });
});

test('a refusal is no proof, and it is asked again after four minutes', async () => {
  const { asked, oldest } = await minutes(30, () => nothing, sentAt(0));
  assert.equal(asked, [10, 14, 18, 22, 26]);
  assert.is(oldest, 29);
});

test('a dry run asks nobody', async () => {
  const proof = createSlackProof({ now: () => 0, ledger: () => null, askSlack: null });
  assert.is(await proof(), null);
});

test.run();
