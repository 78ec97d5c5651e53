/** Drafts and where they are looked for, in memory. */

import type { Draft, Probed } from '../../../domain/talk/found.ts';
import type { Tables } from '../tables.ts';

const byUrl = (a: { readonly url: string }, b: { readonly url: string }): number =>
  a.url < b.url ? -1 : 1;

type DraftRow = Parameters<Tables['drafts']['set']>[1];

/** A draft with its files, and its own title or that of the latest published revision. */
function draftOf(tables: Tables, row: DraftRow): Draft {
  const { number, revision, state, firstSeenAt, lastChangeAt } = row;
  const files = [...tables.draftFiles.values()]
    .filter((file) => file.number === number && file.revision === revision && file.misses < 2)
    .toSorted(byUrl);
  const published = [...tables.entries.values()]
    .filter((entry) => entry.prefix === 'P' && entry.regular && entry.number === number)
    .toSorted((a, b) => (b.revision ?? 0) - (a.revision ?? 0));
  const titles = [...files, ...published].map(({ title }) => title);
  return {
    number,
    revision,
    state,
    firstSeenAt,
    lastChangeAt,
    urls: files.map(({ url }) => url),
    title: titles.find((title) => title !== null) ?? null,
  };
}

/** The drafts of a number, by revision. */
export const draftsOf = (tables: Tables, number: number): readonly Draft[] =>
  [...tables.drafts.values()]
    .filter((row) => row.number === number)
    .toSorted((a, b) => a.revision - b.revision)
    .map((row) => draftOf(tables, row));

/** Drafts first seen since a moment, the latest first. */
export const draftsSince = (tables: Tables, since: number): readonly Draft[] =>
  [...tables.drafts.values()]
    .filter(({ firstSeenAt, state }) => firstSeenAt >= since && state !== 'vanished')
    .toSorted(
      (a, b) => b.firstSeenAt - a.firstSeenAt || b.number - a.number || b.revision - a.revision,
    )
    .map((row) => draftOf(tables, row));

/** Where drafts of a number are looked for. */
export const probesOf = (tables: Tables, number: number): readonly Probed[] =>
  [...tables.probes.values()]
    .filter((row) => row.number === number)
    .toSorted(byUrl)
    .map(({ url, class: name, lastAsked, lastStatus }) => {
      const cycle = [...tables.probeCycles.values()].find((one) => one.cycle === lastAsked);
      return { url, class: name, lastAskedAt: cycle?.endedAt ?? null, lastStatus };
    });
