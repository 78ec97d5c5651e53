import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { historyBy } from '../../../../bench/probing/recall/history.ts';
import { Known } from '../../../../bench/probing/recall/known.ts';
import { replayOurs } from '../../../../bench/probing/recall/ours.ts';
import { recallOf } from '../../../../bench/probing/recall/replayed.ts';
import { replayTheirs, requestsADay } from '../../../../bench/probing/recall/theirs.ts';
import { assembled } from '../../../support/papers/wg21.ts';
import { numbersOf } from '../../../support/probing/index.ts';

const test = suite('recall');

test('half a year of mailings: more drafts than the Python paperscout finds, with a seventh of its requests', () => {
  const history = historyBy({ seed: 1, medianDays: 7, sigma: 0.9, begin: Date.UTC(2025, 9, 1) });
  const theirs = recallOf(history, replayTheirs(history));
  const ours = recallOf(history, replayOurs(history));
  assert.ok(history.drafts.length > 400, 'enough to count');
  assert.ok(ours.share >= theirs.share, `${ours.share} and ${theirs.share}`);
  assert.ok(ours.requestsADay * 7 <= theirs.requestsADay, `${ours.requestsADay} a day`);
  assert.ok(ours.p90Hours <= 12, `${ours.p90Hours} h`);
});

test('the model of the Python paperscout asks as often as it was seen to: about 111,500 times a day', () => {
  const now = Date.UTC(2026, 7, 22);
  const known = new Known({ begin: now, end: now, before: [], releases: [], drafts: [] });
  for (const paper of numbersOf(assembled(), now)) known.numbers.set(paper.number, paper);
  assert.is(requestsADay({ known, frontier: known.frontier(), now }), 111_696);
});

test.run();
