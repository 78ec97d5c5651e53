import type { Fact } from '../../domain/health/fact.ts';
import { failureOfFact } from '../../domain/health/ledger.ts';
import type { AlertKeeper } from '../../flows/alerts/keeper.ts';
import { sightingsOf } from './feed.ts';

/**
 * Takes a fact in, at once. True: it is something that alerts look at. `traceId`: of the turn that
 * it came of; null where there was none.
 */
export function noteFact(keeper: AlertKeeper, fact: Fact, traceId: string | null): boolean {
  const failure = failureOfFact(fact);
  if (failure !== null) keeper.failed({ ...failure, at: fact.at }, traceId);
  if (fact.type === 'db.lost') keeper.storeAway = true;
  if (fact.type === 'db.back') keeper.storeAway = false;
  const ended = rowEnd(fact);
  if (ended !== null) keeper.rowEnded(ended.row, ended.state);
  const sightings = sightingsOf(fact);
  keeper.hear(sightings);
  return sightings.length > 0 || ended !== null;
}

/** What became of a row of the first lane. */
function rowEnd(fact: Fact): { readonly row: string; readonly state: 'delivered' | 'dead' } | null {
  if (!('lane' in fact) || fact.lane !== 'ops') return null;
  switch (fact.type) {
    case 'delivery.sent':
    case 'delivery.printed':
    case 'delivery.confirmed':
      return { row: fact.row, state: 'delivered' };
    case 'delivery.dead':
    case 'delivery.expired':
      return { row: fact.row, state: 'dead' };
    default:
      return null;
  }
}
