import { expiredFacts, lostFacts, queueFact, turnFailed } from '../../domain/delivery/facts.ts';
import type { Outcome } from '../../domain/delivery/result.ts';
import type { Begun, Tended, TendOrder, Tested } from '../../domain/delivery/turn.ts';
import { Failure, type FailureRecord } from '../../domain/health/failure.ts';
import type { Chat } from '../../ports/chat.ts';
import type { Outbox, RescueSpool } from '../../ports/delivery.ts';
import type { Leadership } from '../../ports/leadership.ts';
import type { Way } from '../deliverMessage.ts';
import type { Ring } from './emergency.ts';
import type { GateKeeper } from './gateKeeper.ts';
import { storeRescues } from './rescueNotice.ts';
import { recordOf, type StoreNeeds, storeKept } from './storeOutcome.ts';

export interface TendNeeds extends StoreNeeds {
  readonly keeper: Pick<GateKeeper, 'remember' | 'opened'>;
  readonly outbox: Outbox;
  /** Alerts that went past the database. */
  readonly ring: Ring;
  readonly rescueSpool: RescueSpool;
}

export interface BeginNeeds extends TendNeeds {
  readonly leadership: Pick<Leadership, 'take'>;
  readonly way: Way;
}

/**
 * Before the first message: takes the fence, stores what an earlier life could not, puts rows
 * whose lease ran out in doubt, and learns which gates are closed. Throws DB failures.
 */
export async function beginQueue(needs: BeginNeeds): Promise<Begun> {
  const epoch = await needs.leadership.take('messageQueue');
  if (epoch === null) {
    // Who leads now must know where the messages are: he ends what we have told.
    await storeRescues(needs);
    return { type: 'standby' };
  }
  const { kept, failures: unread } = await readSpool(needs);
  const { recorded, failures } = await storeKept(needs, kept);
  const rescued = await storeRescues(needs);
  const swept = await needs.outbox.sweep(epoch);
  if (swept.type === 'fenced') return { type: 'standby' };
  if (needs.way.mode === 'slack') await needs.outbox.endPrinted(epoch);
  needs.keeper.remember(await needs.outbox.gates());
  const unrecorded = kept.filter(({ row }) => !recorded.includes(row.id));
  const failed = [...unread, ...failures, ...ranOut(needs, swept.value.ambiguous)].map(turnFailed);
  const now = needs.clock.now();
  const { expired, lost } = swept.value;
  const facts = [...failed, ...rescued, ...expiredFacts(expired, now), ...lostFacts(lost, now)];
  return { type: 'begun', epoch: epoch.epoch, unrecorded, facts };
}

/** Without the spool the rows are in doubt, and looked up: the queue can begin all the same. */
async function readSpool(needs: StoreNeeds): Promise<{
  readonly kept: readonly Outcome[];
  readonly failures: readonly FailureRecord[];
}> {
  try {
    return { kept: await needs.spool.read(), failures: [] };
  } catch (thrown) {
    return { kept: [], failures: [recordOf(thrown, 'spool.read', needs.clock)] };
  }
}

/**
 * Between the messages: stores results that wait, sweeps the table, measures the queue. Throws DB
 * failures of the sweep and the measurement.
 */
export async function tendQueue(needs: TendNeeds, order: TendOrder): Promise<Tended> {
  const { recorded, failures } = await storeKept(needs, order.unrecorded);
  const rescued = await storeRescues(needs);
  const swept = await needs.outbox.sweep({ role: 'messageQueue', epoch: order.epoch });
  if (swept.type === 'fenced') return swept;
  const state = await measured(needs, order);
  const at = needs.clock.now();
  const failed = [...failures, ...ranOut(needs, swept.value.ambiguous)].map(turnFailed);
  const { expired, lost } = swept.value;
  const open = needs.keeper
    .opened()
    .map(({ method, dest }) => queueFact({ type: 'queue.gate_opened', method, dest }, at));
  const facts = [
    ...failed,
    ...rescued,
    ...open,
    ...expiredFacts(expired, at),
    ...lostFacts(lost, at),
  ];
  return { type: 'tended', state, at, recorded, facts };
}

/** The queue as numbers; where far too much waits, without the home tabs. */
async function measured({ outbox }: TendNeeds, { epoch, mostWithHomes }: TendOrder) {
  const state = await outbox.measure();
  if (state.depth <= mostWithHomes) return state;
  const dropped = await outbox.dropHomes({ role: 'messageQueue', epoch });
  return dropped.type === 'done' && dropped.value > 0 ? outbox.measure() : state;
}

/** Messages that were in flight until their lease ran out: a failure too, though nobody saw it. */
function ranOut({ clock }: StoreNeeds, count: number): readonly FailureRecord[] {
  if (count === 0) return [];
  const message = `${count} in flight until the lease ran out; looked up before they are sent again`;
  const kind = { category: 'TIMEOUT', reason: 'lease' } as const;
  const failure = new Failure({ ...kind, operation: 'chat.deliver', message });
  return [recordOf(failure, 'chat.deliver', clock)];
}

/** Asks Slack whether it takes our token. Never throws. */
export async function testToken(
  needs: Pick<StoreNeeds, 'clock'> & { readonly chat: Chat },
): Promise<Tested> {
  const verdict = await needs.chat.auth();
  if (verdict.type === 'sent') return { signal: 'success', facts: [] };
  const fact = turnFailed(recordOf(verdict.failure, 'auth.test', needs.clock));
  const refused = verdict.type === 'refused' && verdict.kind === 'auth';
  return { signal: refused ? 'auth' : 'trouble', facts: [fact] };
}
