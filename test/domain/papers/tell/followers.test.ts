import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { folded } from '../../../../src/domain/papers/tell/item.ts';
import { follower, telling } from '../../../support/papers/followers.ts';
import { AUGUST, event, ids, lines, many } from '../../../support/papers/news.ts';
import { about, watching } from '../../../support/papers/watches.ts';

const test = suite('what followers are told');

const HOUR = 3_600_000;
const li = { title: 'Ranges of spans', authors: ['Wei Li'], groups: ['SG9'] };

test('papers-16: three watches that match are one line with all their reasons', () => {
  const watches = [
    watching('author', 'li'),
    watching('paper', 'P4000'),
    watching('keyword', 'ranges'),
  ];
  const { messages, notifications } = telling([about('P4000R0', li)], [follower('U1', watches)]);
  assert.is(messages.length, 1);
  const [line, ...others] = messages.flatMap(lines);
  assert.is(others.length, 0);
  assert.equal([...(line?.because ?? [])].sort(), ['"ranges"', 'P4000', 'author li']);
  assert.equal(notifications, [
    {
      recipient: '1',
      event: 'new:P4000R0',
      reasons: line?.because,
      delivery: null,
      after: '0',
      message: messages[0]?.dedupeKey,
      due_at: null,
    },
  ]);
});

test('of several watches the oldest decides whether an event came after it', () => {
  const made = (value: string, createdSeq: string) =>
    watching('keyword', value, {}, { createdSeq });
  for (const watches of [
    [made('ranges', '9'), made('spans', '10')],
    [made('spans', '10'), made('ranges', '9')],
  ]) {
    const { notifications } = telling([about('P4000R0', li)], [follower('U1', watches)]);
    assert.is(notifications[0]?.after, '9');
  }
});

test('nobody is told of what they do not watch', () => {
  const { messages, notifications } = telling(
    [about('P4000R0', li)],
    [follower('U1', [watching('author', 'stroustrup')]), follower('U2', [])],
  );
  assert.equal([messages, notifications], [[], []]);
});

test('papers-17: 3 matches are one message of 3 lines, 25 have a thread, 40 are a digest', () => {
  const told = (count: number) =>
    telling(many(count), [follower('U1', [watching('paper', 'P1000-P1100')])]).messages;
  assert.equal(
    told(3).map((message) => ids(message).length),
    [3],
  );
  assert.equal(
    told(25).map((message) => ids(message).length),
    [15, 10],
  );
  const digest = told(40);
  assert.equal(digest.map((message) => ids(message).length).slice(0, 1), [0]);
  assert.is(new Set(digest.flatMap(ids)).size, 40);
  assert.ok(digest.length <= 7 && digest.every(({ lane }) => lane === 3));
});

test('the soonest of the watches that match decides, a setting only where a watch says nothing', () => {
  const daily = { delivery: 'daily' } as const;
  const told = (own: 'now' | 'daily' | 'mailing' | null, setting: 'now' | 'daily') => {
    const watches = [
      watching('paper', 'P4000', {}, { delivery: own }),
      watching('keyword', 'ranges', {}, daily),
    ];
    const some = [follower('U1', watches, { delivery: setting })];
    const { messages, notifications } = telling([about('P4000R0', li)], some);
    return [notifications[0]?.delivery, messages.length];
  };
  assert.equal(told(null, 'now'), [null, 1]);
  assert.equal(told('now', 'daily'), ['now', 1]);
  assert.equal(told(null, 'daily'), [null, 0]);
  assert.equal(told('daily', 'now'), ['daily', 0]);
  assert.equal(told('mailing', 'now'), ['daily', 0]);
});

test('mute and quiet hours hold what is due at once', () => {
  const watches = [watching('paper', 'P4000')];
  const told = (settings: Parameters<typeof follower>[2]) =>
    telling([event('P4000R0')], [follower('U1', watches, settings)]);
  const muted = told({ mutedUntil: AUGUST + 3 * HOUR });
  assert.equal(muted.messages, []);
  assert.equal(
    muted.notifications.map(({ message, due_at }) => [message, due_at]),
    [[null, AUGUST + 3 * HOUR]],
  );
  const quiet = told({ quiet: { from: 11 * 60, to: 13 * 60 } });
  assert.is(quiet.notifications[0]?.due_at, AUGUST + HOUR);
  assert.is(told({ mutedUntil: AUGUST }).messages.length, 1);
});

test('the channel for everybody has one message, with its own reasons where it watches', () => {
  const events = [event('P4000R0'), event('P4001R0'), about('LWG4500', {}, { kind: 'issue.new' })];
  const room = follower('C9', [watching('paper', 'P4001'), watching('issue', 'LWG4500')]);
  const { messages, notifications } = telling(events, [room], { channel: 'C9' });
  assert.is(messages.length, 1);
  assert.equal(
    messages.flatMap(lines).map(({ id, because }) => [id, because]),
    [
      ['P4000R0', []],
      ['P4001R0', ['P4001']],
      ['LWG4500', ['LWG4500']],
    ],
  );
  assert.is(notifications.length, 2);
});

test('after a long pause even little is a digest', () => {
  const watches = [watching('paper', 'P1000-P1100')];
  const { messages } = telling(many(2), [follower('U1', watches)], { afterPause: true });
  assert.equal(
    messages.map((message) => [message.lane, ids(message).length]),
    [
      [3, 0],
      [3, 2],
    ],
  );
});

test('edge-9: a new number with two revisions is one line; a lower revision is for its number alone', () => {
  const watches = [watching('author', 'li'), watching('keyword', 'ranges')];
  const everybody = [follower('U1', watches), follower('U2', [watching('paper', 'P4000')])];
  const told = about('P4000R1', li);
  const first = { ...told, facts: { ...told.facts, also: ['R0'] } };
  const other = about('P4000R0', li, { foldedInto: 'new:P4000R1' });
  const both = telling([first, other], everybody).messages;
  assert.equal(
    both.map((message) => [message.dest, lines(message).map(({ id, also }) => [id, also])]),
    [
      ['U1', [['P4000R1', ['R0']]]],
      ['U2', [['P4000R1', ['R0']]]],
    ],
  );
  const lower = about('P4000R0', li, {
    kind: 'paper.revision',
    facts: { ...told.facts, previous: 1, revision: 0, lower: true },
  });
  assert.equal(
    telling([lower], everybody).messages.map(({ dest }) => dest),
    ['U2'],
  );
});

test('edge-10: a changed title is for number watches alone', () => {
  const changed = about('EDIT4567', li, { kind: 'meta.changed', dedupe: 'meta:EDIT4567:title:x' });
  const everybody = [
    follower('U1', [watching('keyword', 'ranges')]),
    follower('U2', [watching('issue', 'EDIT4567')]),
  ];
  const { messages } = telling([changed], everybody, { channel: 'C9' });
  assert.equal(
    messages.map(({ dest }) => dest),
    ['U2'],
  );
});

test('what is new stays new in its line, though its title changed before it was told', () => {
  const changed = about('P4000R0', { title: 'Better' }, { kind: 'meta.changed', dedupe: 'meta:x' });
  const watches = [watching('paper', 'P4000')];
  const { messages } = telling([about('P4000R0', li), changed], [follower('U1', watches)]);
  assert.equal(
    messages.flatMap(lines).map(({ id, mark, title }) => [id, mark, title]),
    [['P4000R0', 'new', 'Better']],
  );
});

test('a draft is told as what it is, with the title it goes by', () => {
  const older = about('D4000R2', li, {
    kind: 'draft.found',
    facts: { number: 4000, revision: 2, older: true, title_of: 'R1', files: ['https://x/a.pdf'] },
  });
  const { messages } = telling([older], [follower('U1', [watching('paper', 'P4000')])]);
  const [line] = messages.flatMap(lines);
  assert.equal(
    [line?.mark, line?.title, line?.files],
    [
      'older draft found, unpublished, may change',
      'title of R1: Ranges of spans',
      ['https://x/a.pdf'],
    ],
  );
});

test('names in the text of a draft are told as such', () => {
  const found = about('D4000R0', { title: null }, { kind: 'draft.found', dedupe: 'draft:4000R0' });
  const texts = new Map([['draft:4000R0', 'by Tomasz Kamiński']]);
  const some = [follower('U1', [watching('author', 'kaminski')])];
  const { messages } = telling([found], some, { texts });
  assert.equal(messages.flatMap(lines)[0]?.because, ['author kaminski (in text)']);
});

test('issues of the same number in two groups are two lines, a paper and its draft one', () => {
  const facts = { number: 4500, revision: null };
  const issues = ['LWG4500', 'CWG4500'].map((key) => about(key, {}, { kind: 'issue.new', facts }));
  const draft = about('D4000R0', li, { kind: 'draft.found', facts: { number: 4000, revision: 0 } });
  const paper = about('P4000R0', li, {
    kind: 'draft.published',
    facts: { number: 4000, revision: 0 },
  });
  const items = [...issues, draft, paper].map((event) => ({ event, because: [event.key] }));
  assert.equal(
    folded(items).map(({ event, because }) => [event.key, because]),
    [
      ['LWG4500', ['LWG4500']],
      ['CWG4500', ['CWG4500']],
      ['P4000R0', ['D4000R0', 'P4000R0']],
    ],
  );
});

test.run();
