/** Papers as a message: a head, lists under headings, and what did not fit. */

import type { Content, PaperLine, PaperSection } from '../../domain/delivery/content.ts';
import { limits } from '../../domain/delivery/limits.ts';
import { cutLiteral, cutMrkdwn, escaped, literal, oneLine, ownWords } from './literal.ts';
import { type RichElement, richLine, textLine } from './paperLine.ts';

type Papers = Extract<Content, { template: 'papers' }>;

/** More lines than this would leave too little of each. */
const MOST_LINES = 90;
const LONGEST_HEADING = 150;

/** The blocks of a message about papers. All lines share what the head leaves of the text. */
export function paperBlocks(content: Papers): readonly object[] {
  const { sections, hidden } = shortened(content.sections);
  const head = cutMrkdwn(ownWords(content.head ?? ''), limits.section);
  const foot = restWords(content, hidden);
  const lines = sections.reduce((sum, section) => sum + section.lines.length, 0);
  const headings = sections.reduce((sum, { heading }) => sum + headingOf(heading).length, 0);
  const room = limits.allText - head.length - foot.length - headings;
  const most = Math.min(limits.section, Math.floor(room / Math.max(1, lines)));
  const elements = sections.flatMap((section) => richSection(section, most));
  return [
    ...(head === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: head } }]),
    ...(elements.length === 0 ? [] : [{ type: 'rich_text', elements }]),
    ...(foot === '' ? [] : [{ type: 'context', elements: [{ type: 'mrkdwn', text: foot }] }]),
  ];
}

const headingOf = (heading: string | null): string =>
  cutLiteral(literal(oneLine(heading ?? '')), LONGEST_HEADING);

/** A heading and its lists; one list would grow too long, so there is a new one every 30 items. */
function richSection({ heading, lines }: PaperSection, most: number): readonly RichElement[] {
  const words = headingOf(heading);
  const title = { type: 'text', text: words, style: { bold: true } };
  return [
    ...(words === '' ? [] : [{ type: 'rich_text_section', elements: [title] }]),
    ...chunks(lines, limits.listItems).map((some) => ({
      type: 'rich_text_list',
      style: 'bullet',
      elements: some.map((line) => richLine(line, most)),
    })),
  ];
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, n) => items.slice(n * size, (n + 1) * size));
}

/** The first `MOST_LINES` lines, and how many more there are. */
function shortened(sections: readonly PaperSection[]): {
  readonly sections: readonly PaperSection[];
  readonly hidden: number;
} {
  let room = MOST_LINES;
  let hidden = 0;
  const kept = sections.map(({ heading, lines }) => {
    const some = lines.slice(0, room);
    room -= some.length;
    hidden += lines.length - some.length;
    return { heading, lines: some };
  });
  return { sections: kept.filter(({ lines }) => lines.length > 0), hidden };
}

function restWords({ rest }: Papers, hidden: number): string {
  const count = (rest?.count ?? 0) + hidden;
  if (count === 0) return '';
  return `… and ${count} more${rest === null ? '' : `: \`${ownWords(rest.command)}\``}`;
}

/**
 * The words for notifications and screen readers: head, then line by line as many as fit. `linked`
 * where nothing else is sent.
 */
export function paperText(content: Papers, linked: boolean): string {
  const foot = restWords(content, 0);
  const all = content.sections.flatMap((section) => withHeading(section));
  const lines: string[] = [];
  const head = cutMrkdwn(ownWords(content.head ?? ''), limits.text / 2);
  let room = limits.text - head.length - foot.length - LONGEST_REMARK;
  let named = 0;
  for (const { heading, line } of all) {
    const words = [...heading, textLine(line, { most: limits.text / 4, linked })].join('\n');
    if (words.length + 1 > room) break;
    lines.push(words);
    named += 1;
    room -= words.length + 1;
  }
  const left = all.length - named;
  const remark = left > 0 ? `… and ${left} more in this message` : '';
  return [head, ...lines, remark, foot].filter((part) => part !== '').join('\n') || 'PaperScout';
}

const LONGEST_REMARK = 60; // with the line breaks around it

interface Named {
  readonly heading: readonly string[];
  readonly line: PaperLine;
}

/** The lines; the first of a section with its heading. */
function withHeading({ heading, lines }: PaperSection): readonly Named[] {
  const words = escaped(headingOf(heading));
  return lines.map((line, index) => ({
    heading: index === 0 && words !== '' ? [words] : [],
    line,
  }));
}
