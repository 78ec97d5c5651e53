import type { Outcome } from '../../domain/delivery/result.ts';
import { Failure, type FailureRecord } from '../../domain/health/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Outbox, SentSpool } from '../../ports/delivery.ts';

/** Where results go. */
export interface StoreNeeds {
  readonly outbox: Pick<Outbox, 'closeGate' | 'suspend' | 'record' | 'keepChannel'>;
  readonly spool: SentSpool;
  readonly clock: Clock;
}

/** Gates first: nothing may be sent before they hold. Repeatable. Throws DB failures. */
export async function storeOutcome(outbox: StoreNeeds['outbox'], outcome: Outcome): Promise<void> {
  const { row, result, gates, suspend } = outcome;
  for (const gate of gates) await outbox.closeGate(gate);
  if (outcome.channel !== undefined) await outbox.keepChannel(row.dest, outcome.channel);
  if (suspend !== null) await outbox.suspend(row.dest, suspend);
  await outbox.record(row, result);
}

/** What is left to be stored, and what went wrong on the way. */
export interface Stored {
  /** Null when all of it is stored. */
  readonly unrecorded: Outcome | null;
  readonly failures: readonly FailureRecord[];
}

/** Stores a result; what the database does not take is kept on disk and given back. Never throws. */
export async function keepOutcome(needs: StoreNeeds, outcome: Outcome): Promise<Stored> {
  try {
    await storeOutcome(needs.outbox, outcome);
    return { unrecorded: null, failures: [] };
  } catch (thrown) {
    const failures = [recordOf(thrown, 'outbox.record', needs.clock)];
    try {
      await needs.spool.append(outcome);
    } catch (refused) {
      failures.push(recordOf(refused, 'spool.append', needs.clock));
    }
    return { unrecorded: outcome, failures };
  }
}

/** Tries again what an earlier turn could not store. `recorded`: rows whose results are stored now. */
export async function storeKept(needs: StoreNeeds, kept: readonly Outcome[]) {
  const recorded: string[] = [];
  const failures: FailureRecord[] = [];
  for (const outcome of kept) {
    try {
      await storeOutcome(needs.outbox, outcome);
      recorded.push(outcome.row.id);
    } catch (thrown) {
      failures.push(recordOf(thrown, 'outbox.record', needs.clock));
    }
  }
  try {
    if (recorded.length > 0) await needs.spool.forget(recorded);
  } catch (thrown) {
    failures.push(recordOf(thrown, 'spool.forget', needs.clock));
  }
  return { recorded, failures };
}

/** What was thrown, as the queue's failure. */
export const recordOf = (thrown: unknown, operation: string, clock: Clock): FailureRecord =>
  Failure.from(thrown, operation)
    .within({ component: 'message-queue', at: clock.now() })
    .toRecord();
