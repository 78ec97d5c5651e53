/** The canaries: one file that must be missing, up to three that must be there. */

import type { Kind } from '../../../health/failure.ts';
import type { Meaning } from '../meaning.ts';
import type { ProbeMemory } from './memory.ts';

const MOST_CANARIES = 3;
/** A file is trusted when it was verified twice, so many cycles apart. */
const TRUST_CYCLES = 12;
/** When all canaries have failed for so long, something else lies there now. */
const FORGET_CYCLES = 48;

/** What a canary's answer says: as it should be, another answer, or none that says anything. */
export type CanaryVerdict =
  | { readonly type: 'good' }
  | { readonly type: 'wrong'; readonly kind: Kind }
  | { readonly type: 'silent'; readonly kind: Kind };

const good: CanaryVerdict = { type: 'good' };

const wrong = (reason: 'canary_missing_found' | 'canary_present_lost'): CanaryVerdict => ({
  type: 'wrong',
  kind: { category: 'UPSTREAM_CHANGED', reason },
});

/** Answers that stop any cycle (403, 429) were looked at before. */
type Told = Extract<Meaning, { readonly type: 'miss' | 'hit' | 'suspicious' | 'error' }>;

const silent = ({
  category,
  reason,
}: Extract<Told, { readonly type: 'error' }>): CanaryVerdict => ({
  type: 'silent',
  kind: { category, reason } as Kind, // a pair that an adapter or `meaningOf` made
});

/** The file that must be missing must answer 404 or 410. */
export function missingVerdict(meaning: Told): CanaryVerdict {
  if (meaning.type === 'error') return silent(meaning);
  return meaning.type === 'miss' ? good : wrong('canary_missing_found');
}

/** A file that must be there must answer 200. */
export function presentVerdict(meaning: Told): CanaryVerdict {
  if (meaning.type === 'error') return silent(meaning);
  return meaning.type === 'hit' ? good : wrong('canary_present_lost');
}

/** What became of the present canaries of a cycle: which failed, and whether one answered. */
export interface PresentCanaries {
  readonly failed: readonly string[];
  readonly answered: boolean;
}

/** The memory after the present canaries were asked. `forgotten`: they are given up, operators hear it. */
export function afterCanaries(
  memory: ProbeMemory,
  { failed, answered }: PresentCanaries,
  cycle: number,
): { readonly memory: ProbeMemory; readonly forgotten: boolean } {
  if (answered) {
    const canaries = memory.canaries.filter((url) => !failed.includes(url));
    return { memory: { ...memory, canaries, canariesLostSince: null }, forgotten: false };
  }
  if (failed.length === 0) return { memory, forgotten: false };
  const since = memory.canariesLostSince ?? cycle;
  const forgotten = cycle - since >= FORGET_CYCLES;
  const lost = forgotten ? { canaries: [], canariesLostSince: null } : { canariesLostSince: since };
  return { memory: { ...memory, ...lost }, forgotten };
}

/** A file that was there at a re-check. */
export interface Candidate {
  readonly url: string;
  readonly kind: 'D' | 'P';
  /** The cycle of its first verification. */
  readonly firstCycle: number;
}

/** Learns new canaries from what was seen in a good cycle; submitted files first, they stay. */
export function learned(
  canaries: readonly string[],
  candidates: readonly Candidate[],
  cycle: number,
): readonly string[] {
  const trusted = candidates
    .filter(({ url, firstCycle }) => cycle - firstCycle >= TRUST_CYCLES && !canaries.includes(url))
    .toSorted((a, b) => Number(b.kind === 'P') - Number(a.kind === 'P'))
    .map(({ url }) => url);
  return [...canaries, ...trusted].slice(0, MOST_CANARIES);
}
