import type { PaperEvent } from '../../../src/domain/papers/event.ts';
import { Matcher } from '../../../src/domain/papers/match/matcher.ts';
import { subjectOf } from '../../../src/domain/papers/match/subject.ts';
import {
  noFilters,
  type Watch,
  type WatchFilters,
  type WatchKind,
  watchWords,
} from '../../../src/domain/papers/match/watch.ts';
import { event } from './news.ts';

/** A watch that was made before everything. */
export const watching = (
  kind: WatchKind,
  value: string,
  filters: Partial<WatchFilters> = {},
  more: Partial<Watch> = {},
): Watch => ({
  id: `${kind} ${value}`,
  kind,
  value,
  filters: { ...noFilters, ...filters },
  delivery: null,
  createdSeq: '0',
  ...more,
});

/** A paper about which something happened: title, authors and groups as the index has them. */
export const about = (
  key: string,
  entry: { title?: string | null; authors?: readonly string[]; groups?: readonly string[] },
  more: Partial<PaperEvent> = {},
): PaperEvent => {
  const { title = 'Untitled', authors = [], groups = [] } = entry;
  return event(key, { entry: { title, authors, groups, date: null, url: null }, ...more });
};

/** What matches, in words. */
export const hits = (
  watches: readonly Watch[],
  one: PaperEvent,
  text: string | null = null,
): readonly string[] =>
  new Matcher(watches)
    .hits(subjectOf(one, text))
    .map(({ watch, inText }) => `${watchWords(watch)}${inText ? ' (in text)' : ''}`)
    .sort();
