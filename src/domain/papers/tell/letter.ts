/** Items as messages to one recipient: one, or one with its thread, at most seven. */

import type { Content, PaperSection } from '../../delivery/content.ts';
import { messagesPerDigest } from '../../delivery/limits.ts';
import type { Lane, OutboxDraft } from '../../delivery/outbox.ts';
import type { PaperEvent } from '../event.ts';
import { textHash } from '../index/hash.ts';
import { awayWords, countsInWords, groupCounts, mailingName, matchWords } from './head.ts';
import { folded, type Item, mailingAmong } from './item.ts';
import { byNumber, lineOf, listFact } from './line.ts';
import { linesOn, type Page, pagesOf } from './pages.ts';

/** To whom, and in what circumstances. */
export interface Address {
  /** `C…`, `G…`, `U…` or `W…`. */
  readonly dest: string;
  readonly kind: 'user' | 'channel';
  /** A digest however few there are: after a long pause. */
  readonly asDigest?: boolean;
  /** What was held for so long that it is only counted. */
  readonly away?: readonly PaperEvent[];
}

/** So many lines stand in the message itself, … */
const LINES = 15;

/** … and up to so many more in its thread; beyond that it is a digest. */
const LINES_WITH_THREAD = 30;

type Papers = Extract<Content, { readonly template: 'papers' }>;

const papers = (
  head: string | null,
  sections: readonly PaperSection[],
  rest: Papers['rest'] = null,
): Papers => ({ template: 'papers', head, sections, rest });

/** Messages of which the first is the head and the others reply to it. */
function thread(
  key: string,
  dest: string,
  lane: Lane,
  contents: readonly Papers[],
): readonly OutboxDraft[] {
  const isAlone = contents.length === 1;
  return contents.map((content, n) => ({
    dedupeKey: n === 0 ? key : `${key}:${n}`,
    dest,
    lane,
    kind: 'post',
    anchorKey: n === 0 && !isAlone ? key : null,
    threadOf: n === 0 ? null : key,
    foldable: isAlone && lane === 2, // what has a thread must stay where it is
    content,
    notBefore: null,
    expiresAt: null,
  }));
}

const plain = (items: readonly Item[]): readonly Page[] =>
  items.length === 0 ? [] : [[{ heading: null, lines: items.map(lineOf) }]];

const inWords = (lines: readonly string[]): string =>
  lines.filter((line) => line !== '').join('\n');

/** Up to 30 lines: the first 15 in the message, the others in its thread. */
function short(head: readonly string[], items: readonly Item[]): readonly Papers[] {
  const ordered = items.toSorted((a, b) => byNumber(a.event, b.event));
  const [shown, others] = [ordered.slice(0, LINES), ordered.slice(LINES)];
  const message = papers(inWords(head), plain(shown).flat());
  return others.length === 0 ? [message] : [message, papers(null, plain(others).flat())];
}

/** Counts in the message, all lines in its thread, as far as seven messages hold them. */
function digest(
  head: readonly string[],
  items: readonly Item[],
  { command, yoursFirst }: { readonly command: string; readonly yoursFirst: boolean },
): readonly Papers[] {
  const pages = pagesOf(items, yoursFirst);
  const shown = pages.slice(0, messagesPerDigest - 1);
  const count = items.length - linesOn(shown);
  const replies = shown.map((page, n) =>
    papers(null, page, count > 0 && n === shown.length - 1 ? { count, command } : null),
  );
  return [papers(inWords([...head, groupCounts(items.map(({ event }) => event))]), []), ...replies];
}

const isIn = (mailing: PaperEvent, { event }: Item): boolean =>
  listFact(mailing, 'ids').includes(event.key);

/** How many ids of the mailing these lines are about, those that a line names beside its own too. */
const idsIn = (mailing: PaperEvent, items: readonly Item[]): number =>
  items
    .filter((item) => isIn(mailing, item))
    .reduce((sum, { event }) => sum + 1 + listFact(event, 'also').length, 0);

const counts = (items: readonly Item[]): string => countsInWords(items.map(({ event }) => event));

/** `5 of 102 match you`, and what there is beside the mailing. */
function matchHead(items: readonly Item[], mailing: PaperEvent, kind: Address['kind']) {
  const beside = items.filter((item) => !isIn(mailing, item));
  const match = matchWords(mailing, idsIn(mailing, items), kind);
  return [match, beside.length === 0 ? '' : `Beside it: ${counts(beside)}`];
}

/** The words above the lines, and whether this is the whole list of a mailing. */
function headOf(items: readonly Item[], mailing: PaperEvent | null, { kind, away }: Address) {
  const absent = awayWords(away?.length ?? 0);
  if (mailing === null) return { isWhole: false, head: [counts(items), absent] };
  const yours = items.filter(({ because }) => because.length > 0);
  const isWhole = yours.length < items.length;
  if (!isWhole) return { isWhole, head: [...matchHead(items, mailing, kind), absent] };
  const first = kind === 'user' && yours.length > 0 ? 'Yours come first.' : '';
  return { isWhole, head: [mailingName(mailing), counts(items), first, absent] };
}

/**
 * The messages about these items. Of a mailing people see the whole list where some lines have no
 * reason, else how many of it match. The keys depend on the recipient and the events alone, so
 * the same news twice is written once.
 */
export function letter(items: readonly Item[], address: Address): readonly OutboxDraft[] {
  const { dest, kind, asDigest = false, away = [] } = address;
  const mailing = mailingAmong(items);
  const told = folded(items.filter(({ event }) => event.kind !== 'mailing.posted'));
  if (told.length === 0 && away.length === 0) return [];
  const { head, isWhole } = headOf(told, mailing, address);
  const dedupes = [...items.map(({ event }) => event), ...away].map(({ dedupe }) => dedupe);
  const key = `papers:${dest}:${textHash(dedupes.sort().join('\n'))}`;
  const isDigest = isWhole || told.length > LINES_WITH_THREAD || (asDigest && told.length > 0);
  if (!isDigest) return thread(key, dest, mailing === null ? 2 : 3, short(head, told));
  const command = mailing === null ? '/paperscout recent' : '/paperscout mailing';
  const yoursFirst = isWhole && kind === 'user';
  return thread(key, dest, 3, digest(head, told, { command, yoursFirst }));
}
