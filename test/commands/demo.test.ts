import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { june2021, march2021, may2021 } from '../../src/commands/demo/data.ts';
import { readHealth, shortHealth } from '../../src/commands/demo/health.ts';
import { type PromiseId, promises, type Seen, verdict } from '../../src/commands/demo/promises.ts';
import {
  counted,
  cutListing,
  isTold,
  palette,
  shortLine,
  wrapped,
} from '../../src/commands/demo/story.ts';
import { repeated, toldIds } from '../../src/commands/demo/told.ts';
import type { Message } from '../../src/commands/world/slack/workspace.ts';

const test = suite('the demo');

const plain = palette(false);

const failed = {
  time: '2026-08-22T03:05:07.123Z',
  level: 'warn',
  event: 'poll.failed',
  component: 'poller',
  message: 'A poll failed',
  failure_category: 'NETWORK',
  failure_reason: 'refused',
  attempt: 2,
  retry_after_ms: null,
};

test('a log line in short has time, level, event, failure and the fields that matter', () => {
  assert.is(
    shortLine(failed, plain),
    '  03:05:07 warn  poll.failed      NETWORK/refused attempt=2',
  );
  assert.is(
    shortLine({ ...failed, event: 'poll.recovered', failure_category: null, level: 'info' }, plain),
    '  03:05:07 info  poll.recovered',
  );
});

test('colours are there for a terminal only', () => {
  assert.is(palette(false).bad('fail'), 'fail');
  assert.is(palette(true).bad('fail'), '\u001b[31mfail\u001b[0m');
});

test('polls that found nothing new, and events of no interest, are not told', () => {
  const poll = { event: 'poll.succeeded' };
  assert.equal(
    [
      { ...poll, result: 'changed' },
      { ...poll, result: 'seeded' },
      failed,
      { ...poll, result: 'not_modified' },
      { ...poll, result: 'unchanged' },
      { event: 'http.listening' },
    ].map(isTold),
    [true, true, true, false, false, false],
  );
});

const listing = [
  '#C0PAPERS 03:05:07\n  Mailing\n  2 new papers',
  '    #C0PAPERS 03:05:08\n      - P1R0\n      - P2R0\n      - P3R0',
  '#C0PAPERS 03:05:09\n  more',
].join('\n\n');

test('a long listing is cut and says how much is missing', () => {
  assert.is(
    cutListing(listing, { messages: 2, lines: 2 }),
    [
      '  │ #C0PAPERS 03:05:07',
      '  │   Mailing',
      '  │   2 new papers',
      '  │     #C0PAPERS 03:05:08',
      '  │       - P1R0',
      '  │       - P2R0',
      '  │       … and 1 line more',
      '  │ … and 1 message more',
    ].join('\n'),
  );
});

test('nothing is said to be missing where all is shown', () => {
  assert.not.match(cutListing(listing, { messages: 3, lines: 3 }), /…/);
});

test('a line that is wider than the terminal is cut, words are wrapped', () => {
  const wide = cutListing(`#C\n${'x'.repeat(300)}`, { messages: 1, lines: 1 });
  assert.ok(wide.split('\n').every((line) => line.length <= 104));
  assert.equal(
    wrapped('word '.repeat(30).trim())
      .split('\n')
      .map((line) => line.length),
    [99, 49],
  );
  assert.equal([counted(1, 'crash', 'crashes'), counted(0, 'message')], ['1 crash', '0 messages']);
});

const document = {
  status: 'warn',
  notes: ['supervisor:restarts: 1 in the last hour'],
  summary: {
    last_successful_poll: '2026-08-22T03:05:07.123Z',
    queue_depth: null,
    db_pool: { status: 'ok', max: 10 },
    supervisor: { restarts_1h: 1 },
  },
};

test('health in short has status, code, four names of the summary, and the notes', () => {
  assert.is(
    shortHealth(readHealth(200, JSON.stringify(document)), plain),
    [
      '200 warn  last_successful_poll=03:05:07 queue_depth=none db_pool.status=ok supervisor.restarts_1h=1',
      '           supervisor:restarts: 1 in the last hour',
    ].join('\n'),
  );
});

test('what is no health document is not taken for one', () => {
  assert.throws(() => readHealth(500, '{"error":"internal error"}'));
});

test('every promise must have been seen and kept', () => {
  const ids = Object.keys(promises) as PromiseId[];
  const all = new Map<PromiseId, Seen>(ids.map((id) => [id, { kept: true, seen: 'yes' }]));
  assert.equal(verdict(all).broken, []);
  all.set('stale', { kept: false, seen: '2 alerts' });
  all.delete('crash');
  const { rows, broken } = verdict(all);
  assert.equal(broken, [promises.stale, promises.crash]);
  assert.is(rows.length, 12);
  assert.equal(
    rows.filter(({ kept }) => !kept).map(({ seen }) => seen),
    ['2 alerts', 'not reached'],
  );
});

test('a paper counts as told for each line of its own', () => {
  const message = (text: string): Message => ({
    ts: '1.000001',
    channel: 'C1',
    threadTs: null,
    broadcast: false,
    metadata: null,
    reactions: new Set(),
    at: 0,
    text,
    blocks: [],
    attachments: [],
    edits: 0,
  });
  const ids = toldIds([
    message('2 new papers\n- P1000R1 · new · also P1000R0'),
    message('- P1001R0 · new\n- P1000R1 · new\n- N5000'),
  ]);
  assert.equal(ids, ['P1000R1', 'P1001R0', 'P1000R1']);
  assert.equal(repeated(ids), ['P1000R1']);
});

test('the data holds what the scenes say: 18,483 entries, 164 more with 100 papers, 3 more', () => {
  const [march, may] = [march2021(), may2021()];
  const added = Object.keys(may).filter((id) => !(id in march));
  assert.equal([Object.keys(march).length, added.length], [18_483, 164]);
  assert.is(added.filter((id) => id.startsWith('P')).length, 100);
  assert.equal(
    Object.keys(june2021).filter((id) => id in may),
    [],
  );
});

test.run();
