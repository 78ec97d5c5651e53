/** Inline previews: which papers an ordinary message names, and what is said about them. */

import { bold, line, type Part, plain, type Reply, reply } from '../delivery/reply.ts';
import type { Paper } from './found.ts';
import type { PaperRef } from './grammar/command.ts';
import { readRef } from './grammar/ids.ts';
import { urlOf } from './replies/paper.ts';
import { dateInWords } from './replies/time.ts';

/** No message is answered for more than this. */
export const MOST_IDS = 3;

/** Code blocks, code spans, then links and mentions as Slack marks them, then bare addresses. */
const SKIPPED =
  /```[\s\S]*?(?:```|$)|`[^`\n]*`|<[^<>]*>|(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}:\/\/\S+/gi;

/** Nobody hides a paper behind more; what is longer is looked at so far. */
const LOOKED_AT = 8_000;

/** An id in brackets, or a paper with its revision. Nothing that is part of a word may adjoin. */
const NAMED =
  /(?<![\p{L}\p{N}_])(?:\[((?:[PDN]|SD-?|CWG|L?EWG|LWG|FS|EDIT)\d{1,5}(?:R\d{1,2})?)\]|([PD]\d{4}R\d{1,2}))(?![\p{L}\p{N}_])/giu;

/** The ids that a message names, as written in upper case, each once; at most three. */
export function namedIds(text: string): readonly string[] {
  const plainText = text.slice(0, LOOKED_AT).replace(SKIPPED, ' ');
  const ids = [...plainText.matchAll(NAMED)].map(([, inBrackets, bare]) =>
    (inBrackets ?? bare ?? '').toUpperCase(),
  );
  return [...new Set(ids)].filter((id) => readRef(id).type !== 'problem').slice(0, MOST_IDS);
}

/** What an id that was named refers to. */
export function refOf(id: string): PaperRef | null {
  const ref = readRef(id);
  return ref.type === 'problem' ? null : ref;
}

/** Two lines for each paper. */
export const previewOf = (papers: readonly Paper[]): Reply => reply(...papers.flatMap(linesOf));

function linesOf(paper: Paper): readonly Part[] {
  const { key, title, authors, groups, date } = paper;
  const rest = [authors.join(', '), groups.join(', '), date === null ? '' : dateInWords(date)]
    .filter((text) => text !== '')
    .join(' · ');
  return [
    line({ ...bold(key), url: urlOf(paper) }, plain(` · ${title ?? 'title unknown'}`)),
    ...(rest === '' ? [] : [line(plain(rest))]),
  ];
}

/** What was answered lately, so that nobody is told the same again and again. */
export interface Told {
  /** When an id was last answered, by channel and id, in ms that only pass. */
  readonly byChannel: ReadonlyMap<string, number>;
  /** Channel, thread and id. */
  readonly byThread: ReadonlySet<string>;
}

/** Nothing was answered yet. */
export const toldNothing: Told = { byChannel: new Map(), byThread: new Set() };

/** The same id is answered once in this time and channel. */
const AGAIN_MS = 30 * 60_000;
const MOST_KEPT = 5_000;

/** Where a message stands. */
export interface Place {
  readonly channel: string;
  readonly thread: string;
}

const inChannel = ({ channel }: Place, id: string): string => `${channel} ${id}`;
const inThread = ({ channel, thread }: Place, id: string): string => `${channel} ${thread} ${id}`;

/** Which of the ids are due for an answer here. */
export const dueIds = (
  told: Told,
  ids: readonly string[],
  at: Place,
  now: number,
): readonly string[] =>
  ids.filter((id) => {
    const last = told.byChannel.get(inChannel(at, id));
    const isFresh = last !== undefined && now - last < AGAIN_MS;
    return !isFresh && !told.byThread.has(inThread(at, id));
  });

/** Remembers an answer. What is too much is forgotten, the oldest first. */
export function withTold(told: Told, ids: readonly string[], at: Place, now: number): Told {
  const channels = [...told.byChannel].filter(([, last]) => now - last < AGAIN_MS);
  const threads = [...told.byThread, ...ids.map((id) => inThread(at, id))];
  return {
    byChannel: new Map([...channels, ...ids.map((id) => [inChannel(at, id), now] as const)]),
    byThread: new Set(threads.slice(-MOST_KEPT)),
  };
}
