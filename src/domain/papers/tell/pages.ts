import type { PaperLine, PaperSection } from '../../delivery/content.ts';
import { linesPerMessage } from '../../delivery/limits.ts';
import type { PaperEvent } from '../event.ts';
import { byGroup, isGrouped } from './head.ts';
import { byNumber, lineOf } from './line.ts';

/** Each heading and each list takes blocks, and a message has few. */
const SECTIONS = 15;

/** The sections of one message. */
export type Page = readonly PaperSection[];

const lineCount = (page: Page): number => page.reduce((sum, { lines }) => sum + lines.length, 0);

/** How many lines there are on all pages. */
export const linesOn = (pages: readonly Page[]): number =>
  pages.reduce((sum, page) => sum + lineCount(page), 0);

interface Item {
  readonly heading: string | null;
  readonly line: PaperLine;
}

const hasRoom = (page: Page): boolean =>
  page.length < SECTIONS && lineCount(page) < linesPerMessage;

/** The last page with one line more; null when it is full. */
function withLine(page: Page, { heading, line }: Item): Page | null {
  const last = page.at(-1);
  if (last?.heading === heading && lineCount(page) < linesPerMessage)
    return [...page.slice(0, -1), { heading, lines: [...last.lines, line] }];
  return hasRoom(page) ? [...page, { heading, lines: [line] }] : null;
}

/**
 * Fills messages by group: at most 30 lines each; a group that goes on repeats its heading. There
 * are no headings where no event names a group.
 */
export function pagesOf(events: readonly PaperEvent[]): readonly Page[] {
  const headed = isGrouped(events);
  const items = byGroup(events).flatMap(([group, some]) =>
    some
      .toSorted(byNumber)
      .map((event): Item => ({ heading: headed ? group : null, line: lineOf(event) })),
  );
  const pages: Page[] = [];
  for (const item of items) {
    const more = withLine(pages.at(-1) ?? [], item);
    if (more === null) pages.push([{ heading: item.heading, lines: [item.line] }]);
    else pages.splice(-1, 1, more);
  }
  return pages;
}
