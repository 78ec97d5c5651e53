/** Lists by the page: search, recent, mailing, drafts. */

import {
  type Button,
  bold,
  code,
  type Line,
  line,
  link,
  type Part,
  plain,
  type Reply,
  reply,
} from '../../delivery/reply.ts';
import type { PaperEvent } from '../../papers/event.ts';
import { markOf, shorten } from '../../papers/tell/line.ts';
import type { Draft, Happened, Listed, Mailing, Paper } from '../found.ts';
import { filesOf, urlOf } from './paper.ts';
import { ago, dateInWords, many } from './time.ts';

/** Lines on a page. */
export const PAGE = 10;

const LONGEST_TITLE = 160;
const LONGEST_NAME = 60;

/** A list that can be turned: the words that make it again, and the page shown, from 0. */
export interface Turned {
  readonly text: string;
  readonly page: number;
}

/** What a Next or Back button brings back. */
export const turnedOf = (value: string): Turned | null => {
  const match = /^(\d{1,4}) (.+)$/s.exec(value);
  return match === null ? null : { page: Number(match[1]), text: match[2] ?? '' };
};

const button = (label: string, action: string, { text, page }: Turned): Button => ({
  label,
  action,
  value: `${page} ${text}`,
  style: null,
});

/** Back and Next, as far as there is something. */
function turning(total: number, { text, page }: Turned): readonly Part[] {
  const buttons = [
    ...(page > 0 ? [button('Back', 'talk.back', { text, page: page - 1 })] : []),
    ...((page + 1) * PAGE < total ? [button('Next', 'talk.next', { text, page: page + 1 })] : []),
  ];
  return buttons.length === 0 ? [] : [{ type: 'buttons', buttons }];
}

const isFullPage = (total: number): boolean => total > PAGE;

/** `11 to 20 of 87`; nothing where all of it is shown. */
const place = (shown: number, total: number, page: number): string =>
  isFullPage(total) && shown > 0 ? `, ${page * PAGE + 1} to ${page * PAGE + shown}` : '';

function list(head: Line, lines: readonly Line[], total: number, turned: Turned): Reply {
  const items: readonly Part[] = lines.length === 0 ? [] : [{ type: 'list', lines }];
  return reply(line(...head), ...items, ...turning(total, turned));
}

/** The first two authors. */
const names = (authors: readonly string[]): string =>
  authors
    .slice(0, 2)
    .map((name) => shorten(name, LONGEST_NAME))
    .join(', ') + (authors.length > 2 ? ' et al.' : '');

/** An entry on one line. */
export function paperSpans(paper: Paper): Line {
  const { key, title, authors, groups, date } = paper;
  const rest = [
    names(authors),
    groups.slice(0, 5).join(', '),
    date === null ? '' : dateInWords(date),
  ];
  return [
    { ...bold(key), url: urlOf(paper) },
    plain(` · ${shorten(title ?? 'title unknown', LONGEST_TITLE)}`),
    ...rest.filter((text) => text !== '').map((text) => plain(` · ${text}`)),
  ];
}

/** What a search found. */
export function foundReply({ rows, total }: Listed<Paper>, turned: Turned): Reply {
  if (total === 0)
    return reply(
      line(
        plain('Nothing found. Fewer or other words may help; '),
        code('help search'),
        plain(' says which filters there are.'),
      ),
    );
  const head = [plain(`${many(total, 'paper')} found${place(rows.length, total, turned.page)}.`)];
  return list(head, rows.map(paperSpans), total, turned);
}

/** The event behind a row, as lines of messages want it. */
const eventOf = ({ kind, key, facts: { entry, ...facts } }: Happened): PaperEvent => ({
  kind,
  key,
  dedupe: '',
  foldedInto: null,
  entry,
  facts: facts as PaperEvent['facts'], // all but `entry`
});

/** Something that happened, on one line. */
export function newsSpans(happened: Happened, now: number): Line {
  const { entry } = happened.facts;
  const event = eventOf(happened);
  const title = shorten(entry?.title ?? 'title unknown', LONGEST_TITLE);
  const rest = [
    names(entry?.authors ?? []),
    (entry?.groups ?? []).slice(0, 5).join(', '),
    ago(happened.at, now),
  ];
  return [
    { ...bold(happened.key), url: entry?.url ?? null },
    plain(` · ${markOf(event)} · ${title}`),
    ...rest.filter((text) => text !== '').map((text) => plain(` · ${text}`)),
  ];
}

/** What was new. `days`: how far back somebody asked. */
export function recentReply(
  { rows, total }: Listed<Happened>,
  of: { readonly within: string; readonly group: string | null },
  turned: Turned,
  now: number,
): Reply {
  const where = of.group === null ? '' : ` of ${of.group}`;
  if (total === 0) return reply(line(plain(`Nothing new${where} within ${of.within}.`)));
  const head = [
    plain(
      `${many(total, 'item')}${where} within ${of.within}${place(rows.length, total, turned.page)}:`,
    ),
  ];
  return list(
    head,
    rows.map((row) => newsSpans(row, now)),
    total,
    turned,
  );
}

/** A mailing; null: there is none of that month. */
export function mailingReply(mailing: Mailing | null, turned: Turned): Reply {
  if (mailing === null)
    return reply(
      line(plain('No such mailing was seen yet. One is 15 papers or more in one poll.')),
    );
  const { day, rows, total } = mailing;
  const head = [
    bold(`Mailing of ${dateInWords(day)}`),
    plain(`: ${many(total, 'paper')}${place(rows.length, total, turned.page)}.`),
  ];
  return list(head, rows.map(paperSpans), total, turned);
}

function draftSpans(draft: Draft, now: number): Line {
  const { number, revision, state, title, firstSeenAt, urls } = draft;
  const name = `D${String(number).padStart(4, '0')}R${revision}`;
  return [
    { ...bold(name), url: urls[0] ?? null },
    plain(
      ` · ${shorten(title ?? 'title unknown', LONGEST_TITLE)} · seen ${ago(firstSeenAt, now)} · `,
    ),
    plain(state === 'published' ? 'published since · ' : 'unpublished, may change · '),
    ...filesOf(draft),
    ...(urls.length === 0 ? [link('no file left', null)] : []),
  ];
}

/** Drafts that were seen. */
export function draftsReply(
  { rows, total }: Listed<Draft>,
  within: string,
  turned: Turned,
  now: number,
): Reply {
  if (total === 0)
    return reply(line(plain(`No draft was seen for the first time within ${within}.`)));
  const head = [
    plain(
      `${many(total, 'draft')} first seen within ${within}${place(rows.length, total, turned.page)}:`,
    ),
  ];
  return list(
    head,
    rows.map((draft) => draftSpans(draft, now)),
    total,
    turned,
  );
}
