import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkBlocks, textIn } from '../../../src/commands/world/slack/methods/blockRules.ts';
import {
  bold,
  line,
  link,
  plain,
  type Reply,
  reply,
  words,
} from '../../../src/domain/delivery/reply.ts';
import { layoutOf } from '../../../src/slack/blocks.ts';

const test = suite('answers as blocks');

const button = { label: 'Watch', action: 'talk.watch', value: 'P2300', style: null };

const blocksOf = (content: Reply) => layoutOf(content).blocks ?? [];

const typesOf = (content: Reply) => blocksOf(content).map((block) => Object(block).type);

test('foreign words stay literal, whatever they look like', () => {
  const titles = ['<!channel>', '*x*', '`y`', '<code><chrono></code>', '<@U012ABC>', 'a \u202eb'];
  const answer = reply(line(bold('x')), {
    type: 'list',
    lines: titles.map((text) => [plain(text)]),
  });
  assert.equal(textIn(blocksOf(answer)).slice(1), [
    '<\u2060!channel>',
    '*x*',
    '`y`',
    '<code><chrono></code>',
    '<\u2060@U012ABC>',
    'a b',
  ]);
  const { text } = layoutOf(answer);
  assert.match(text, /&lt;!channel&gt;/);
  assert.not.match(text, /<!|<@|\u202e/);
});

test('lines and lists in a row are one block; buttons and titles have their own', () => {
  const answer = reply(
    { type: 'title', text: 'A title' },
    line(plain('one')),
    { type: 'list', lines: [[plain('two')]] },
    words('our *own* words'),
    { type: 'item', line: [plain('three')], button },
    { type: 'buttons', buttons: [button, { ...button, action: 'talk.next' }] },
  );
  assert.equal(typesOf(answer), ['header', 'rich_text', 'section', 'section', 'actions']);
  checkBlocks(blocksOf(answer), 45);
  assert.is(Object(blocksOf(answer)[4]).elements[0].action_id, 'talk.watch:2');
});

test('an address that is none is left out, its words stay', () => {
  const answer = reply(
    line(link('paper', 'javascript:alert(1)'), link('page', 'https://wg21.link/P1')),
  );
  const [block] = blocksOf(answer);
  assert.equal(Object(block).elements[0].elements, [
    { type: 'text', text: 'paper' },
    { type: 'link', url: 'https://wg21.link/P1', text: 'page' },
  ]);
});

test('a list goes on where the page before it ended', () => {
  const answer = reply({ type: 'numbered', lines: [[plain('x')]], from: 11 });
  assert.is(Object(blocksOf(answer)[0]).elements[0].offset, 10);
  assert.is(layoutOf(answer).text, '11. x');
});

test('whatever an answer holds, it stays within what Slack takes', () => {
  const long = 'x & <y> '.repeat(1_000);
  const lines = Array.from({ length: 60 }, () => [bold(long), plain(long)]);
  const answer = reply(
    { type: 'title', text: long },
    { type: 'list', lines },
    { type: 'numbered', lines, from: 1 },
    line(plain(long)),
    { type: 'item', line: [plain(long)], button: { ...button, label: long, value: long } },
  );
  checkBlocks(blocksOf(answer), 45);
  assert.ok(layoutOf(answer).text.length <= 3_500);
  assert.ok(textIn(blocksOf(answer)).join('').length <= 13_200);
});

test('an answer without words still has a text', () =>
  assert.is(layoutOf(reply({ type: 'buttons', buttons: [button] })).text, 'PaperScout'));

test.run();
