import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mailingPosted } from '../../../../src/domain/papers/diff/whole.ts';
import { follower, telling } from '../../../support/papers/followers.ts';
import { AUGUST, event, ids, many, never, papersOf } from '../../../support/papers/news.ts';
import { about, watching } from '../../../support/papers/watches.ts';

const test = suite('what followers are told of mailings');

const mailingOf = (events: readonly { key: string }[]) =>
  mailingPosted(
    events.map(({ key }) => key),
    AUGUST,
  ) ?? never();

test('of a mailing people hear how much of it matches, in one message', () => {
  const events = many(102, ['EWG']);
  const watches = [watching('paper', 'P1003-P1007')];
  const { messages } = telling([...events, mailingOf(events)], [follower('U1', watches)]);
  assert.is(messages.length, 1);
  assert.is(papersOf(messages[0] ?? never()).head, 'Mailing of 18 Aug 2026: 5 of 102 match you');
  assert.is(messages.flatMap(ids).length, 5);
  assert.is(messages[0]?.lane, 3);
});

test('a line that names other revisions counts them', () => {
  const events = many(20);
  const [first = never(), ...rest] = events;
  const named = { ...first, facts: { ...first.facts, also: ['R1', 'R2'] } };
  const watches = [watching('paper', 'P1000')];
  const { messages } = telling([named, ...rest, mailingOf(events)], [follower('U1', watches)]);
  assert.match(papersOf(messages[0] ?? never()).head ?? '', /: 3 of 20 match you$/);
});

test('who waits for mailings is held until the queue makes one message of it, at once', () => {
  const events = many(20);
  const all = [...events, mailingOf(events)];
  const whole = telling(all, [follower('U1', [], { delivery: 'mailing' })]);
  assert.equal(whole.messages, []);
  assert.is(whole.notifications.length, 21);
  assert.ok(whole.notifications.every(({ due_at }) => due_at === AUGUST));
  const some = telling(all, [
    follower('U1', [watching('paper', 'P1003', {}, { delivery: 'mailing' })]),
  ]);
  assert.equal(some.messages, []);
  assert.equal(
    some.notifications.map((one) => [one.event, one.reasons]),
    [
      ['new:P1003R0', ['P1003']],
      [mailingOf(events).dedupe, []],
    ],
  );
});

test('without a mailing what waits for one is held for 35 days at most', () => {
  const watches = [watching('paper', 'P4000', {}, { delivery: 'mailing' })];
  const { messages, notifications } = telling([event('P4000R0')], [follower('U1', watches)]);
  assert.equal(messages, []);
  assert.is(notifications[0]?.due_at, Date.UTC(2026, 8, 23, 9));
});

test('of a mailing the channel for everybody gets the whole list, another one what matches', () => {
  const events = many(20);
  const watches = [watching('paper', 'P1003')];
  const { messages } = telling(
    [...events, mailingOf(events)],
    [follower('C8', watches), follower('C9', watches)],
    { channel: 'C9' },
  );
  const of = (dest: string) => messages.filter((message) => message.dest === dest);
  assert.is(new Set(of('C9').flatMap(ids)).size, 20);
  assert.is(of('C8').length, 1);
  assert.is(
    papersOf(of('C8')[0] ?? never()).head,
    'Mailing of 18 Aug 2026: 1 of 20 match what is watched here',
  );
});

test('what matches beside the mailing is counted beside it', () => {
  const events = many(20);
  const draft = about('D4000R0', {}, { kind: 'draft.found' });
  const watches = [watching('paper', 'P1003'), watching('paper', 'P4000')];
  const { messages } = telling([...events, draft, mailingOf(events)], [follower('U1', watches)]);
  assert.is(
    papersOf(messages[0] ?? never()).head,
    'Mailing of 18 Aug 2026: 1 of 20 match you\nBeside it: 1 draft',
  );
});

test('a channel for everybody that waits for mailings gets what it watches with the mailing', () => {
  const events = many(20);
  const issue = about('LWG4500', {}, { kind: 'issue.new' });
  const room = follower('C9', [watching('issue', 'LWG4500', {}, { delivery: 'mailing' })]);
  const { messages, notifications } = telling([...events, issue, mailingOf(events)], [room], {
    channel: 'C9',
  });
  assert.ok(messages.flatMap(ids).includes('LWG4500'));
  assert.is(notifications[0]?.message, messages[0]?.dedupeKey);
});

test('one watch that waits for mailings is enough to get one message of it', () => {
  const events = many(20);
  const watches = [
    watching('paper', 'P1003', {}, { delivery: 'mailing' }),
    watching('paper', 'P4000', {}, { delivery: 'now' }),
  ];
  const { messages } = telling([...events, mailingOf(events)], [follower('U1', watches)]);
  assert.equal(messages, []);
});

test.run();
