import type { PaperLine, PaperSection } from '../../delivery/content.ts';
import { linesPerMessage } from '../../delivery/limits.ts';
import { byGroup, isGrouped } from './head.ts';
import type { Item } from './item.ts';
import { byNumber, lineOf } from './line.ts';

/** Each heading and each list takes blocks, and a message has few. */
const SECTIONS = 15;

/** The sections of one message. */
export type Page = readonly PaperSection[];

const lineCount = (page: Page): number => page.reduce((sum, { lines }) => sum + lines.length, 0);

/** How many lines there are on all pages. */
export const linesOn = (pages: readonly Page[]): number =>
  pages.reduce((sum, page) => sum + lineCount(page), 0);

interface Placed {
  readonly heading: string | null;
  readonly line: PaperLine;
}

const hasRoom = (page: Page): boolean =>
  page.length < SECTIONS && lineCount(page) < linesPerMessage;

/** The last page with one line more; null when it is full. */
function withLine(page: Page, { heading, line }: Placed): Page | null {
  const last = page.at(-1);
  if (last?.heading === heading && lineCount(page) < linesPerMessage)
    return [...page.slice(0, -1), { heading, lines: [...last.lines, line] }];
  return hasRoom(page) ? [...page, { heading, lines: [line] }] : null;
}

const byEvent = (a: Item, b: Item): number => byNumber(a.event, b.event);

const placed = (heading: string | null, items: readonly Item[]): readonly Placed[] =>
  items.toSorted(byEvent).map((item) => ({ heading, line: lineOf(item) }));

function inGroups(items: readonly Item[], others: string | null): readonly Placed[] {
  const headed = isGrouped(items.map(({ event }) => event));
  return byGroup(items, ({ event }) => event).flatMap(([group, some]) =>
    placed(headed ? group : others, some),
  );
}

/**
 * Fills messages by group: at most 30 lines each; a group that goes on repeats its heading. There
 * are no headings where no event names a group. `yoursFirst`: what has a reason stands before
 * the groups, under a heading of its own.
 */
export function pagesOf(items: readonly Item[], yoursFirst: boolean): readonly Page[] {
  const yours = yoursFirst ? items.filter(({ because }) => because.length > 0) : [];
  const others = items.filter((item) => !yours.includes(item));
  const lines =
    yours.length === 0
      ? inGroups(others, null)
      : [...placed('Yours', yours), ...inGroups(others, 'The others')];
  const pages: Page[] = [];
  for (const line of lines) {
    const more = withLine(pages.at(-1) ?? [], line);
    if (more === null) pages.push([{ heading: line.heading, lines: [line.line] }]);
    else pages.splice(-1, 1, more);
  }
  return pages;
}
