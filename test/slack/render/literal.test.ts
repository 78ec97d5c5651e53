import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  cutLiteral,
  cutMrkdwn,
  escaped,
  literal,
  mrkdwnLink,
  ownWords,
  safeUrl,
  splitMrkdwn,
} from '../../../src/slack/render/literal.ts';

const test = suite('slack literal');

const escapes: readonly (readonly [text: string, mrkdwn: string])[] = [
  ['std::vector<bool> & you', 'std::vector&lt;bool&gt; &amp; you'],
  ['<code><chrono></code>', '&lt;code&gt;&lt;chrono&gt;&lt;/code&gt;'],
  ['<!channel>', '&lt;!channel&gt;'],
  ['&amp;', '&amp;amp;'],
  ['*x* _y_ `z` ~w~', '*x* _y_ `z` ~w~'],
  ['right\u202eto\u202cleft\u2066\u2069', 'righttoleft'],
  ['bell\u0007 tab\there\u0085 nul\u0000\nnew line', 'bell tab here nul\nnew line'],
  ['half \ud83d a pair', 'half \ufffd a pair'],
];

for (const [text, mrkdwn] of escapes)
  test(`${JSON.stringify(text)} is escaped exactly once`, () => {
    assert.is(escaped(text), mrkdwn);
  });

test('rich text escapes nothing, but parts what another reader would take for a command', () => {
  assert.is(literal('<code><chrono></code> & you'), '<code><chrono></code> & you');
  assert.is(literal('<!channel> <@U1> <#C1>'), '<\u2060!channel> <\u2060@U1> <\u2060#C1>');
});

test('our own words keep their links but call no channel', () => {
  assert.is(ownWords('<https://a.b|x> *y* <!here>'), '<https://a.b|x> *y* &lt;!here>');
});

const urls: readonly (readonly [url: string | null, safe: string | null])[] = [
  ['https://wg21.link/P2300R10', 'https://wg21.link/P2300R10'],
  ['https://a.b/x y|z<w>', 'https://a.b/x%20y%7Cz%3Cw%3E'],
  ['javascript:alert(1)', null],
  ['ftp://a.b/c', null],
  ['https://', null],
  [`https://a.b/${'x'.repeat(3_000)}`, null],
  [null, null],
];

for (const [url, safe] of urls)
  test(`the address ${String(url).slice(0, 40)} becomes ${safe}`, () => {
    assert.is(safeUrl(url), safe);
  });

test('a link label breaks out of nothing', () => {
  assert.is(
    mrkdwnLink('https://a.b/?x=1&y=2', 'a|b\nc>d'),
    '<https://a.b/?x=1&amp;y=2|a¦b c&gt;d>',
  );
  assert.is(mrkdwnLink('mailto:x', 'P1'), 'P1');
});

test('literal text is cut between characters', () => {
  assert.is(cutLiteral('abcdef', 6), 'abcdef');
  assert.is(cutLiteral('abcdefg', 6), 'abcde…');
  assert.is(cutLiteral('abcd😀fg', 6), 'abcd…');
});

test('mrkdwn is never cut inside an entity or a link', () => {
  assert.is(cutMrkdwn('abc&amp;def', 6), 'abc…');
  assert.is(cutMrkdwn('abc&amp;def', 9), 'abc&amp;…');
  assert.is(cutMrkdwn('ab <https://a.b|label> c', 15), 'ab …');
});

test('long mrkdwn is split at lines, then blanks, and nothing is lost', () => {
  assert.equal(splitMrkdwn('aaaa bbbb\ncccc', 10), ['aaaa bbbb', 'cccc']);
  assert.equal(splitMrkdwn('aaaa bbbb cccc', 10), ['aaaa bbbb', 'cccc']);
  assert.equal(splitMrkdwn('aaaaaaaaaaaaaaa', 10), ['aaaaaaaaaa', 'aaaaa']);
  assert.equal(splitMrkdwn('', 10), []);
});

test('every part of a split stays whole, whatever it is made of', () => {
  const words = '&amp; <https://a.b/c|label> word 😀 '.repeat(300);
  const parts = splitMrkdwn(words, 100);
  assert.is(parts.join('').replaceAll(/\s/g, ''), words.replaceAll(/\s/g, ''));
  for (const part of parts) {
    assert.ok(part.length <= 100 && part.length > 0, `${part.length} units`);
    assert.not.match(part, /&[a-z]*$|<[^>]*$|^[^<]*\|label>/);
    assert.ok(part.isWellFormed());
  }
});

test.run();
