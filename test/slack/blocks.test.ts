import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Foldable } from '../../src/domain/delivery/content.ts';
import { check, line, papers, rendered, seen } from '../support/slack/rendered.ts';
import { openTalk, type Talk } from '../support/slack/talk.ts';

const test = suite('slack blocks');

test('a paper is a list item: a link with its id, then literal words', () => {
  const { blocks, text } = rendered(papers([line()]));
  assert.equal(blocks, [
    { type: 'section', text: { type: 'mrkdwn', text: '1 new revision' } },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                {
                  type: 'link',
                  url: 'https://wg21.link/P2300R10',
                  text: 'P2300R10',
                  style: { bold: true },
                },
                {
                  type: 'text',
                  text: ' · R9 → R10 · std::execution · Eric Niebler, Lewis Baker et al. · LEWG, LWG',
                },
              ],
            },
          ],
        },
      ],
    },
  ]);
  assert.is(
    text,
    '1 new revision\n• P2300R10 · R9 → R10 · std::execution · Eric Niebler, Lewis Baker et al. · LEWG, LWG',
  );
});

const titles: readonly (readonly [title: string, inBlocks: string, inText: string])[] = [
  ['<code><chrono></code>', '<code><chrono></code>', '&lt;code&gt;&lt;chrono&gt;&lt;/code&gt;'],
  ['a & b &amp; c', 'a & b &amp; c', 'a &amp; b &amp;amp; c'],
  ['<!channel> <@U1>', '<\u2060!channel> <\u2060@U1>', '&lt;!channel&gt; &lt;@U1&gt;'],
  ['*x* and `y`', '*x* and `y`', '*x* and `y`'],
  ['left\u202eright', 'leftright', 'leftright'],
  ['two\nlines\tand tab', 'two lines and tab', 'two lines and tab'],
];

for (const [title, inBlocks, inText] of titles)
  test(`the title ${JSON.stringify(title)} arrives literally`, () => {
    const content = papers([line({ title })]);
    check(content);
    assert.ok(seen(content).includes(` · ${inBlocks} · `), seen(content));
    assert.ok(rendered(content).text.includes(` · ${inText} · `), rendered(content).text);
  });

test('a title of 10,000 characters is cut, and what stands behind it is not', () => {
  const content = papers([line({ title: '<😀>'.repeat(2_500) })]);
  check(content);
  assert.match(seen(content), /… · Eric Niebler, Lewis Baker et al\. · LEWG, LWG$/);
  assert.ok(seen(content).length <= 2_814 && seen(content).length > 2_700); // 14 in the head
  assert.ok(seen(content).isWellFormed());
});

test('an unknown title and a line without an address say so', () => {
  const content = papers([line({ title: null, url: null, authors: [], more: false, groups: [] })]);
  assert.is(seen(content), '1 new revisionP2300R10 · R9 → R10 · title unknown');
});

test('other revisions and reasons stand at the end', () => {
  const content = papers([line({ also: ['R8', 'R7'], because: ['watch P2300'] })]);
  assert.match(seen(content), / · also R8, R7 · because: watch P2300$/);
});

test('what did not fit is counted, with the command that lists it', () => {
  const rest = { count: 12, command: '/paperscout recent' };
  const { blocks, text } = rendered(papers([line()], { rest }));
  const foot = '… and 12 more: `/paperscout recent`';
  assert.equal(blocks?.at(-1), { type: 'context', elements: [{ type: 'mrkdwn', text: foot }] });
  assert.ok(text.endsWith(`\n${foot}`));
});

test('a row whose blocks were refused is text alone, with its links', () => {
  const row = rendered(papers([line()]), { plain: true });
  assert.equal([row.blocks, row.attachments], [null, null]);
  assert.match(row.text, /^1 new revision\n• <https:\/\/wg21\.link\/P2300R10\|P2300R10> · R9/);
});

test('the text names as many papers as fit and counts the others', () => {
  const lines = Array.from({ length: 30 }, (_, n) => line({ id: `P${n}`, title: 'x'.repeat(150) }));
  const { text } = rendered(papers(lines));
  assert.match(text, /\n… and 1\d more in this message$/);
  assert.ok(text.length > 3_000);
});

test('thirty lines at their longest fit into one message, under thirty headings too', () => {
  const longest = line({
    title: 't'.repeat(10_000),
    authors: ['a'.repeat(60), 'b'.repeat(60)],
    groups: ['g'.repeat(60), 'h'.repeat(60)],
    also: ['R1', 'R2'],
    because: ['w'.repeat(200)],
    mark: 'draft, re-uploaded, unpublished, may change',
  });
  const lines = Array.from({ length: 30 }, () => longest);
  check(papers(lines));
  const sections = lines.map((one, n) => ({ heading: `${n} ${'h'.repeat(200)}`, lines: [one] }));
  check(papers([], { sections, head: 'x'.repeat(5_000) }));
});

test('no content at all, or a thousand lines, still make a message', () => {
  check(papers([], { head: null }));
  const thousand = papers(Array.from({ length: 1_000 }, () => line()));
  check(thousand);
  assert.match(seen(thousand), /… and 910 more$/);
});

test('a digest of one says that it comes late', () => {
  const one = rendered({ template: 'digest', parts: [papers([line()]) as Foldable] });
  assert.ok(one.text.startsWith('1 new revision · told late'), one.text);
  assert.ok(one.text.includes('P2300R10'));
  const note = { template: 'note', title: '', text: 'a word' } as const;
  assert.is(rendered({ template: 'digest', parts: [note] }).text, 'told late\na word');
});

test('a digest of 172 papers is at most seven messages that Slack takes', async () => {
  const talk: Talk = await openTalk();
  try {
    const groups = ['EWG', 'LEWG', 'CWG', 'LWG', 'SG1', 'SG7', 'SG9', 'No group given'];
    const ids = Array.from({ length: 172 }, (_, n) => `P${4_000 + n}R0`);
    const pages = Array.from({ length: 6 }, (_, n) => ids.slice(n * 30, n * 30 + 30)).map((page) =>
      groups.flatMap((heading, n) => {
        const some = page.filter((_, at) => at % groups.length === n);
        const title = 'A fairly long title that a committee paper may well have '.repeat(3);
        return [{ heading, lines: some.map((id) => line({ id, title: title.slice(0, 160) })) }];
      }),
    );
    const head = papers([], { head: '172 papers\nEWG 22 · LEWG 22', sections: [] });
    const contents = [head, ...pages.map((sections) => papers([], { sections, head: null }))];
    assert.is(contents.length, 7);
    let threadTs: string | null = null;
    for (const content of contents) {
      check(content);
      const verdict = await talk.chat.deliver({ ...rendered(content), threadTs });
      assert.is(verdict.type, 'sent');
      threadTs ??= verdict.type === 'sent' ? verdict.ts : null;
    }
    const listing = talk.world.listing();
    for (const id of ids) assert.is(listing.split(`- ${id} · `).length, 2, id);
    assert.equal(talk.world.breaches(), []);
  } finally {
    await talk.close();
  }
});

test.run();
