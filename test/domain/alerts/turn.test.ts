import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Book, emptyBook, isEmpty, withOutcomes } from '../../../src/domain/alerts/book.ts';
import { observed, register } from '../../../src/domain/alerts/observe.ts';
import type { Rule } from '../../../src/domain/alerts/rule.ts';
import type { Silence } from '../../../src/domain/alerts/telling/silence.ts';
import { type TurnInput, turn } from '../../../src/domain/alerts/turn.ts';
import { ruleOf } from '../../support/alerts/rules.ts';
import { noCause, plainWords } from '../../support/alerts/world.ts';

const test = suite('one look at all alerts');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The wall clock is ahead of the one that only goes forward. */
const AHEAD = 1_000 * HOUR;

/** Looks at one rule again and again; `k` is what the step says, the same until another does. */
function looks(rule: Rule, more: Partial<TurnInput> = {}, start: Book = emptyBook) {
  let book = start;
  let seen: TurnInput['seen'] = register(new Map(), 'k', 0);
  let suppressed: TurnInput['suppressed'] = new Map();
  let ids = 0;
  return {
    outcome: (...outcomes: Parameters<typeof withOutcomes>[1]) => {
      book = withOutcomes(book, outcomes, 0).book;
    },
    look(at: number, value?: string, rules: readonly Rule[] = [rule]) {
      if (value !== undefined) seen = observed(seen, { key: 'k', value }, at);
      ids += 1;
      const turned = turn(book, {
        rules,
        seen,
        suppressed,
        causeOf: () => noCause,
        newId: () => `e${ids}`,
        times: { steady: at, wall: at + AHEAD },
        paths: { slack: 'off', fallbacks: ['ntfy'] },
        dest: null,
        buttons: false,
        words: plainWords,
        ...more,
      });
      book = turned.book;
      suppressed = turned.suppressed;
      return turned;
    },
  };
}

const said = ({ turns }: ReturnType<typeof turn>) =>
  turns.map(({ type, episode }) => `${type} ${episode.id}`);

test('a firing opens an episode once, and its end closes it once', () => {
  const { look } = looks(ruleOf());
  assert.equal(said(look(0, 'good')), []);
  const first = look(1, 'bad');
  assert.equal(said(first), ['firing e2']);
  assert.equal(
    first.commit.notices.map(({ key, channel }) => [key, channel]),
    [['e2:1:ntfy', 'ntfy']],
  );
  const quiet = look(2);
  assert.equal([said(quiet), isEmpty(quiet.commit)], [[], true]);
  const last = look(3, 'good');
  assert.equal(said(last), ['resolved e2']);
  assert.equal(
    last.commit.events.map(({ transition, at }) => [transition, at]),
    [['resolved', 3 + AHEAD]],
  );
});

test('fired again within ten minutes it is the same episode, later another', () => {
  const { look } = looks(ruleOf());
  look(0, 'bad');
  look(1, 'good');
  assert.equal(said(look(10 * MINUTE, 'bad')), ['firing e1']);
  look(10 * MINUTE + 1, 'good');
  assert.equal(said(look(20 * MINUTE + 1, 'bad')), ['firing e5']);
});

test('an episode whose rule is gone ends, and says so', () => {
  const { look } = looks(ruleOf());
  look(0, 'bad');
  const gone = look(1, undefined, []);
  assert.equal(said(gone), ['resolved e1']);
  assert.equal(
    gone.commit.events.map(({ transition, reason }) => [transition, reason]),
    [['resolved', 'rule_removed']],
  );
  assert.equal(said(look(2, undefined, [])), []);
});

const silence = (change: Partial<Silence> = {}): Silence => ({
  id: 's',
  match: { rule: 'r', labels: {} },
  author: 'U1',
  reason: 'x',
  fromAt: 0,
  untilAt: AHEAD + 5 * MINUTE,
  endedBy: null,
  ...change,
});

test('what is silenced fires untold, until the silence ends by the clock on the wall', () => {
  const { look } = looks(ruleOf(), {}, { ...emptyBook, silences: [silence()] });
  const muted = look(1, 'bad');
  assert.equal([said(muted), muted.commit.notices], [['firing e1'], []]);
  assert.equal([...muted.suppressed], [['r', 'silenced']]);
  assert.equal(
    muted.commit.instances.map(({ suppression, state }) => [suppression, state]),
    [['silenced', 'firing']],
  );
  assert.is(muted.nextAt, 5 * MINUTE);
  assert.is(look(5 * MINUTE - 1).commit.notices.length, 0);
  const loud = look(5 * MINUTE);
  assert.is(loud.commit.notices.length, 1);
  assert.equal([...loud.suppressed], []);
  assert.equal(
    loud.commit.instances.map(({ suppression }) => suppression),
    ['none'],
  );
});

test('what waits is stored at each look, so that a restart knows that somebody looked', () => {
  const { look } = looks(ruleOf({ forMs: MINUTE }));
  const first = look(0, 'bad');
  assert.equal([first.nextAt, said(first)], [MINUTE, []]);
  const second = look(1);
  assert.equal(
    second.commit.instances.map(({ state, seenAt }) => [state, seenAt]),
    [['pending', 1]],
  );
  assert.equal(said(look(MINUTE)), ['firing e3']);
});

test('an end that nobody was told of is dropped with its firing', () => {
  const { look } = looks(ruleOf());
  look(0, 'bad');
  const { commit } = look(1, 'good');
  assert.equal(
    commit.notices.map(({ kind, state }) => [kind, state]),
    [['firing', 'folded']],
  );
});

test('half an hour after its end an episode that was told everywhere is forgotten', () => {
  const { look, outcome } = looks(ruleOf());
  look(0, 'bad');
  outcome({ notice: 'e1:1:ntfy', state: 'delivered' });
  look(1, 'good');
  outcome({ notice: 'e1:2:ntfy', state: 'delivered' });
  assert.is(look(30 * MINUTE + 1).book.episodes.size, 1);
  const { book } = look(30 * MINUTE + 2);
  assert.equal([book.episodes.size, book.notices.size], [0, 0]);
});

test('an episode of which a notice is still to go is kept', () => {
  const { look, outcome } = looks(ruleOf());
  look(0, 'bad');
  outcome({ notice: 'e1:1:ntfy', state: 'delivered' });
  look(1, 'good');
  assert.is(look(10 * HOUR).book.episodes.size, 1);
});

test('what arrived stays so; each sending counts', () => {
  const { look } = looks(ruleOf());
  const { book } = look(0, 'bad');
  const key = 'e1:1:ntfy';
  const sending = withOutcomes(book, [{ notice: key, state: 'sending' }], 7);
  const again = withOutcomes(sending.book, [{ notice: key, state: 'pending' }], 7);
  const twice = withOutcomes(again.book, [{ notice: key, state: 'sending' }], 7);
  const there = withOutcomes(twice.book, [{ notice: key, state: 'delivered' }], 9);
  const late = withOutcomes(there.book, [{ notice: key, state: 'dead' }], 11);
  assert.equal(
    [sending, again, twice, there].map(({ changed }) =>
      changed.map(({ state, attempts, deliveredAt }) => [state, attempts, deliveredAt]),
    ),
    [[['sending', 1, null]], [['pending', 1, null]], [['sending', 2, null]], [['delivered', 2, 9]]],
  );
  assert.equal(late.changed, []);
});

test.run();
