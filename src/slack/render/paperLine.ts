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

/** A file by what it is: `pdf`, `html`. */
const fileName = (url: string): string =>
  /\.([a-z]{1,5})$/i.exec(url)?.[1]?.toLowerCase() ?? 'file';

interface FileLink {
  readonly url: string;
  readonly name: string;
}

/** The links to the files of a draft, as far as they are safe. */
const filesOf = ({ files = [] }: PaperLine): readonly FileLink[] =>
  files.flatMap((file) => {
    const url = safeUrl(file);
    return url === null ? [] : [{ url, name: fileName(url) }];
  });

/** The id, which is the link; of a draft the files are links, behind it. */
function richName(line: PaperLine, id: string): readonly RichElement[] {
  const files = filesOf(line);
  const bold = { text: id, style: { bold: true } };
  const url = safeUrl(line.url);
  if (files.length === 0)
    return [url === null ? { type: 'text', ...bold } : { type: 'link', url, ...bold }];
  const links = files.flatMap((file) => [
    { type: 'text', text: ' ' },
    { type: 'link', url: file.url, text: file.name },
  ]);
  return [{ type: 'text', ...bold }, ...links];
}

/** As an item of a rich text list: titles stay literal, stars and back-ticks included. */
export function richLine(line: PaperLine, most: number): RichElement {
  const id = literal(cutLiteral(oneLine(line.id) || '?', LONGEST_ID));
  const names = filesOf(line).reduce((sum, { name }) => sum + 1 + name.length, id.length);
  const words = cutLiteral(literal(wordsOf(line, most - names)), most - names);
  const elements = [...richName(line, id), { type: 'text', text: words }];
  return { type: 'rich_text_section', elements };
}

/** As a line of `text`: what a notification shows, and all there is when blocks were refused. */
export function textLine(line: PaperLine, options: { most: number; linked: boolean }): string {
  const files = options.linked ? filesOf(line) : [];
  const url = options.linked && files.length === 0 ? line.url : null;
  const id = mrkdwnLink(url, cutLiteral(line.id, LONGEST_ID));
  const links = files.map((file) => ` ${mrkdwnLink(file.url, file.name)}`).join('');
  const words = escaped(wordsOf(line, options.most));
  return `• ${id}${links}${cutMrkdwn(words, options.most)}`;
}
