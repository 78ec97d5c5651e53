import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { slackProvenAt } from '../../../src/app/alerts/slackProof.ts';
import { emptyLedger, type Ledger } from '../../../src/domain/health/ledger.ts';

const ledgerWith = (last: Readonly<Record<string, { readonly at: number }>>): Ledger => ({
  ...emptyLedger,
  last: last as unknown as Ledger['last'], // only the moments are looked at
});

const test = suite('that Slack takes something');

test('the latest of a message, a token that works again and a token that was tried counts', () => {
  const facts = { 'delivery.sent': { at: 5 }, 'queue.authorised': { at: 3 } };
  assert.is(slackProvenAt(ledgerWith(facts)), 5);
  assert.is(slackProvenAt(ledgerWith({ ...facts, 'queue.proven': { at: 9 } })), 9);
});

test('without any of them there is no proof', () => {
  assert.is(slackProvenAt(null), null);
  assert.is(slackProvenAt(emptyLedger), null);
});

test.run();
