/** Several messages told as one: which may share one, and what it says. */

import type { Content, Foldable, PaperSection } from './content.ts';
import { linesPerMessage } from './limits.ts';

type Papers = Extract<Foldable, { readonly template: 'papers' }>;
type Note = Extract<Foldable, { readonly template: 'note' }>;

const MOST_SECTIONS = 15; // each takes blocks, and a message has few
const MOST_NOTE_TEXT = 6_000;

/** Whether this kind of content can be told together with its like. */
export const isFoldable = (content: Content): content is Foldable =>
  content.template === 'papers' || content.template === 'note';

const linesIn = (sections: readonly PaperSection[]): number =>
  sections.reduce((sum, { lines }) => sum + lines.length, 0);

/** Sections one after the other; a heading that goes on is not repeated. */
function joined(all: readonly PaperSection[]): readonly PaperSection[] {
  const sections: PaperSection[] = [];
  for (const { heading, lines } of all) {
    const last = sections.at(-1);
    if (last === undefined || last.heading !== heading) sections.push({ heading, lines });
    else sections.splice(-1, 1, { heading, lines: [...last.lines, ...lines] });
  }
  return sections;
}

function papersFit(parts: readonly Papers[]): boolean {
  const sections = joined(parts.flatMap((part) => part.sections));
  return sections.length <= MOST_SECTIONS && linesIn(sections) <= linesPerMessage;
}

const notesFit = (parts: readonly Note[]): boolean =>
  parts.length <= linesPerMessage &&
  parts.reduce((sum, { title, text }) => sum + title.length + text.length, 0) <= MOST_NOTE_TEXT;

const isPapers = (part: Foldable): part is Papers => part.template === 'papers';
const isNote = (part: Foldable): part is Note => part.template === 'note';

const fits = (parts: readonly Foldable[]): boolean =>
  parts.every(isPapers) ? papersFit(parts) : parts.every(isNote) && notesFit(parts);

/**
 * The message for the first of these contents and as many of those behind it as fit, in order;
 * null when the first one stays alone. What comes late (`isLate`) is a digest of its own.
 */
export function digestOf(
  contents: readonly Content[],
  isLate = false,
): Extract<Content, { readonly template: 'digest' }> | null {
  const parts: Foldable[] = [];
  for (const content of contents) {
    if (!isFoldable(content) || !fits([...parts, content])) break;
    parts.push(content);
  }
  return parts.length < (isLate ? 1 : 2) ? null : { template: 'digest', parts };
}

/** What a digest of one says of it: nothing else is told alone after so long. */
const LATE = 'told late';

/** What a digest says, as content of its parts' kind. */
export function wholeOf(parts: readonly Foldable[]): Foldable {
  const papers = parts.filter(isPapers);
  return papers.length > 0 ? allPapers(papers) : allNotes(parts.filter(isNote));
}

const allNotes = (notes: readonly Note[]): Note => ({
  template: 'note',
  title: notes.length === 1 ? LATE : '',
  text: notes.map(({ title, text }) => (title === '' ? text : `*${title}*\n${text}`)).join('\n\n'),
});

function allPapers(papers: readonly Papers[]): Papers {
  const sections = joined(papers.flatMap((part) => part.sections));
  const rests = papers.flatMap(({ rest }) => rest ?? []);
  const heads = new Set(papers.map(({ head }) => head));
  const count = papers.length === 1 ? LATE : `${papers.length} messages in one`;
  const [only] = heads;
  const head = heads.size === 1 && only != null ? `${only} · ${count}` : count;
  return {
    template: 'papers',
    head,
    sections,
    rest:
      rests[0] === undefined
        ? null
        : { count: rests.reduce((sum, one) => sum + one.count, 0), command: rests[0].command },
  };
}
