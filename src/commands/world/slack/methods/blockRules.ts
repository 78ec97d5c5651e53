/** What Slack takes of Block Kit, and what it refuses. Only the blocks that are in use here. */

import { isObject } from '../args.ts';
import { refuseIf, SlackRefusal } from './refusal.ts';

const MOST_TEXT = 13_200;

/** Refuses a list of blocks as Slack does. `most`: 50 in a message, 100 in a view. */
export function checkBlocks(blocks: readonly unknown[], most: number): void {
  refuseIf(blocks.length > most, 'invalid_blocks');
  for (const block of blocks) checkBlock(block);
  const ids = blocks.flatMap((block) => idsIn(block));
  refuseIf(new Set(ids).size !== ids.length, 'invalid_blocks');
  refuseIf(textIn(blocks).join('').length > MOST_TEXT, 'msg_blocks_too_long');
}

type Fields = Readonly<Record<string, unknown>>;

const wrong = (): never => {
  throw new SlackRefusal('invalid_blocks');
};

const fields = (value: unknown): Fields => (isObject(value) ? value : wrong());

const list = (value: unknown, least: number, most: number): readonly unknown[] =>
  Array.isArray(value) && value.length >= least && value.length <= most ? value : wrong();

function text(value: unknown, most: number): void {
  refuseIf(typeof value !== 'string' || value === '' || value.length > most, 'invalid_blocks');
}

/** A text object, `plain_text` or `mrkdwn`. */
function textObject(value: unknown, most: number, types = ['plain_text', 'mrkdwn']): void {
  const { type, text: words } = fields(value);
  refuseIf(!types.includes(String(type)), 'invalid_blocks');
  text(words, most);
}

const rules: Readonly<Record<string, (block: Fields) => void>> = {
  divider: () => {},
  header: (block) => textObject(block['text'], 150, ['plain_text']),
  section: (block) => {
    if (block['text'] !== undefined) textObject(block['text'], 3_000);
    else list(block['fields'], 1, 10);
    for (const field of Array.isArray(block['fields']) ? block['fields'] : [])
      textObject(field, 2_000);
  },
  context: (block) => {
    for (const element of list(block['elements'], 1, 10)) textObject(element, 3_000);
  },
  actions: (block) => {
    for (const element of list(block['elements'], 1, 25)) checkButton(fields(element));
  },
  rich_text: (block) => {
    for (const element of list(block['elements'], 1, 1_000)) checkRich(fields(element));
  },
};

function checkBlock(block: unknown): void {
  const known = fields(block);
  const rule = rules[String(known['type'])];
  if (rule === undefined) wrong();
  else rule(known);
}

function checkButton(button: Fields): void {
  refuseIf(button['type'] !== 'button', 'invalid_blocks');
  textObject(button['text'], 75, ['plain_text']);
  if (button['value'] !== undefined) text(button['value'], 2_000);
  if (button['url'] !== undefined) text(button['url'], 3_000);
  if (button['action_id'] !== undefined) text(button['action_id'], 255);
}

function checkRich(element: Fields): void {
  const inside = list(element['elements'], 1, 1_000).map(fields);
  if (element['type'] === 'rich_text_list') {
    refuseIf(!['bullet', 'ordered'].includes(String(element['style'])), 'invalid_blocks');
    for (const item of inside) {
      refuseIf(item['type'] !== 'rich_text_section', 'invalid_blocks');
      checkRich(item);
    }
    return;
  }
  const sections = ['rich_text_section', 'rich_text_quote', 'rich_text_preformatted'];
  refuseIf(!sections.includes(String(element['type'])), 'invalid_blocks');
  for (const leaf of inside) checkLeaf(leaf);
}

function checkLeaf(leaf: Fields): void {
  if (leaf['type'] === 'text') text(leaf['text'], MOST_TEXT);
  if (leaf['type'] === 'link') text(leaf['url'], 3_000);
  refuseIf(
    !['text', 'link', 'user', 'channel', 'emoji', 'broadcast'].includes(String(leaf['type'])),
    'invalid_blocks',
  );
}

/** Every `text` in a structure, in its order: what a reader sees. */
export function textIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inside]) =>
    name === 'text' && typeof inside === 'string' ? [inside] : textIn(inside),
  );
}

function idsIn(block: unknown): readonly string[] {
  if (Array.isArray(block)) return block.flatMap(idsIn);
  if (!isObject(block)) return [];
  return Object.entries(block).flatMap(([name, inside]) =>
    ['block_id', 'action_id'].includes(name) ? [`${name} ${String(inside)}`] : idsIn(inside),
  );
}
