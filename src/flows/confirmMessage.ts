import { type Consequence, consequenceOf } from '../domain/delivery/consequence.ts';
import { queueFact, toldOf } from '../domain/delivery/facts.ts';
import { lookMethod } from '../domain/delivery/lanes.ts';
import type { OutboxRow } from '../domain/delivery/outbox.ts';
import type { RowResult } from '../domain/delivery/result.ts';
import type { LookOrder, LookResult, Signal, TurnResult } from '../domain/delivery/turn.ts';
import type { Trouble } from '../domain/delivery/verdict.ts';
import type { FactDraft } from '../domain/health/fact.ts';
import { Failure, type FailureRecord } from '../domain/health/failure.ts';
import type { Chat, Doubt } from '../ports/delivery.ts';
import { type DeliverNeeds, epochOf } from './deliverMessage.ts';
import { conclude } from './queue/sendRow.ts';

const SECOND_LOOK_MS = 7_000; // the first is 3 s after the attempt, the second 10 s
const AFTER_FAILED_LOOK_MS = 5_000;
const LOOKS = 2;
const DOUBTS = 3;

/**
 * Looks whether Slack has a message of which nobody knows, before it is sent again. Found: it is
 * sent. Not found twice: it waits its turn again. Where the history cannot be read it is sent
 * again as a possible duplicate, up to three doubts. Throws DB failures of the search for rows.
 */
export async function confirmMessage(needs: DeliverNeeds, order: LookOrder): Promise<LookResult> {
  const { known, looked } = order;
  const doubtful = await needs.outbox.doubtful(epochOf(order.epoch), known.length + 1);
  if (doubtful.type === 'fenced') return { turn: doubtful, looked };
  const row = doubtful.value.find(({ id }) => !known.includes(id));
  if (row === undefined) return { turn: { type: 'idle' }, looked };
  const found = await find(needs, row, looked[row.id] ?? 0);
  const { [row.id]: _, ...others } = looked;
  const turn = await found.end(needs, row);
  return { turn, looked: found.looks === 0 ? others : { ...others, [row.id]: found.looks } };
}

/** How to end a look, and how often the row was looked for in vain by now. */
interface Found {
  readonly looks: number;
  readonly end: (needs: DeliverNeeds, row: OutboxRow) => Promise<TurnResult>;
}

async function find(needs: DeliverNeeds, row: OutboxRow, looks: number): Promise<Found> {
  const { way, keeper, clock } = needs;
  const now = clock.now();
  if (way.mode === 'dry_run') return once(again(now, doubt(needs, row, 'nothing was sent')));
  const closed = keeper.closedUntil(lookMethod, row.dest);
  if (closed > 0) return { looks, end: hold(closed, doubt(needs, row, 'may not look yet')) };
  if (keeper.without().includes(lookMethod))
    return { looks, end: hold(now + AFTER_FAILED_LOOK_MS, doubt(needs, row, 'too many looks')) };
  keeper.took(lookMethod);
  const seen = await way.chat.look(doubtOf(row));
  switch (seen.type) {
    case 'found':
      return once(confirmed(row.channel, seen.ts));
    case 'sent':
      return once(confirmed(seen.channel ?? row.channel, seen.ts));
    case 'absent':
      // Plain text carries no mark to be found by: not seeing it says nothing.
      return row.plain ? unreadable(needs, way.chat, row) : absent(needs, row, looks + 1);
    case 'unreadable':
      return unreadable(needs, way.chat, row);
    case 'limited':
    case 'refused':
    case 'ambiguous':
      return { looks, end: failedLook(seen) };
  }
}

const doubtOf = (row: OutboxRow): Doubt => ({
  channel: row.channel,
  threadTs: row.threadTs,
  firstAttemptAt: row.firstAttemptAt,
  nonce: row.nonce,
});

const once = (end: Found['end']): Found => ({ looks: 0, end });

function absent(needs: DeliverNeeds, row: OutboxRow, looks: number): Found {
  const failure = doubt(needs, row, `not found by look ${looks}`);
  const now = needs.clock.now();
  if (looks >= LOOKS) return once(again(now, failure));
  return { looks, end: hold(now + SECOND_LOOK_MS, failure) };
}

/** Alerts go again at once; others only if Slack answers, and not for ever. */
async function unreadable(needs: DeliverNeeds, chat: Chat, row: OutboxRow): Promise<Found> {
  const failure = doubt(needs, row, 'no right to look');
  const now = needs.clock.now();
  if (row.lane === 0) return once(again(now, failure, true));
  if (row.doubts >= DOUBTS) return once(unconfirmed(failure));
  const verdict = await chat.auth();
  return verdict.type === 'sent'
    ? once(again(now, failure, true))
    : { looks: 0, end: failedLook(verdict) };
}

/** Why a row is still in doubt, in the form of a failure. */
const doubt = (needs: DeliverNeeds, row: OutboxRow, message: string): FailureRecord =>
  new Failure({ category: 'TIMEOUT', reason: 'lease', operation: 'chat.look', message })
    .within({ component: 'message-queue', at: needs.clock.now() })
    .toRecord(row.attempts);

const quiet = { failure: null, signal: 'none', limit: null, suspend: null, reason: null } as const;

/** Stores the result alone: a look is no attempt, and no news. */
const ends =
  (result: RowResult, more: Partial<Consequence> = {}): Found['end'] =>
  (needs, row) =>
    conclude(needs, row, { ...quiet, result, ...more });

/** The row waits its turn again, and that is told. */
const again =
  (now: number, failure: FailureRecord, possibleDuplicate = false): Found['end'] =>
  async (needs, row) => {
    const pending = { type: 'pending', notBefore: now, giveBackAttempt: false } as const;
    const turn = await ends({ ...pending, possibleDuplicate, failure })(needs, row);
    const body = { type: 'delivery.repeated', possibleDuplicate, ...toldOf(row) } as const;
    return withFact(turn, queueFact(body, needs.clock.now()));
  };

const hold =
  (until: number, failure: FailureRecord): Found['end'] =>
  async (needs, row) => {
    const turn = await ends({ type: 'ambiguous', notBefore: until, failure })(needs, row);
    return without(turn, 'delivery.ambiguous'); // that was said when the doubt began
  };

const unconfirmed = (failure: FailureRecord): Found['end'] =>
  ends({ type: 'parked', failure }, { failure, reason: 'unconfirmed' });

const confirmed =
  (channel: string, ts: string | null): Found['end'] =>
  async (needs, row) => {
    const missed = row.missed > 0 ? { missed: row.missed } : {};
    const turn = await ends({ type: 'sent', channel, ts, ...missed })(needs, row);
    return withFact(
      turn,
      queueFact({ type: 'delivery.confirmed', ...toldOf(row) }, needs.clock.now()),
    );
  };

const withFact = (turn: TurnResult, fact: FactDraft): TurnResult =>
  turn.type === 'handled' ? { ...turn, facts: [fact, ...turn.facts] } : turn;

/** The look itself failed: the row is looked for again, unless its conversation is gone. */
const failedLook =
  (trouble: Trouble): Found['end'] =>
  async (needs, row) => {
    const now = needs.clock.now();
    const read = consequenceOf(row, trouble, { now, random: 0, trial: false });
    if (read.suspend !== null || read.failure === null) return conclude(needs, row, read);
    const signal: Signal = read.signal === 'auth' ? 'auth' : 'none';
    const wait = trouble.type === 'limited' ? trouble.retryAfterMs : AFTER_FAILED_LOOK_MS;
    const limit = read.limit === null ? null : { ...read.limit, method: lookMethod };
    const result = { type: 'ambiguous', notBefore: now + wait, failure: read.failure } as const;
    const turn = await conclude(needs, row, {
      ...quiet,
      result,
      signal,
      limit,
      failure: read.failure,
    });
    return without(turn, 'delivery.ambiguous');
  };

const without = (turn: TurnResult, type: string): TurnResult =>
  turn.type === 'handled'
    ? { ...turn, facts: turn.facts.filter((fact) => fact.type !== type) }
    : turn;
