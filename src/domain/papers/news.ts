/** What people are told about a poll or a cycle: events in, messages out. */

import type { Content, PaperSection } from '../delivery/content.ts';
import { messagesPerDigest } from '../delivery/limits.ts';
import type { Lane, OutboxDraft } from '../delivery/outbox.ts';
import type { PaperEvent } from './event.ts';
import { textHash } from './index/hash.ts';
import { countsInWords, groupCounts, mailingName } from './tell/head.ts';
import { byNumber, lineOf } from './tell/line.ts';
import { linesOn, type Page, pagesOf } from './tell/pages.ts';

/** Who is told: the channel for papers that everybody should see. */
export interface Recipient {
  /** The channel, `C…` or `G…`. */
  readonly dest: string;
  readonly kind: 'channel';
}

/** So many lines stand in the message itself, … */
const LINES = 15;

/** … and up to so many more in its thread; beyond that it is a digest. */
const LINES_WITH_THREAD = 30;

/** Whether the channel hears of an event. `inMailing`: N documents only come with a mailing. */
function isForChannel({ kind, facts, foldedInto }: PaperEvent, inMailing: boolean): boolean {
  if (foldedInto !== null) return false;
  switch (kind) {
    case 'paper.new':
    case 'draft.published':
    case 'sd.new':
      return true;
    case 'paper.revision':
      return facts['lower'] !== true;
    case 'draft.found':
      return facts['older'] !== true;
    case 'ndoc.new':
      return inMailing;
    default:
      return false;
  }
}

/** What an event is about: a paper and its draft of the same revision are one. */
const subject = ({ key, facts }: PaperEvent): string =>
  /^[PD]\d{4}R/.test(key) ? `${facts['number']}R${facts['revision']}` : key;

/** Of events about the same thing only the last stays: one line per paper. */
const folded = (events: readonly PaperEvent[]): readonly PaperEvent[] => [
  ...new Map(events.map((event) => [subject(event), event])).values(),
];

type Papers = Extract<Content, { readonly template: 'papers' }>;

const papers = (
  head: string | null,
  sections: readonly PaperSection[],
  rest: Papers['rest'] = null,
): Papers => ({ template: 'papers', head, sections, rest });

/** Messages of which the first is the head and the others reply to it. */
function thread(
  key: string,
  { dest }: Recipient,
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
    foldable: isAlone, // what has a thread must stay where it is
    content,
    notBefore: null,
    expiresAt: null,
  }));
}

const plain = (events: readonly PaperEvent[]): Page => [
  { heading: null, lines: events.map(lineOf) },
];

/** Up to 30 lines: the first 15 in the message, the others in its thread. */
function short(events: readonly PaperEvent[]): readonly Papers[] {
  const ordered = events.toSorted(byNumber);
  const [shown, others] = [ordered.slice(0, LINES), ordered.slice(LINES)];
  const message = papers(countsInWords(ordered), plain(shown));
  return others.length === 0 ? [message] : [message, papers(null, plain(others))];
}

/** Counts in the message, all lines in its thread, as far as seven messages hold them. */
function digest(events: readonly PaperEvent[], mailing: PaperEvent | null): readonly Papers[] {
  const name = mailing === null ? [] : [mailingName(mailing)];
  const head = [...name, countsInWords(events), groupCounts(events)]
    .filter((line) => line !== '')
    .join('\n');
  const pages = pagesOf(events);
  const shown = pages.slice(0, messagesPerDigest - 1);
  const count = events.length - linesOn(shown);
  const command = mailing === null ? '/paperscout recent' : '/paperscout mailing';
  const replies = shown.map((page, n) =>
    papers(null, page, count > 0 && n === shown.length - 1 ? { count, command } : null),
  );
  return [papers(head, []), ...replies];
}

/**
 * The messages about the events of one poll or cycle: none, one, or one with its thread, at most
 * seven. The keys depend on the recipient and the events alone, so the same news twice is
 * written once.
 */
export function announce(
  events: readonly PaperEvent[],
  recipient: Recipient,
): readonly OutboxDraft[] {
  const mailing = events.find(({ kind }) => kind === 'mailing.posted') ?? null;
  const told = folded(events.filter((event) => isForChannel(event, mailing !== null)));
  if (told.length === 0) return [];
  const dedupes = [...told, ...(mailing === null ? [] : [mailing])].map(({ dedupe }) => dedupe);
  const key = `papers:${recipient.dest}:${textHash(dedupes.sort().join('\n'))}`;
  return mailing !== null || told.length > LINES_WITH_THREAD
    ? thread(key, recipient, 3, digest(told, mailing))
    : thread(key, recipient, 2, short(told));
}
