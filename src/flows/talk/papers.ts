/** Answers about papers: cards, searches, lists by time. */

import type { Reply } from '../../domain/delivery/reply.ts';
import type { Paper } from '../../domain/talk/found.ts';
import type { Command, PaperRef } from '../../domain/talk/grammar/command.ts';
import {
  draftsReply,
  foundReply,
  mailingReply,
  PAGE,
  recentReply,
  type Turned,
} from '../../domain/talk/replies/lists.ts';
import { absentOf, cardOf, refName, revisionsOf } from '../../domain/talk/replies/paper.ts';
import { spanInWords } from '../../domain/talk/replies/time.ts';
import { needleOf } from '../../domain/talk/search/needle.ts';
import type { TalkNeeds } from './needs.ts';

type PaperNeeds = Pick<TalkNeeds, 'clock' | 'lookup' | 'people'>;

/** Who asks; null: everybody may read the answer, so nobody's watches are shown. */
type Reader = string | null;

const NEAREST = 3;

/** The latest of a number, or the one that was named; null: not in the index. */
export async function find(
  { lookup }: Pick<TalkNeeds, 'lookup'>,
  ref: PaperRef,
): Promise<Paper | null> {
  if (ref.type === 'id') return lookup.entry(ref.id.key);
  const family = await lookup.family(ref.number);
  return revisionsOf(family)[0] ?? family[0] ?? null;
}

/** Everything about one paper, or what is known of one that the index does not list. */
export async function card(needs: PaperNeeds, ref: PaperRef, reader: Reader): Promise<Reply> {
  const { lookup, clock } = needs;
  const number = numberOf(ref);
  const paper = await find(needs, ref);
  const drafts = number === null ? [] : await lookup.draftsOf(number);
  const watched = await isWatched(needs, ref, reader);
  if (paper !== null) {
    const family = number === null ? [paper] : await lookup.family(number);
    return cardOf({ paper, family, drafts, watched }, clock.now());
  }
  const nearest = number === null ? [] : await lookup.nearest(number, NEAREST);
  const probes = number === null ? [] : await lookup.probesOf(number);
  return absentOf({ ref, nearest, drafts, probes, watched }, clock.now());
}

/** The number of a P or D; null for everything else, which has no family. */
const numberOf = (ref: PaperRef): number | null => {
  if (ref.type === 'number') return ref.number;
  return ref.id.prefix === 'P' || ref.id.prefix === 'D' ? ref.id.number : null;
};

/** Whether the reader watches just this. Editorial issues and irregular ids: nothing to watch. */
async function isWatched(
  { people }: PaperNeeds,
  ref: PaperRef,
  reader: Reader,
): Promise<boolean | null> {
  if (ref.type === 'id' && (!ref.id.regular || ref.id.prefix === 'EDIT')) return null;
  if (reader === null) return false;
  const value = refName(ref).replace(/^[PD](\d{4})(?:R\d+)?$/, 'P$1');
  const watches = await people.watches(reader);
  return watches.some((watch) => watch.value === value);
}

type Listing = Extract<Command, { readonly type: 'search' | 'recent' | 'mailing' | 'drafts' }>;

/** A page of a list. `turned`: its words and the page, for the buttons. */
export async function list(needs: PaperNeeds, command: Listing, turned: Turned): Promise<Reply> {
  const { lookup, clock } = needs;
  const page = { offset: turned.page * PAGE, limit: PAGE };
  const now = clock.now();
  if (command.type === 'search')
    return foundReply(await lookup.search(needleOf(command.query), page), turned);
  if (command.type === 'mailing')
    return mailingReply(await lookup.mailing(command.month, page), turned);
  const within = spanInWords(command.forMs);
  const since = now - command.forMs;
  if (command.type === 'drafts')
    return draftsReply(await lookup.draftsSince(since, page), within, turned, now);
  const { group } = command;
  return recentReply(await lookup.recent(since, group, page), { within, group }, turned, now);
}
