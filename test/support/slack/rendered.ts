/** Messages as the renderer makes them, and what must hold for each. */

import * as assert from 'uvu/assert';
import { checkBlocks, textIn } from '../../../src/commands/world/slack/methods/blockRules.ts';
import type { Content, PaperLine } from '../../../src/domain/delivery/content.ts';
import { render } from '../../../src/slack/blocks.ts';

export const line = (given: Partial<PaperLine> = {}): PaperLine => ({
  id: 'P2300R10',
  url: 'https://wg21.link/P2300R10',
  mark: 'R9 → R10',
  title: 'std::execution',
  authors: ['Eric Niebler', 'Lewis Baker'],
  more: true,
  groups: ['LEWG', 'LWG'],
  also: [],
  because: [],
  ...given,
});

export const papers = (lines: readonly PaperLine[], given: object = {}): Content => ({
  template: 'papers',
  head: '1 new revision',
  sections: [{ heading: null, lines }],
  rest: null,
  ...given,
});

export const rendered = (content: Content, given: object = {}) =>
  render({
    id: '1',
    nonce: 'n',
    dest: 'C0PAPERS',
    channel: 'C0PAPERS',
    lane: 2,
    kind: 'post',
    user: null,
    anchorKey: null,
    anchorTs: null,
    threadTs: null,
    plain: false,
    content,
    attempts: 1,
    doubts: 0,
    folds: false,
    missed: 0,
    createdAt: 0,
    firstAttemptAt: 0,
    ...given,
  });

/** All that a reader sees of the blocks. */
export const seen = (content: Content): string =>
  textIn([...(rendered(content).blocks ?? []), ...(rendered(content).attachments ?? [])]).join('');

/** The items of every list. */
export const listsIn = (value: unknown): readonly (readonly unknown[])[] => {
  if (Array.isArray(value)) return value.flatMap(listsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { type, elements } = Object(value);
  return type === 'rich_text_list' ? [elements] : listsIn(elements);
};

/** What must hold for every message. */
export const check = (content: Content): void => {
  const message = rendered(content);
  const blocks = message.blocks ?? [];
  assert.ok(message.text.length > 0 && message.text.length <= 3_500, `${message.text.length} text`);
  checkBlocks(blocks, 45);
  for (const attachment of message.attachments ?? []) checkBlocks(Object(attachment).blocks, 45);
  const all = textIn(blocks).join('').length;
  assert.ok(all <= 12_000, `${all} units in blocks`);
  for (const list of listsIn(blocks)) assert.ok(list.length <= 30, `${list.length} items`);
};
