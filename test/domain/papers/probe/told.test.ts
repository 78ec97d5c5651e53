import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  contentOf,
  difference,
  nameAt,
  readTold,
  toldText,
} from '../../../../src/domain/papers/probe/draft/told.ts';
import { BASE } from '../../../support/probing/index.ts';

const test = suite('what was told of the files of a draft');

/** It is compared with what stands in the database: other words would tell everything again. */
test('the word for the contents of a file stays the same', () => {
  const headSha256 = '0123456789abcdef'.repeat(4);
  assert.is(contentOf({ headSha256, length: 812 }), '0123456789abcdef:812');
  assert.is(contentOf({ headSha256, length: null }), '0123456789abcdef:-');
});

test('what is stored is read back, whatever the order', () => {
  const told = { 'P4000R0.pdf': 'b:2', 'D4000R0.pdf': 'a:1' };
  assert.is(toldText(told), 'D4000R0.pdf=a:1 P4000R0.pdf=b:2');
  assert.equal(readTold(toldText(told)), told);
  assert.equal([readTold(null), readTold('')], [{}, {}]);
});

test('a file is named by the end of its URL; what is no file keeps its URL', () => {
  assert.is(nameAt(`${BASE}D4000R0.pdf`), 'D4000R0.pdf');
  assert.is(nameAt('https://x.example/other'), 'https://x.example/other');
});

const of = (told: Record<string, string>, now: Record<string, string>) => {
  const { changed, submitted, more } = difference(told, now);
  return [changed, submitted, more];
};

test('other contents are a change; what is gone, or the same, is none', () => {
  const told = { 'D4000R0.pdf': 'a', 'D4000R0.html': 'h' };
  assert.equal(of(told, { 'D4000R0.pdf': 'b' }), [['D4000R0.pdf'], [], []]);
  assert.equal(of(told, told), [[], [], []]);
});

test('the first submitted file of a draft is news, a second one or another draft is not', () => {
  const draft = { 'D4000R0.pdf': 'a' };
  const submitted = { ...draft, 'P4000R0.pdf': 'p' };
  assert.equal(of(draft, submitted), [[], ['P4000R0.pdf'], []]);
  assert.equal(of(submitted, { ...submitted, 'P4000R0.html': 'q' }), [[], [], ['P4000R0.html']]);
  assert.equal(of(draft, { ...draft, 'D4000R0.html': 'h' }), [[], [], ['D4000R0.html']]);
  assert.equal(of({}, submitted), [[], [], ['D4000R0.pdf', 'P4000R0.pdf']]);
});

test.run();
