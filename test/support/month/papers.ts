/** Papers as they come: a few on working days, a mailing, and drafts before anybody announced them. */

import { pdfBody } from '../../../src/commands/world/drafts/bodies.ts';
import type { IndexObject } from '../papers/wg21.ts';
import type { Happening } from './drive.ts';
import type { innerDrafts, innerIndex } from './sources.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A draft is looked for every two hours, a paper every half hour. */
const LATE_MS = 2.5 * HOUR;

/** Which papers there are to come. */
export interface Supply {
  /** The index at the start. */
  readonly base: IndexObject;
  /** What a mailing brings in one burst. */
  readonly mailing: IndexObject;
  /** Numbers that nobody has used yet, close to the frontier; the mailing moves it. */
  readonly free: { readonly before: readonly number[]; readonly after: readonly number[] };
}

/** What must be told, in the channel of everybody. */
export interface Promised {
  readonly papers: string[];
  readonly drafts: string[];
}

const entryOf = (id: string, title: string) => ({
  type: 'paper',
  title,
  author: 'Ada Lovelace, Li Wei',
  date: '2026-09-01',
  link: `https://wg21.link/${id.toLowerCase()}`,
});

/** Of each number in a burst the highest revision has a line; the others are named in it. */
function highestOf(ids: readonly string[]): readonly string[] {
  const all = ids.flatMap((id) => {
    const [, number, revision] = /^P(\d{4})R(\d+)$/.exec(id) ?? [];
    return number === undefined ? [] : [{ id, number, revision: Number(revision) }];
  });
  return [...Map.groupBy(all, ({ number }) => number).values()]
    .flatMap((same) => same.toSorted((a, b) => b.revision - a.revision).slice(0, 1))
    .map(({ id }) => id);
}

/** A run of `days`: a paper on each working day, a draft on every second day, a mailing in the middle. */
export function papers(
  { mailing, free }: Supply,
  index: ReturnType<typeof innerIndex>,
  drafts: ReturnType<typeof innerDrafts>,
  days: number,
) {
  const promised: Promised = { papers: [], drafts: [] };
  const rest = { before: [...free.before], after: [...free.after] };
  const publish = (number: number): void => {
    const id = `P${number}R0`;
    promised.papers.push(id);
    index.publish({ [id]: entryOf(id, `Paper ${number} about ranges`) });
  };
  const lay = (number: number): void => {
    const name = `D${number}R0`;
    promised.drafts.push(name);
    drafts.put(`${name}.pdf`, pdfBody(`Draft ${number}`).toString('latin1'));
  };
  /** A number is published on a working day; another is laid down, and perhaps published later. */
  const ofDay = (day: number): readonly Happening[] => {
    const near = day < days / 2 ? rest.before : rest.after;
    const [number = 0, early = 0] = [near.shift(), day % 2 === 0 ? near.shift() : undefined];
    const at = (later: number, hour: number): number => (day + later) * DAY + hour * HOUR;
    return [
      { isSo: day % 7 < 5, at: at(0, 1 + (day % 7)), happens: () => publish(number) },
      { isSo: day % 2 === 0, at: at(0, 1), happens: () => lay(early) },
      { isSo: day % 4 === 0, at: at(3, 13), happens: () => publish(early) },
    ].filter(({ isSo }) => isSo);
  };
  const happenings = Array.from({ length: Math.ceil(days) }, (_, day) => ofDay(day)).flat();
  happenings.push({
    at: Math.floor(days * 12) * HOUR + 10 * 60_000,
    happens: () => {
      promised.papers.push(...highestOf(Object.keys(mailing)));
      index.publish(mailing);
    },
  });
  // What comes in the last hours may still be on its way when the run ends.
  return { happenings: happenings.filter(({ at }) => at < days * DAY - LATE_MS), promised };
}
