import { queueFact, turnFailed } from '../../domain/delivery/facts.ts';
import { isPerson } from '../../domain/delivery/outbox.ts';
import type { Probed } from '../../domain/delivery/turn.ts';
import type { Trouble } from '../../domain/delivery/verdict.ts';
import { type DeliverNeeds, epochOf } from '../deliverMessage.ts';
import { recordOf } from './storeOutcome.ts';

/** What asking after suspended conversations needs. */
export type SuspectNeeds = Pick<DeliverNeeds, 'outbox' | 'keeper' | 'way' | 'clock'>;

/**
 * Asks Slack after one suspended conversation that is due. Usable again: its rows wait their turn.
 * Throws DB failures.
 */
export async function askSuspect(needs: SuspectNeeds, epoch: string): Promise<Probed> {
  const { outbox, keeper, way, clock } = needs;
  if (way.mode === 'dry_run') return { type: 'probed', signal: 'none', facts: [] };
  const due = await outbox.suspects(epochOf(epoch), 1);
  if (due.type === 'fenced') return due;
  const [suspect] = due.value;
  const method = isPerson(suspect?.dest ?? '') ? 'users.info' : 'conversations.info';
  if (suspect === undefined || keeper.without().includes(method))
    return { type: 'probed', signal: 'none', facts: [] };
  keeper.took(method);
  const { dest } = suspect;
  const verdict = await way.chat.probe(dest);
  if (verdict.type === 'sent') {
    await outbox.asked(dest, true);
    const fact = queueFact({ type: 'destination.restored', dest }, clock.now());
    return { type: 'probed', signal: 'success', facts: [fact] };
  }
  return refused(needs, dest, verdict, method);
}

async function refused(
  needs: SuspectNeeds,
  dest: string,
  verdict: Trouble,
  method: string,
): Promise<Probed> {
  const kind = verdict.type === 'refused' ? verdict.kind : verdict.type;
  if (kind === 'destination') {
    await needs.outbox.asked(dest, false);
    return { type: 'probed', signal: 'none', facts: [] }; // that was said when it was suspended
  }
  await wait(needs, verdict, method);
  const fact = turnFailed(recordOf(verdict.failure, 'destination.probe', needs.clock));
  return { type: 'probed', signal: kind === 'auth' ? 'auth' : 'none', facts: [fact] };
}

/** A limit, or a right that is missing, closes the method for a while. */
async function wait({ outbox, keeper }: SuspectNeeds, verdict: Trouble, method: string) {
  const isScope = verdict.type === 'refused' && verdict.kind === 'scope';
  if (verdict.type !== 'limited' && !isScope) return;
  const waitMs = verdict.type === 'limited' ? verdict.retryAfterMs : SCOPE_MS;
  const gates = keeper.limited({ method, dest: '*', scope: 'method', waitMs });
  for (const gate of gates) await outbox.closeGate(gate);
}

const SCOPE_MS = 5 * 60_000;
