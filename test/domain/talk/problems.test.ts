import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from '../../../src/domain/talk/grammar/parse.ts';

const test = suite('bad input');

/** What somebody says, and what the one line must name. */
const cases: readonly (readonly [what: string, said: string, names: RegExp])[] = [
  ['over 1,000 characters', `search ${'x'.repeat(1_000)}`, /1,000 characters/],
  ['a control character', 'watch a\u0007b', /control/],
  ['a direction mark in a word', 'watch ran\u202eges', /direction/],
  ['an id with too few digits', 'paper P12', /P2300/],
  ['the same alone', 'P12', /P2300/],
  ['the same to be watched', 'watch P12', /P2300/],
  ['an id with too many digits', 'paper P99999999', /P2300/],
  ['a revision alone', 'watch R5', /P2300/],
  ['two digits to be watched', 'watch 12', /P2300/],
  ['scraps of SQL', "'; drop table", /help/],
  ['scraps of SQL to be watched', "watch '; drop table", /quotes/],
  ['scraps of SQL to be found', "search '; drop table", /quotes/],
  ['an emoji alone', '🎉', /help/],
  ['an emoji to be watched', 'watch 🎉', /no letter/],
  ['an emoji by its name', 'watch :tada:', /no letter/],
  ['a missing quotation mark', 'search "static reflection', /quotation/],
  ['a quotation mark inside a word', 'search sta"tic', /quotation/],
  ['a person', 'watch <@U012ABC|jane>', /People/],
  ['a channel', 'watch <#C012ABC|general>', /channels/],
  ['everybody', 'search <!channel>', /People/],
  ['a name typed as a mention', 'watch @jane', /People/],
  ['no time at all', 'mute 0d', /90 days/],
  ['too long a time', 'mute 400d', /90 days/],
  ['no span', 'mute', /mute 3d/],
  ['two spans', 'mute 3d 4d', /mute 3d/],
  ['two spans to look back', 'recent 7d 8d', /recent 7d/],
  ['two months', 'mailing 2026-08 2026-09', /mailing 2026-08/],
  ['two spans of drafts', 'drafts 7d 8d', /drafts 7d/],
  ['two groups to look at', 'recent SG9 SG1', /recent 7d/],
  ['an hour that is none', 'quiet 25-07', /quiet 22-07/],
  ['no hours between', 'quiet 22-22', /quiet 22-07/],
  ['a day too long a time', 'mute 91d', /90 days/],
  ['a time with a minus', 'mute -1d', /mute 3d/],
  ['a filter where none belongs', 'mute word:3d', /mute 3d/],
  ['a minus before a paper', 'paper -P2300', /P2300R10/],
  ['a place with a minus', 'unwatch -1', /what to watch/],
  ['two papers to be watched', 'watch P2300 P2301', /one paper at a time/],
  ['the same with a comma', 'watch P2300,P2301', /one paper at a time/],
  ['a file that no draft has', 'watch D12R0.pdf', /P2300/],
  ['an unknown zone', 'quiet 22-07 Mars/Base', /Europe\/Berlin/],
  ['an offset for a zone', 'quiet 22-07 +02:00', /Europe\/Berlin/],
  ['a range over 500', 'watch P4000-P4501', /500/],
  ['a range the wrong way round', 'watch P4100-P4000', /lower/],
  ['a command one edit away', 'serch span', /did you mean `search`/],
  ['two letters swapped', 'wacth P2300', /did you mean `watch`/],
  ['no command at all', 'xyzzy', /no such command; `help` lists them/],
  ['nothing to watch', 'watch', /watch P2300/],
  ['only what not to watch', 'watch -span', /Say what/],
  ['one character', 'watch x', /two characters/],
  ['over 200 characters', `watch ${'x'.repeat(201)}`, /200 characters/],
  ['two things at once', 'watch author:li paper:P2300', /one thing/],
  ['an unknown group', 'watch span group:SG99', /group:SG9/],
  ['an unknown kind', 'watch span kinds:memo', /kinds:draft/],
  ['a filter of another command', 'watch span since:2025', /for `search`/],
  ['another such', 'watch span type:paper', /for `search`/],
  ['and another', 'watch span all:yes', /for `search`/],
  ['nothing to end', 'unwatch', /unwatch 3/],
  ['place 0', 'unwatch 0', /begin at 1/],
  ['nothing to look for', 'search', /search "static/],
  ['only what to leave out', 'search -span', /what to look for/],
  ['an empty phrase', 'search ""', /empty/],
  ['a filter that nobody knows', 'search autor:li', /no such filter/],
  ['a date that is none', 'search x since:2025-13', /since:2025/],
  ['a day that its month does not have', 'search x since:2025-02-29', /since:2025/],
  ['a type that is none', 'search x type:memo', /type:issue/],
  ['an answer that is none', 'search x all:perhaps', /all:yes/],
  ['no paper', 'paper', /paper P2300/],
  ['two papers', 'paper P2300 P2301', /one paper/],
  ['words for a span', 'recent yesterday', /recent 7d/],
  ['a month that is none', 'mailing 2026-8', /mailing 2026-08/],
  ['words for drafts', 'drafts soon', /drafts 7d/],
  ['a digest that is none', 'digest weekly', /digest daily/],
  ['a time that is none', 'digest daily 25:00', /digest daily/],
  ['previews maybe', 'previews maybe', /previews on/],
  ['forgetting somebody else', 'forget him', /forget me/],
  ['words after status', 'status please', /alone/],
  ['an order that is none', 'ops dance', /ops poll/],
  ['ops alone', 'ops', /ops poll/],
  ['no number to look at', 'ops probe N4950', /ops probe P1234/],
  ['half a hash', 'ops accept-index abc', /12 hex/],
  ['a part that is none', 'ops pause everything', /poller/],
  ['a boost without end', 'ops boost 400d', /30 days/],
  ['no alert to take on', 'ops ack', /ops ack self\.poll\.stale/],
  ['a silence without a reason', 'ops silence self.poll.* 1h', /and why/],
  ['a silence without a time', 'ops silence self.poll.* moving', /how long/],
  ['a silence of no rule', 'ops silence 1h moving', /what to silence/],
  ['a label that is none', 'ops silence self.destination C1 1h moving', /what to silence/],
  ['a silence that has no number', 'ops unsilence all', /ops unsilence 3/],
  ['words after alerts', 'ops alerts now', /alone/],
  ['a letter without a number', 'ops dead-letters replay', /replay 4711/],
  ['a word after watchlist', 'watchlist show', /watchlist add/],
];

for (const [what, said, names] of cases)
  test(`papers-19: ${what}: one line that helps`, () => {
    const read = parse(said);
    assert.is(read.type, 'problem');
    if (read.type !== 'problem') return;
    assert.match(read.text, names);
    assert.not.match(read.text, /\n|Error|undefined/);
    assert.ok(read.text.length < 300);
  });

test('an empty /paper says what it wants', () => {
  const read = parse('  ', 'paper');
  assert.match(read.type === 'problem' ? read.text : '', /\/paper P2300/);
});

test('nothing that can be typed makes the grammar throw', () => {
  const scraps = ['"', '-', ':', 'author:', 'since:""', '<', '\ud800', '`', '-"', '::', '\u0000'];
  const heads = ['', 'watch ', 'search ', 'paper ', 'quiet ', 'ops ', 'unwatch ', 'help '];
  for (const head of heads)
    for (const a of scraps)
      for (const b of scraps) assert.type(parse(`${head}${a}${b} ${b}`).type, 'string');
});

test.run();
