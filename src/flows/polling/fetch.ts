import { Failure } from '../../domain/health/failure.ts';
import type { Fetched } from '../../domain/polling/steps.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IndexBody, IndexSource, PaperStore } from '../../ports/papers.ts';
import { quarantined, refusalOf } from './gates.ts';
import type { PollTurn } from './turn.ts';

export interface FetchNeeds {
  readonly source: IndexSource;
  readonly store: Pick<PaperStore, 'state'>;
  readonly clock: Clock;
}

/** Asks for the index; only for changes when there is a committed one to compare with. */
export async function fetchIndex(
  needs: FetchNeeds,
  turn: PollTurn,
  signal: AbortSignal,
): Promise<Fetched> {
  turn.state = await needs.store.state();
  const { snapshot } = turn.state;
  const answer = await ask(needs, turn, signal);
  if (answer === null) return refuseTooLarge(turn, needs.clock.now());
  if (answer.type === 'not_modified' && snapshot !== null) return { type: 'same' };
  const body = answer.type === 'body' ? answer : await askAgain(needs, turn, signal);
  turn.body = body;
  turn.sentBytes = body.bytes.length;
  return { type: body.sentSha256 === snapshot?.sentSha256 ? 'same' : 'body' };
}

/** Null: the body is larger than an index may be. */
async function ask({ source }: FetchNeeds, turn: PollTurn, signal: AbortSignal) {
  const { etag = null, lastModified = null } = turn.state?.snapshot ?? {};
  const hasValidators = etag !== null || lastModified !== null;
  turn.requests += 1;
  try {
    return await source.fetch(hasValidators ? { etag, lastModified } : null, signal);
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.reason === 'too_large') return null;
    throw thrown;
  }
}

/** "Not modified" since what? We have nothing, and say so once more. */
async function askAgain(
  { source }: FetchNeeds,
  turn: PollTurn,
  signal: AbortSignal,
): Promise<IndexBody> {
  turn.requests += 1;
  const answer = await source.fetch(null, signal);
  if (answer.type === 'body') return answer;
  throw new Failure({
    category: 'UPSTREAM_CHANGED',
    reason: 'unexpected_304',
    operation: 'index.fetch',
    message: 'HTTP 304 to a request without validators',
  });
}

function refuseTooLarge(turn: PollTurn, now: number): Fetched {
  const rejection = {
    type: 'rejected',
    gate: 'too_large',
    numbers: { bytes: 0, entries: null, papers: null, frontier: null, gone: null },
    sha256: null,
    message: 'the body is too large as it is sent',
  } as const;
  const quarantine = quarantined(rejection, { quarantine: turn.state?.quarantine ?? null, now });
  turn.refused = { rejection, quarantine, sentSha256: '' };
  return refusalOf(turn.refused, now);
}
