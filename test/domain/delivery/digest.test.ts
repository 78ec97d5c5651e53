import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Content, Foldable, PaperLine } from '../../../src/domain/delivery/content.ts';
import { digestOf, wholeOf } from '../../../src/domain/delivery/digest.ts';

const test = suite('messages told as one');

const line = (id: string): PaperLine => ({
  id,
  url: null,
  mark: 'new',
  title: null,
  authors: [],
  more: false,
  groups: [],
  also: [],
  because: [],
});

const papers = (
  ids: readonly string[],
  head: string | null = 'New',
  heading: string | null = null,
) =>
  ({
    template: 'papers',
    head,
    sections: [{ heading, lines: ids.map(line) }],
    rest: null,
  }) as const satisfies Foldable;

const many = (count: number) => papers(Array.from({ length: count }, (_, n) => `P${n}`));
const note = (title: string, text: string) => ({ template: 'note', title, text }) as const;

const size = (contents: readonly Content[], isLate = false) =>
  digestOf(contents, isLate)?.parts.length ?? null;

test('two are told as one; one stays alone, unless it is late', () => {
  assert.equal([size([many(1), many(1)]), size([many(1)]), size([])], [2, null, null]);
  assert.equal([size([many(1)], true), size([], true)], [1, null]);
});

test('a digest has at most 30 lines', () => {
  assert.equal([size([many(15), many(15)]), size([many(15), many(16)])], [2, null]);
  assert.is(size([many(10), many(10), many(10), many(1)]), 3);
});

test('a digest has at most 15 sections; a heading that goes on is one', () => {
  const headed = Array.from({ length: 16 }, (_, n) => papers([`P${n}`], 'New', `Group ${n}`));
  assert.is(size(headed), 15);
  assert.is(size(headed.map(({ sections }) => papers([sections[0].lines[0]?.id ?? '']))), 16);
});

test('a digest of notes has at most 6,000 characters', () => {
  const half = note('t', 'x'.repeat(2_999));
  assert.equal([size([half, half]), size([half, note('t', 'x'.repeat(3_000))])], [2, null]);
  assert.is(size([half, note('tt', 'x'.repeat(2_999))]), null);
});

test('only what is of one kind is told together, in order', () => {
  assert.equal([size([many(1), note('t', 'x')]), size([note('t', 'x'), many(1)])], [null, null]);
  assert.is(size([many(1), many(1), note('t', 'x'), many(1)]), 2);
});

test('papers say how many messages they were, and their head when it is the same', () => {
  assert.equal(wholeOf([papers(['P1']), papers(['P2'])]), {
    ...papers(['P1', 'P2'], 'New · 2 messages in one'),
  });
  const mixed = wholeOf([papers(['P1'], 'New'), papers(['P2'], 'Old')]);
  assert.is(mixed.template === 'papers' && mixed.head, '2 messages in one');
  const unnamed = wholeOf([papers(['P1'], null), papers(['P2'], null)]);
  assert.is(unnamed.template === 'papers' && unnamed.head, '2 messages in one');
  const late = wholeOf([papers(['P1'])]);
  assert.is(late.template === 'papers' && late.head, 'New · told late');
});

test('sections of one heading are joined, those of others stand apart', () => {
  const whole = wholeOf([
    papers(['P1'], 'New', 'EWG'),
    papers(['P2'], 'New', 'EWG'),
    papers(['P3'], 'New', 'LWG'),
  ]);
  assert.equal(
    whole.template === 'papers' &&
      whole.sections.map(({ heading, lines }) => [heading, lines.map(({ id }) => id)]),
    [
      ['EWG', ['P1', 'P2']],
      ['LWG', ['P3']],
    ],
  );
});

test('what did not fit is added up', () => {
  const rest = (count: number, command: string) => ({ ...many(1), rest: { count, command } });
  const whole = wholeOf([rest(3, 'recent 7d'), many(1), rest(4, 'recent 7d')]);
  assert.equal(whole.template === 'papers' && whole.rest, { count: 7, command: 'recent 7d' });
});

test('notes keep their titles; a single one that is late says so', () => {
  assert.equal(wholeOf([note('A', 'a'), note('', 'b')]), note('', '*A*\na\n\nb'));
  assert.equal(wholeOf([note('A', 'a')]), note('told late', '*A*\na'));
});

test.run();
