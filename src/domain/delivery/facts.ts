/** What the queue says about one row. */

import type { FactBody, FactDraft } from '../health/fact.ts';
import type { FailureRecord } from '../health/failure.ts';
import type { Consequence } from './consequence.ts';
import { laneName } from './lanes.ts';
import type { OutboxRow } from './outbox.ts';
import type { Gate } from './result.ts';

/** A fact of the queue. */
export const queueFact = (body: FactBody, at: number): FactDraft => ({
  ...body,
  component: 'message-queue',
  at,
});

/** Which row, in every fact about a delivery. */
export const toldOf = (row: OutboxRow) => ({
  row: row.id,
  lane: laneName(row.lane),
  dest: row.dest,
  attempt: row.attempts,
});

/** Rows that nobody will be told of: said one by one, since each was promised. */
export const expiredFacts = (
  rows: readonly Pick<OutboxRow, 'id' | 'lane' | 'dest' | 'attempts'>[],
  now: number,
): readonly FactDraft[] =>
  rows.map(({ id, lane, dest, attempts }) =>
    queueFact(
      {
        type: 'delivery.expired',
        reason: 'too_old',
        row: id,
        lane: laneName(lane),
        dest,
        attempt: attempts,
      },
      now,
    ),
  );

/** Rows of conversations that were unusable for too long. */
export const lostFacts = (
  rows: readonly (Pick<OutboxRow, 'id' | 'lane' | 'dest' | 'attempts'> & {
    readonly reason: string;
  })[],
  now: number,
): readonly FactDraft[] =>
  rows.map(({ id, lane, dest, attempts, reason }) =>
    queueFact(
      {
        type: 'delivery.dead',
        reason,
        row: id,
        lane: laneName(lane),
        dest,
        attempt: attempts,
      },
      now,
    ),
  );

/** A failed turn that is not about one row. */
export const turnFailed = (failure: FailureRecord): FactDraft =>
  queueFact({ type: 'queue.failed', failure }, failure.at);

/** Everything there is to say about a delivery: each failure, what became of the row, each gate. */
export function deliveryFacts(
  row: OutboxRow,
  consequence: Consequence,
  gates: readonly Gate[],
  now: number,
): readonly FactDraft[] {
  const bodies = [
    ...failed(row, consequence),
    ...ended(row, consequence, now),
    ...suspended(row, consequence),
    ...gates.map(
      ({ method, dest, until }): FactBody => ({
        type: 'queue.gate_closed',
        method,
        dest,
        waitMs: until - now,
      }),
    ),
  ];
  return bodies.map((body) => queueFact(body, now));
}

const suspended = ({ dest }: OutboxRow, { suspend }: Consequence): readonly FactBody[] =>
  suspend === null ? [] : [{ type: 'destination.suspended', dest, reason: suspend }];

const failed = (row: OutboxRow, { failure }: Consequence): readonly FactBody[] =>
  failure === null ? [] : [{ type: 'delivery.failed', failure, ...toldOf(row) }];

function ended(row: OutboxRow, { result, reason }: Consequence, now: number): readonly FactBody[] {
  const told = toldOf(row);
  switch (result.type) {
    case 'sent':
      return [{ type: 'delivery.sent', waitedMs: Math.max(0, now - row.createdAt), ...told }];
    case 'ambiguous':
      return [{ type: 'delivery.ambiguous', ...told }];
    case 'parked':
      return [{ type: 'delivery.parked', reason: reason ?? result.failure.reason, ...told }];
    case 'dead':
      return [{ type: 'delivery.dead', reason: reason ?? result.failure.reason, ...told }];
    case 'pending':
    case 'unfolded':
    case 'printed':
      return [];
  }
}
