/** One paper or draft as a line, in the two languages of Slack. */

import type { PaperLine } from '../../domain/delivery/content.ts';
import {
  cutLiteral,
  cutMrkdwn,
  escaped,
  literal,
  mrkdwnLink,
  oneLine,
  safeUrl,
} from './literal.ts';

/** An element of rich text. */
export type RichElement = Readonly<Record<string, unknown>>;

const SHORTEST_TITLE = 40;
const LONGEST_ID = 60;

/** Title and all the rest of a line, unescaped; `most` code units together at most. */
function wordsOf(line: PaperLine, most: number): string {
  const title = oneLine(line.title ?? '') || 'title unknown';
  const around = [...before(line), ...after(line)].join(' · ').length;
  const room = Math.max(SHORTEST_TITLE, most - around - 3 * ' · '.length);
  const parts = [...before(line), cutLiteral(title, room), ...after(line)];
  return cutLiteral(parts.map((part) => ` · ${part}`).join(''), most);
}

const before = ({ mark }: PaperLine): readonly string[] => present([oneLine(mark)]);

const after = ({ authors, more, groups, also, because }: PaperLine): readonly string[] =>
  present([
    oneLine(authors.join(', ')) + (more ? ' et al.' : ''),
    oneLine(groups.join(', ')),
    also.length > 0 ? `also ${oneLine(also.join(', '))}` : '',
    because.length > 0 ? `because: ${oneLine(because.join(', '))}` : '',
  ]);

const present = (parts: readonly string[]): readonly string[] =>
  parts.filter((part) => part !== '');

/** As an item of a rich text list: titles stay literal, stars and back-ticks included. */
export function richLine(line: PaperLine, most: number): RichElement {
  const id = literal(cutLiteral(oneLine(line.id) || '?', LONGEST_ID));
  const words = cutLiteral(literal(wordsOf(line, most - id.length)), most - id.length);
  const url = safeUrl(line.url);
  const named =
    url === null
      ? { type: 'text', text: id, style: { bold: true } }
      : { type: 'link', url, text: id, style: { bold: true } };
  return { type: 'rich_text_section', elements: [named, { type: 'text', text: words }] };
}

/** As a line of `text`: what a notification shows, and all there is when blocks were refused. */
export function textLine(line: PaperLine, options: { most: number; linked: boolean }): string {
  const id = mrkdwnLink(options.linked ? line.url : null, cutLiteral(line.id, LONGEST_ID));
  const words = escaped(wordsOf(line, options.most));
  return `• ${id}${cutMrkdwn(words, options.most)}`;
}
