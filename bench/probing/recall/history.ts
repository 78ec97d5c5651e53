/** Six years of mailings, and a stated guess at when each paper lay on isocpp.org as a draft before. */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { indexId } from '../../../src/domain/papers/id/id.ts';
import type { Extension } from '../../../src/domain/papers/probe/file.ts';
import { assembled } from '../../../test/support/papers/wg21.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A revision of a paper. */
export interface Paper {
  readonly number: number;
  readonly revision: number;
  readonly extension: Extension;
}

/** A paper with the moments of its life, in ms since the epoch. */
export interface Draft extends Paper {
  /** It lies on isocpp.org, as a D file in the form in which it will be published. */
  readonly appearsAt: number;
  readonly publishedAt: number;
}

/** Papers that came into the index together. */
export interface Release {
  readonly at: number;
  readonly papers: readonly Paper[];
}

export interface History {
  readonly begin: number;
  readonly end: number;
  /** What was published before, with its date. */
  readonly before: readonly (Paper & { readonly at: number })[];
  /** Oldest first. */
  readonly releases: readonly Release[];
  readonly drafts: readonly Draft[];
}

/** How long drafts lie there before they are published. */
export interface LeadModel {
  readonly seed: number;
  /** Log-normal: half of all lead times are shorter than this … */
  readonly medianDays: number;
  /** … and this is the standard deviation of their logarithm. */
  readonly sigma: number;
  /** Where the history begins; default: with the first mailing, April 2020. */
  readonly begin?: number;
}

/** No draft is shorter there, and none longer. */
const SHORTEST_MS = 2 * HOUR_MS;
const LONGEST_MS = 60 * DAY_MS;

/** Mailings have no day in the list. */
const MAILING_DAY = 18;

const FIRST = Date.UTC(2020, 3, 1);

/** Numbers in [0, 1) from a seed: mulberry32. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const normal = (next: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

function paperOf(text: string): Paper | null {
  const [key = '', suffix] = text.split('.');
  const id = indexId(key);
  if (id?.prefix !== 'P' || !id.regular || id.revision === null) return null;
  const extension = suffix === 'pdf' ? 'pdf' : 'html';
  return { number: id.number, revision: id.revision, extension };
}

function mailings(): readonly Release[] {
  const file = new URL('../../../test/fixtures/wg21/papers-by-mailing.json.gz', import.meta.url);
  const lists: Record<string, string[]> = JSON.parse(gunzipSync(readFileSync(file)).toString());
  return Object.entries(lists).map(([month, ids]) => ({
    at: Date.parse(`${month}-01T12:00Z`) + (MAILING_DAY - 1) * DAY_MS,
    papers: ids.flatMap((id) => paperOf(id) ?? []),
  }));
}

const keyOf = ({ number, revision }: Paper): string => `${number}R${revision}`;

/** Dated papers of the index that are in no mailing: most are older than the mailings. */
function others(listed: ReadonlySet<string>): readonly (Paper & { readonly at: number })[] {
  return Object.entries(assembled()).flatMap(([key, entry]) => {
    const paper = paperOf(key);
    const at = Date.parse(String(entry['date']));
    return paper === null || Number.isNaN(at) || listed.has(keyOf(paper)) ? [] : [{ ...paper, at }];
  });
}

/** The history with the drafts that a model puts before it. */
export function historyBy({ seed, medianDays, sigma, begin = FIRST }: LeadModel): History {
  const releases = mailings();
  const rest = others(new Set(releases.flatMap(({ papers }) => papers.map(keyOf))));
  const next = generator(seed);
  const publishedAt = new Map<number, number>();
  const drafts = releases.flatMap(({ at, papers }) =>
    papers.map((paper): Draft => {
      const drawn = medianDays * Math.exp(sigma * normal(next)) * DAY_MS;
      const lead = Math.min(Math.max(drawn, SHORTEST_MS), LONGEST_MS);
      // Nobody works on R2 before R1 is out.
      const free = (publishedAt.get(paper.number) ?? FIRST) + DAY_MS;
      publishedAt.set(paper.number, at);
      const appearsAt = Math.min(Math.max(at - lead, free), at - SHORTEST_MS);
      return { ...paper, appearsAt, publishedAt: at };
    }),
  );
  const single = rest.map(({ at, ...paper }): Release => ({ at, papers: [paper] }));
  const all = [...releases, ...single].toSorted((a, b) => a.at - b.at);
  return {
    begin,
    end: releases.at(-1)?.at ?? begin,
    before: all
      .filter(({ at }) => at < begin)
      .flatMap(({ at, papers }) => papers.map((paper) => ({ ...paper, at }))),
    releases: all.filter(({ at }) => at >= begin),
    drafts: drafts.filter(({ appearsAt }) => appearsAt >= begin),
  };
}
