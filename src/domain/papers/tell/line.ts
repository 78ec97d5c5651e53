import type { PaperLine } from '../../delivery/content.ts';
import type { PaperEvent } from '../event.ts';
import { indexId } from '../id/id.ts';
import type { Item } from './item.ts';

const LONGEST_TITLE = 160;
const LONGEST_NAME = 60;
const MOST_AUTHORS = 2;
const MOST_GROUPS = 5;
const MOST_FILES = 4; // D and P, each as pdf and html

/** A fact that is a number; null when there is none. */
export function numberFact({ facts }: PaperEvent, name: string): number | null {
  const value = facts[name];
  return typeof value === 'number' ? value : null;
}

/** A fact that is a list of texts; empty when there is none. */
export function listFact({ facts }: PaperEvent, name: string): readonly string[] {
  const value = facts[name];
  return Array.isArray(value) ? value : [];
}

/** Cuts between characters and says so. */
export const shorten = (text: string, length: number): string =>
  text.length <= length
    ? text
    : `${text
        .slice(0, length - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')
        .trimEnd()}…`;

const monthNames = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `2026-08-18` as people read it: `18 Aug 2026`. */
export function dayInWords(iso: string): string {
  const [year = '', month = '', day = ''] = iso.split('-');
  return `${Number(day)} ${monthNames[Number(month) - 1] ?? month} ${year}`;
}

function ago(days: number | null): string {
  if (days === null || days < 1) return 'today';
  return days === 1 ? 'yesterday' : `${days} days ago`;
}

function revisionMark(event: PaperEvent): string {
  const previous = numberFact(event, 'previous');
  const revision = numberFact(event, 'revision');
  if (previous === null || revision === null) return 'new';
  return event.facts['lower'] === true ? 'new, older revision' : `R${previous} → R${revision}`;
}

/** A paper of which only a draft of another revision was seen says so. */
function withDraft(mark: string, event: PaperEvent): string {
  const revision = numberFact(event, 'draft_revision');
  if (revision === null) return mark;
  return `${mark}, draft R${revision} was seen ${ago(numberFact(event, 'draft_days'))}`;
}

/** What happened, in few words. */
export function markOf(event: PaperEvent): string {
  switch (event.kind) {
    case 'draft.published':
      return `published, draft seen ${ago(numberFact(event, 'draft_days'))}`;
    case 'draft.found':
      return event.facts['older'] === true
        ? 'older draft found, unpublished, may change'
        : 'draft, unpublished, may change';
    case 'draft.updated':
      return event.facts['reason'] === 'submitted'
        ? 'draft, submitted, unpublished, may change'
        : 'draft, re-uploaded, unpublished, may change';
    case 'draft.listed':
      return 'draft, listed in the index';
    case 'meta.changed':
      return event.facts['field'] === 'author' ? 'authors changed' : 'title changed';
    default:
      return withDraft(revisionMark(event), event);
  }
}

/** A draft may go by the title of an earlier revision until its own is known. */
function titleOf({ facts, entry }: PaperEvent): string | null {
  const title = entry?.title ?? null;
  const of = facts['title_of'];
  return title === null || typeof of !== 'string' ? title : `title of ${of}: ${title}`;
}

/** An item as a line of a message. */
export function lineOf({ event, because }: Item): PaperLine {
  const { authors = [], groups = [], url = null } = event.entry ?? {};
  const title = titleOf(event);
  const files = listFact(event, 'files').slice(0, MOST_FILES);
  return {
    id: event.key,
    url,
    ...(files.length > 0 ? { files } : {}),
    mark: markOf(event),
    title: title === null ? null : shorten(title, LONGEST_TITLE),
    authors: authors.slice(0, MOST_AUTHORS).map((name) => shorten(name, LONGEST_NAME)),
    more: authors.length > MOST_AUTHORS,
    groups: groups.slice(0, MOST_GROUPS).map((name) => shorten(name, LONGEST_NAME)),
    also: listFact(event, 'also'),
    because,
  };
}

const place = (event: PaperEvent): string => {
  const id = indexId(event.key);
  const two = (n: number): string => String(n).padStart(6, '0');
  return id === null ? event.key : `${id.prefix} ${two(id.number)} ${two(id.revision ?? 0)}`;
};

/** P before the others, then by number. */
export function byNumber(a: PaperEvent, b: PaperEvent): number {
  const first = Number(b.key.startsWith('P')) - Number(a.key.startsWith('P'));
  return first || (place(a) < place(b) ? -1 : 1);
}
