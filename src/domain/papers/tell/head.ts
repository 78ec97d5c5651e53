import { groupOrder } from '../entry/groups.ts';
import type { EventKind, PaperEvent } from '../event.ts';
import { dayInWords, numberFact } from './line.ts';

/** The heading of lines whose papers name no group. */
export const NO_GROUP = 'No group given';

const words: readonly (readonly [one: string, many: string, kinds: readonly EventKind[]])[] = [
  ['new paper', 'new papers', ['paper.new']],
  ['new revision', 'new revisions', ['paper.revision']],
  ['published draft', 'published drafts', ['draft.published']],
  ['draft', 'drafts', ['draft.found', 'draft.updated']],
  ['N document', 'N documents', ['ndoc.new']],
  ['standing document', 'standing documents', ['sd.new']],
  ['issue', 'issues', ['issue.new']],
  ['editorial issue', 'editorial issues', ['editorial.new']],
  ['listed draft', 'listed drafts', ['draft.listed']],
  ['change', 'changes', ['meta.changed']],
];

/** `2 new papers, 1 new revision`. */
export const countsInWords = (events: readonly PaperEvent[]): string =>
  words
    .map(([one, many, kinds]) => {
      const count = events.filter(({ kind }) => kinds.includes(kind)).length;
      return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
    })
    .filter((text) => text !== '')
    .join(', ');

/** `Mailing of 18 Aug 2026: 102 papers`; a mailing has no name in the index, only a day. */
export const mailingName = (mailing: PaperEvent): string =>
  `Mailing of ${dayInWords(String(mailing.facts['day']))}: ${numberFact(mailing, 'count')} papers`;

/** `Mailing of 18 Aug 2026: 5 of 102 match you`. */
export function matchWords(mailing: PaperEvent, count: number, kind: 'user' | 'channel'): string {
  const day = dayInWords(String(mailing.facts['day']));
  const whom = kind === 'user' ? 'match you' : 'match what is watched here';
  return `Mailing of ${day}: ${count} of ${numberFact(mailing, 'count')} ${whom}`;
}

/** What was held for too long to be listed. */
export const awayWords = (count: number): string =>
  count === 0 ? '' : `${count} ${count === 1 ? 'item' : 'items'} while you were away`;

/** The group under which an event is listed: the first one that it names. */
export const groupOf = (event: PaperEvent): string => event.entry?.groups[0] ?? NO_GROUP;

/** Whether any of them names a group; where none does, there is nothing to order them by. */
export const isGrouped = (events: readonly PaperEvent[]): boolean =>
  events.some((event) => groupOf(event) !== NO_GROUP);

const rank = (group: string): number => {
  if (group === NO_GROUP) return groupOrder.length + 1;
  const at = groupOrder.indexOf(group);
  return at < 0 ? groupOrder.length : at; // unknown names behind the known ones
};

/** Things by the group under which their event is listed, in the order of the lists. */
export const byGroup = <T>(
  things: readonly T[],
  eventOf: (thing: T) => PaperEvent,
): readonly (readonly [group: string, things: readonly T[]])[] =>
  [...Map.groupBy(things, (thing) => groupOf(eventOf(thing)))].sort(
    ([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1),
  );

/**
 * `EWG 12 · LEWG 20 · No group given 5`. Names that the table of groups does not know are
 * foreign text and are counted together: a head is our own words. Empty where no group is named.
 */
export function groupCounts(events: readonly PaperEvent[]): string {
  if (!isGrouped(events)) return '';
  const isOurs = (group: string): boolean => group === NO_GROUP || groupOrder.includes(group);
  const counts = byGroup(events, (event) => event).map(
    ([group, some]) => [group, some.length] as const,
  );
  const others = counts
    .filter(([group]) => !isOurs(group))
    .reduce((sum, [, count]) => sum + count, 0);
  const known = counts.filter(([group]) => isOurs(group));
  return [...known, ...(others > 0 ? [['other groups', others] as const] : [])]
    .map(([group, count]) => `${group} ${count}`)
    .join(' · ');
}
