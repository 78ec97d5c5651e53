import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkBlocks, textIn } from '../../src/commands/world/slack/methods/blockRules.ts';
import type { Content, PaperLine } from '../../src/domain/delivery/content.ts';
import { render } from '../../src/slack/blocks.ts';
import { openTalk, type Talk } from '../support/slack/talk.ts';

const line = (given: Partial<PaperLine> = {}): PaperLine => ({
  ...{ id: 'P2300R10', url: 'https://wg21.link/P2300R10', mark: 'R9 → R10' },
  ...{ title: 'std::execution', authors: ['Eric Niebler', 'Lewis Baker'], more: true },
  ...{ groups: ['LEWG', 'LWG'], also: [], because: [] },
  ...given,
});

const papers = (lines: readonly PaperLine[], given: object = {}): Content => ({
  ...{
    template: 'papers',
    head: '1 new revision',
    sections: [{ heading: null, lines }],
    rest: null,
  },
  ...given,
});

const rendered = (content: Content, given: object = {}) =>
  render({
    ...{ id: '1', nonce: 'n', dest: 'C0PAPERS', channel: 'C0PAPERS', lane: 2, kind: 'post' },
    ...{
      user: null,
      anchorKey: null,
      anchorTs: null,
      threadTs: null,
      plain: false,
      content,
      attempts: 1,
      doubts: 0,
    },
    ...{ createdAt: 0, firstAttemptAt: 0 },
    ...given,
  });

/** All that a reader sees of the blocks. */
const seen = (content: Content): string =>
  textIn([...(rendered(content).blocks ?? []), ...(rendered(content).attachments ?? [])]).join('');

/** The items of every list. */
const listsIn = (value: unknown): readonly (readonly unknown[])[] => {
  if (Array.isArray(value)) return value.flatMap(listsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { type, elements } = Object(value);
  return type === 'rich_text_list' ? [elements] : listsIn(elements);
};

/** What must hold for every message. */
const check = (content: Content): void => {
  const message = rendered(content);
  const blocks = message.blocks ?? [];
  assert.ok(message.text.length > 0 && message.text.length <= 3_500, `${message.text.length} text`);
  checkBlocks(blocks, 45);
  for (const attachment of message.attachments ?? []) checkBlocks(Object(attachment).blocks, 45);
  const all = textIn(blocks).join('').length;
  assert.ok(all <= 12_000, `${all} units in blocks`);
  for (const list of listsIn(blocks)) assert.ok(list.length <= 30, `${list.length} items`);
};

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
    ...{ title: 't'.repeat(10_000), authors: ['a'.repeat(60), 'b'.repeat(60)] },
    ...{ groups: ['g'.repeat(60), 'h'.repeat(60)], also: ['R1', 'R2'] },
    ...{ because: ['w'.repeat(200)], mark: 'draft, re-uploaded, unpublished, may change' },
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

test('a note has a bold title, and a long one is split over sections', () => {
  const note = {
    template: 'note',
    title: 'Index rejected',
    text: 'shrunk: 4,000 of 29,136',
  } as const;
  assert.equal(rendered(note).blocks, [
    {
      type: 'section',
      text: { type: 'mrkdwn', text: '*Index rejected*\nshrunk: 4,000 of 29,136' },
    },
  ]);
  const long: Content = { ...note, text: 'word & <https://a.b|link>\n'.repeat(1_000) };
  check(long);
  assert.is(rendered(long).blocks?.length, 5);
});

const alert: Content = {
  ...{ template: 'alert', rule: 'index.stale', state: 'firing', severity: 'P1' },
  ...{
    title: 'No good poll for 1 h',
    text: 'last: HTTP 503 <!channel>',
    sinceMs: 1_787_407_380_000,
  },
};

test('an alert says its state as word, sign and colour', () => {
  const firing = rendered(alert);
  assert.is(firing.text, '🔴 FIRING P1 No good poll for 1 h');
  assert.is(firing.blocks, null);
  assert.match(JSON.stringify(firing.attachments), /"color":"#d0021b"/);
  assert.is(
    seen(alert),
    'last: HTTP 503 &lt;!channel>\nrule `index.stale`, since 2026-08-22 14:03 UTC',
  );
  const resolved = rendered({ ...alert, state: 'resolved' });
  assert.match(resolved.text, /^🟢 RESOLVED P1/);
  assert.match(JSON.stringify(resolved.attachments), /"color":"#2eb67d"/);
  check(alert);
});

test('an alert whose bar was refused says everything in its text', () => {
  const plain = rendered(alert, { plain: true });
  assert.match(plain.text, /^🔴 FIRING P1 .*\nlast: HTTP 503 &lt;!channel>\nrule `index\.stale`/);
  assert.is(plain.attachments, null);
});

test('an edit names the message that it is about', () => {
  const edit = rendered(alert, { kind: 'update', anchorTs: '1700000000.000001' });
  assert.equal([edit.kind, edit.ts], ['update', '1700000000.000001']);
});

test('the person behind a conversation rides along, a channel does not', () => {
  assert.is(rendered(alert, { dest: 'U0ADA', channel: 'D0ADA' }).user, 'U0ADA');
  assert.is(rendered(alert).user, null);
});

test.run();
