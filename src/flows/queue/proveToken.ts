import { queueFact, turnFailed } from '../../domain/delivery/facts.ts';
import type { Tested } from '../../domain/delivery/turn.ts';
import type { DeliverNeeds } from '../deliverMessage.ts';
import { recordOf } from './storeOutcome.ts';

const METHOD = 'auth.test';
const nothing: Tested = { signal: 'none', facts: [] };

/**
 * Asks Slack whether it still takes our token, where nothing was sent for a while: a token that was
 * withdrawn in a quiet hour must be known before the next paper. Not while Slack wants no call.
 * Throws DB failures of a gate.
 */
export async function proveToken({
  outbox,
  keeper,
  way,
  clock,
}: Pick<DeliverNeeds, 'outbox' | 'keeper' | 'way' | 'clock'>): Promise<Tested> {
  if (way.mode === 'dry_run' || keeper.closedUntil(METHOD, '*') > clock.now()) return nothing;
  const verdict = await way.chat.auth();
  if (verdict.type === 'sent')
    return { signal: 'success', facts: [queueFact({ type: 'queue.proven' }, clock.now())] };
  if (verdict.type === 'limited') {
    const { scope, retryAfterMs: waitMs } = verdict;
    const gates = keeper.limited({ method: METHOD, dest: '*', scope, waitMs });
    for (const gate of gates) await outbox.closeGate(gate);
  }
  const fact = turnFailed(recordOf(verdict.failure, METHOD, clock));
  const refused = verdict.type === 'refused' && verdict.kind === 'auth';
  return { signal: refused ? 'auth' : 'none', facts: [fact] };
}
