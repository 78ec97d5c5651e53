import type { FactDraft } from '../../src/domain/health/fact.ts';
import type { Begun, PollEnd, Recorded, Refusal } from '../../src/domain/polling/steps.ts';
import type { PollerContext } from './types.ts';

const from = { component: 'poller', at: null } as const;

/** What the store remembers of earlier polls, so that a restart forgets nothing. */
export const knownFact = ({ known }: Extract<Begun, { readonly type: 'begun' }>): FactDraft => ({
  ...from,
  type: 'poll.known',
  ...known,
});

/** Which gate refused an index, and its numbers. */
export const rejectedFact = ({ gate, hash, numbers }: Refusal): FactDraft => ({
  ...from,
  type: 'index.rejected',
  gate,
  hash,
  numbers,
});

/** What a good poll has to say, the poll itself first. */
export function succeededFacts(
  { poll, seeded, accepted }: Extract<PollEnd, { readonly type: 'committed' }>,
  retries: number,
): readonly FactDraft[] {
  const facts: FactDraft[] = [{ ...from, type: 'poll.succeeded', ...poll, retries }];
  if (seeded !== null) facts.push({ ...from, type: 'index.seeded', ...seeded });
  if (accepted !== null)
    facts.push({ ...from, type: 'index.accepted', ...accepted, entries: poll.entries });
  return facts;
}

/** A poll that came to nothing; `recorded` is null where the store was not told. */
export function failedFact(
  { failure, retries }: Pick<PollerContext, 'failure' | 'retries'>,
  recorded: Recorded | null,
): FactDraft {
  if (failure === null) throw new Error('there is no failure to report');
  const { cycle, durationMs } =
    recorded === null || recorded.type === 'fenced' ? { cycle: '', durationMs: 0 } : recorded;
  return { ...from, type: 'poll.failed', failure, cycle, durationMs, retries };
}
