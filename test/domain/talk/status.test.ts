import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Seen, statusReply } from '../../../src/domain/talk/replies/status.ts';
import { allWell, DAY, HOUR, MINUTE, START, said } from '../../support/talk/world.ts';

const test = suite('status in words');

const { index, drafts, queue } = allWell;
const looks = drafts ?? never();

function never(): never {
  throw new Error('not there');
}

const cases: readonly (readonly [what: string, seen: Seen, says: readonly RegExp[]])[] = [
  [
    'polls fail',
    {
      ...allWell,
      index: {
        ...index,
        lastGoodAt: START - 2 * HOUR,
        failures: 3,
        failure: { category: 'NETWORK', reason: 'refused' },
      },
    },
    [
      /Something is wrong/,
      /Index: cannot be read, connections are refused \(NETWORK\/refused\); last good check 2 hours ago, 3 checks failed in a row/,
      /Drafts: last look 3 min ago/,
    ],
  ],
  [
    'polls fail since the start',
    {
      ...allWell,
      index: {
        ...index,
        lastGoodAt: null,
        failures: 1,
        failure: { category: 'TIMEOUT', reason: 'headers_timeout' },
      },
    },
    [
      /no answer in time \(TIMEOUT\/headers_timeout\); no good check since the start 2 days ago, 1 check failed/,
    ],
  ],
  [
    'an index is held back',
    {
      ...allWell,
      index: { ...index, failures: 1, failure: { category: 'DATA_INVALID', reason: 'shrunk' } },
    },
    [/far fewer entries than before and is held back/],
  ],
  [
    'nothing was read yet',
    { ...allWell, index: { ...index, lastGoodAt: null } },
    [/no good check since the start/],
  ],
  [
    'stale',
    { ...allWell, index: { ...index, stale: true } },
    [/not read for too long; last good check 12 min ago/],
  ],
  [
    'paused by an operator',
    {
      ...allWell,
      index: { ...index, paused: true },
      queue: { ...queue, paused: true, waiting: 7 },
    },
    [/paused the checks/, /paused them; 7 messages waiting/],
  ],
  [
    'drafts cannot be looked for',
    {
      ...allWell,
      drafts: { ...looks, failure: { category: 'UPSTREAM_CHANGED', reason: 'http_403' } },
    },
    [
      /Drafts: the last look failed, the server denies access \(UPSTREAM_CHANGED\/http_403\); last good look 3 min ago/,
      /Index: last check/,
    ],
  ],
  [
    'the database is away',
    { ...allWell, databaseLostAt: START - 3 * MINUTE },
    [/Database: away for 3 min/],
  ],
  [
    'Slack refuses the token',
    {
      ...allWell,
      queue: { ...queue, slack: 'unauthorised', slackSince: START - HOUR, waiting: 12 },
    },
    [/Slack refuses our token for 1 hour; 12 messages waiting/],
  ],
  [
    'messages pile up',
    { ...allWell, queue: { ...queue, pressed: true, waiting: 1_234 } },
    [/pile up.*; 1,234 messages waiting/],
  ],
  ['an actor is gone', { ...allWell, missing: ['prober'] }, [/Not running: prober/]],
];

for (const [what, seen, says] of cases)
  test(`papers-22: ${what}`, () => {
    const text = said(statusReply(seen, START));
    for (const sentence of says) assert.match(text, sentence);
    assert.match(text, /Something is wrong/);
    assert.not.match(text, /\bok\b|undefined|null|NaN/);
  });

test('all is well', () =>
  assert.is(
    said(statusReply({ ...allWell, index: { ...index, lastChangeAt: START - DAY } }, START)),
    'Index: last check 12 min ago, content last changed 1 day ago, 29,136 entries. Drafts: last look 3 min ago, 0 new of 240. Waiting messages: 0.',
  ));

test('nobody looks for drafts, and nothing was counted yet', () => {
  const seen = {
    ...allWell,
    drafts: null,
    queue: { ...queue, waiting: null, slack: 'dry_run' as const },
  };
  assert.match(
    said(statusReply(seen, START)),
    /entries\. Dry run: messages are printed, not sent\.$/,
  );
});

test.run();
