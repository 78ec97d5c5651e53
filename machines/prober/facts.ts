import type { FactDraft } from '../../src/domain/health/fact.ts';
import type { CycleOutcome, ProbeBegun } from '../../src/domain/papers/probe/steps.ts';
import type { ProberContext } from './types.ts';

const from = { component: 'prober', at: null } as const;

/** What the store remembers of earlier cycles, so that a restart forgets nothing. */
export const knownFact = ({
  known,
}: Extract<ProbeBegun, { readonly type: 'begun' }>): FactDraft => ({
  ...from,
  type: 'probe.known',
  ...known,
});

/** What a cycle has to say: itself, its failure, its drafts, and the first few failed requests. */
export const cycleFacts = (end: Extract<CycleOutcome, { readonly type: 'ended' }>): FactDraft[] => {
  const { id, facts, failure, drafts, failed } = end;
  const requests = failed.map(
    ({ url, category, reason }): FactDraft => ({
      ...from,
      type: 'probe.request_failed',
      url,
      failureCategory: category,
      failureReason: reason,
    }),
  );
  const news = drafts.map((draft): FactDraft => ({ ...from, ...draft }));
  const bad: FactDraft[] =
    failure === null ? [] : [{ ...from, type: 'probe.failed', failure, cycle: facts.cycle }];
  return [...requests, ...news, { ...from, type: 'probe.cycle', id, ...facts }, ...bad];
};

/** A cycle that came to nothing, and of which the store was not told. */
export function failedFact({ failure }: Pick<ProberContext, 'failure'>): FactDraft {
  if (failure === null) throw new Error('there is no failure to report');
  return { ...from, type: 'probe.failed', failure, cycle: null };
}
