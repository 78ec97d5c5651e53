/** Events about the index as a whole rather than one entry. */

import type { PaperEvent } from '../event.ts';
import { textHash } from '../index/hash.ts';

/** So many new P ids in one poll are a mailing. */
const MAILING = 15;

/** More new entries than this share of the known ones, and than this number, are no news. */
const MASS_ADD_SHARE = 0.05;
const MASS_ADD_OVER = 300;

const DAY_MS = 24 * 60 * 60 * 1000;

/** After so long without a change of content operators hear of it. */
const FROZEN_MS = 45 * DAY_MS;

const about = (
  kind: PaperEvent['kind'],
  key: string,
  dedupe: string,
  facts: PaperEvent['facts'],
): PaperEvent => ({ kind, key, dedupe, foldedInto: null, entry: null, facts });

/** The UTC day of a moment, as `2026-08-18`. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The mailing that the new P ids are; null when there are too few. */
export function mailingPosted(papers: readonly string[], nowMs: number): PaperEvent | null {
  if (papers.length < MAILING) return null;
  const ids = papers.toSorted();
  const facts = { count: ids.length, day: dayOf(nowMs), ids };
  return about('mailing.posted', 'mailing', `mailing:${textHash(ids.join('\n'))}`, facts);
}

/** Whether so much is new at once that nobody but the operators should hear of it. */
export const isMassAdd = (added: number, known: number): boolean =>
  added > MASS_ADD_OVER && added > MASS_ADD_SHARE * known;

/** Says that a mass of entries was added; once per snapshot. */
export const massAdded = (count: number, known: number, snapshot: string): PaperEvent =>
  about('index.mass_add', 'index', `mass_add:${snapshot}`, { count, known });

/** Says that a mass of entries changed the same fields; once per snapshot. */
export const massChanged = (
  fields: readonly string[],
  count: number,
  known: number,
  snapshot: string,
): PaperEvent =>
  about('index.mass_change', 'index', `mass_change:${snapshot}`, { fields, count, known });

/** A known entry that is there no more; history only. */
export const missing = (key: string, snapshot: string): PaperEvent =>
  about('entry.missing', key, `missing:${key}:${snapshot}`, {});

/** A missing entry that is back; history only. */
export const restored = (key: string, snapshot: string): PaperEvent =>
  about('entry.restored', key, `restored:${key}:${snapshot}`, {});

/** Says that the content has not changed for 45 days; null before that. Moments in ms. */
export const frozen = (lastChangeAt: number, now: number): PaperEvent | null =>
  now - lastChangeAt < FROZEN_MS
    ? null
    : about('index.frozen', 'index', `frozen:${lastChangeAt}`, {
        since: dayOf(lastChangeAt),
        days: Math.floor((now - lastChangeAt) / DAY_MS),
      });
