/** Answers as messages and as the App Home: literal text, lists, buttons. */

import { limits } from '../../domain/delivery/limits.ts';
import type { Button, Line, Part, Reply, Span } from '../../domain/delivery/reply.ts';
import {
  cutLiteral,
  cutMrkdwn,
  escaped,
  literal,
  mrkdwnLink,
  oneLine,
  ownWords,
  safeUrl,
} from './literal.ts';

type Block = Readonly<Record<string, unknown>>;

/** What Slack takes of a header, of a button and of what comes back with a click. */
const most = { header: 150, button: 75, value: 2_000, buttons: 25 } as const;

/** Blocks of the App Home, of which the view holds a hundred; a message has fewer parts anyway. */
const MOST_BLOCKS = 100;

/** The blocks of an answer. Lines and lists that follow each other are one block. */
export function replyBlocks({ parts }: Reply): readonly object[] {
  const blocks: Block[] = [];
  let room: number = limits.allText;
  for (const part of parts) {
    const block = blockOf(part, Math.max(0, room));
    room -= lengthOf(part);
    const last = blocks.at(-1);
    if (last !== undefined && last['type'] === 'rich_text' && block['type'] === 'rich_text')
      blocks[blocks.length - 1] = joined(last, block);
    else blocks.push(block);
  }
  return withOwnIds(blocks.slice(0, MOST_BLOCKS));
}

/** Slack wants every `action_id` once: the second of a name ends in `:2`. */
function withOwnIds(blocks: readonly Block[]): readonly Block[] {
  const seen = new Map<string, number>();
  const own = (button: Block): Block => {
    const action = String(button['action_id']);
    const count = (seen.get(action) ?? 0) + 1;
    seen.set(action, count);
    return count === 1 ? button : { ...button, action_id: `${action}:${count}` };
  };
  return blocks.map((block) => {
    const { accessory, elements } = block;
    if (isBlock(accessory)) return { ...block, accessory: own(accessory) };
    const isActions = block['type'] === 'actions' && Array.isArray(elements);
    return isActions ? { ...block, elements: elements.map(own) } : block;
  });
}

const isBlock = (value: unknown): value is Block => typeof value === 'object' && value !== null;

const joined = (one: Block, other: Block): Block => ({
  ...one,
  elements: [one['elements'], other['elements']].flat(),
});

const lengthOf = (part: Part): number => textOfPart(part).length;

const richText = (elements: readonly Block[]): Block => ({ type: 'rich_text', elements });

/** `room`: how much text the message can still take. */
function blockOf(part: Part, room: number): Block {
  switch (part.type) {
    case 'title':
      return { type: 'header', text: plainText(part.text, most.header) };
    case 'words':
      return {
        type: 'section',
        text: { type: 'mrkdwn', text: cutMrkdwn(ownWords(part.text), limits.section) },
      };
    case 'line':
      return richText([sectionOf(part.line, Math.min(room, limits.section))]);
    case 'list':
      return richText([listOf(part.lines, 'bullet', 0, room)]);
    case 'numbered':
      return richText([listOf(part.lines, 'ordered', part.from - 1, room)]);
    case 'item':
      return {
        type: 'section',
        text: plainText(part.line.map(({ text }) => text).join(''), limits.section),
        accessory: buttonOf(part.button),
      };
    case 'buttons':
      return { type: 'actions', elements: part.buttons.slice(0, most.buttons).map(buttonOf) };
  }
}

/** Items share the room that is left, so that a few long titles do not hide the others. */
function listOf(
  lines: readonly Line[],
  style: 'bullet' | 'ordered',
  offset: number,
  room: number,
): Block {
  const shown = lines.slice(0, limits.listItems);
  const each = Math.min(limits.section, Math.floor(room / Math.max(1, shown.length)));
  return {
    type: 'rich_text_list',
    style,
    ...(offset > 0 && { offset }),
    elements: shown.map((line) => sectionOf(line, each)),
  };
}

function sectionOf(line: Line, room: number): Block {
  let left = room;
  const elements = line.map((span) => {
    const text = cutLiteral(literal(oneLineWithin(span.text)), left);
    left -= text.length;
    return elementOf(span, text);
  });
  const some = elements.filter(({ text }) => text !== '');
  return {
    type: 'rich_text_section',
    elements: some.length > 0 ? some : [{ type: 'text', text: ' ' }],
  };
}

/** Blanks at the ends stay: they stand between spans. */
const oneLineWithin = (text: string): string =>
  `${/^\s/.test(text) ? ' ' : ''}${oneLine(text)}${/\S\s$/.test(text) ? ' ' : ''}`;

function elementOf({ style, url }: Span, text: string): Block {
  const target = safeUrl(url);
  const styled = style === null ? {} : { style: { [style]: true } };
  return target === null
    ? { type: 'text', text, ...styled }
    : { type: 'link', url: target, text, ...styled };
}

const plainText = (text: string, length: number): Block => ({
  type: 'plain_text',
  text: cutLiteral(literal(oneLine(text)) || ' ', length),
  emoji: false, // `:name:` in a title is text
});

const buttonOf = ({ label, action, value, style }: Button): Block => ({
  type: 'button',
  action_id: action,
  value: value.slice(0, most.value),
  text: plainText(label, most.button),
  ...(style !== null && { style }),
});

/** The words for notifications and screen readers, and all there is where blocks were refused. */
export const replyText = ({ parts }: Reply): string =>
  cutMrkdwn(
    parts
      .map(textOfPart)
      .filter((text) => text !== '')
      .join('\n'),
    limits.text,
  ) || 'PaperScout';

function textOfPart(part: Part): string {
  switch (part.type) {
    case 'title':
      return escaped(oneLine(part.text));
    case 'words':
      return ownWords(part.text);
    case 'line':
    case 'item':
      return textOfLine(part.line);
    case 'list':
      return part.lines.map((one) => `• ${textOfLine(one)}`).join('\n');
    case 'numbered':
      return part.lines.map((one, n) => `${part.from + n}. ${textOfLine(one)}`).join('\n');
    case 'buttons':
      return '';
  }
}

const textOfLine = (line: Line): string =>
  line
    .map(({ text, url }) => (url === null ? escaped(oneLineWithin(text)) : mrkdwnLink(url, text)))
    .join('');
