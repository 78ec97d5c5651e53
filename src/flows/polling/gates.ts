import { Failure } from '../../domain/health/failure.ts';
import {
  HASH_DIGITS,
  isAccepted,
  isReleased,
  type Quarantine,
  refusedAgain,
} from '../../domain/papers/quarantine.ts';
import type { Rejection } from '../../domain/papers/reading.ts';
import type { Acceptance, Refusal } from '../../domain/polling/steps.ts';
import type { Refused } from './turn.ts';

/** What bears on whether a refused index passes all the same. */
export interface Standing {
  /** The refusals of the polls before this one. */
  readonly quarantine: Quarantine | null;
  readonly accept: Acceptance | null;
  readonly intervalMs: number;
  readonly now: number;
}

/** Who lets a refused index pass: an operator, or `time` after three polls that agree; null: nobody. */
export function releasedBy(rejection: Rejection, standing: Standing): string | null {
  const { gate, sha256 } = rejection;
  const { accept, intervalMs } = standing;
  if (accept !== null && isAccepted(gate, sha256, accept.hash)) return accept.by;
  return isReleased(quarantined(rejection, standing), intervalMs) ? 'time' : null;
}

/** The quarantine with this refusal. */
export const quarantined = (
  { gate, numbers }: Rejection,
  { quarantine, now }: Pick<Standing, 'quarantine' | 'now'>,
): Quarantine => refusedAgain(quarantine, gate, { at: now, entries: numbers.entries });

/** The refusal as the machine learns of it. */
export function refusalOf({ rejection, sentSha256 }: Refused, now: number): Refusal {
  const { gate, numbers, message, sha256 } = rejection;
  const kind = { category: 'DATA_INVALID', reason: gate } as const;
  const failure = new Failure({ ...kind, operation: 'index.gates', message });
  return {
    type: 'rejected',
    failure: failure.within({ component: 'poller', at: now }).toRecord(),
    gate,
    hash: (sha256 ?? sentSha256).slice(0, HASH_DIGITS),
    numbers,
  };
}
