/** Whether a watch that matches is told of an event. */

import type { EventKind, PaperEvent } from '../event.ts';
import { holdsPhrase } from './phrase.ts';
import type { Subject } from './subject.ts';
import { kindWords, type Watch } from './watch.ts';

type Who = Pick<Watch, 'kind' | 'filters'>;

/** A watch on one number or id hears more of it than others do. */
const isOnNumber = ({ kind }: Who): boolean => kind === 'paper' || kind === 'issue';

const isAsked = ({ filters }: Who, event: EventKind): boolean =>
  filters.kinds.some((word) => (kindWords[word] as readonly EventKind[]).includes(event));

function byDefault(watch: Who, { kind, facts }: PaperEvent): boolean {
  switch (kind) {
    case 'paper.new':
    case 'draft.published':
    case 'ndoc.new':
    case 'sd.new':
      return true;
    case 'paper.revision':
      return facts['lower'] !== true || isOnNumber(watch);
    case 'draft.found':
      return facts['older'] !== true || isOnNumber(watch);
    case 'draft.updated':
    case 'draft.listed':
    case 'meta.changed':
    case 'issue.new':
    case 'editorial.new':
      return isOnNumber(watch);
    case 'draft.vanished':
    case 'entry.missing':
    case 'entry.restored':
    case 'mailing.posted':
    case 'index.mass_change':
    case 'index.mass_add':
    case 'index.frozen':
      return false;
  }
}

const isIssue = (kind: EventKind): boolean => kind === 'issue.new' || kind === 'editorial.new';

/** By the kinds that are told by default, or those that the watch asks for; what another event tells is not. */
export function isTold(watch: Who, event: PaperEvent): boolean {
  if (event.foldedInto !== null) return false;
  if (watch.kind === 'author' && isIssue(event.kind)) return false;
  return watch.filters.kinds.length === 0 ? byDefault(watch, event) : isAsked(watch, event.kind);
}

/** `group:` and `-word`. */
export function passes({ filters }: Who, { groups, title }: Subject): boolean {
  const isIn = filters.groups.length === 0 || filters.groups.some((one) => groups.includes(one));
  return isIn && !filters.without.some((word) => holdsPhrase(title, word));
}
