import { type Consequence, consequenceOf } from '../domain/delivery/consequence.ts';
import { queueFact, toldOf } from '../domain/delivery/facts.ts';
import { lookMethod } from '../domain/delivery/lanes.ts';
import type { OutboxRow } from '../domain/delivery/outbox.ts';
import type { RowResult } from '../domain/delivery/result.ts';
import type { LookOrder, LookResult, Signal, TurnResult } from '../domain/delivery/turn.ts';
import type { Trouble } from '../domain/delivery/verdict.ts';
import type { FactDraft } from '../domain/health/fact.ts';
import { Failure, type FailureRecord } from '../domain/health/failure.ts';
import type { Chat, Doubt, Sight } from '../ports/chat.ts';
import type { DoubtBeside } from '../ports/delivery.ts';
import { type DeliverNeeds, epochOf } from './deliverMessage.ts';
import { conclude } from './queue/sendRow.ts';

const SECOND_LOOK_MS = 7_000; // the first is 3 s after the attempt, the second 10 s
const AFTER_FAILED_LOOK_MS = 5_000;
const LOOKS = 2;
const DOUBTS = 3;

/**
 * Looks whether Slack has a message of which nobody knows, before it is sent again. Found: it is
 * sent. Not found twice: it waits its turn again. Where the history cannot be read it is sent
 * again as a possible duplicate, up to three doubts. One reading serves all doubts of its
 * conversation. Throws DB failures of the search for rows.
 */
export async function confirmMessage(needs: DeliverNeeds, order: LookOrder): Promise<LookResult> {
  const { known, looked } = order;
  const doubtful = await needs.outbox.doubtful(epochOf(order.epoch), known.length + 1);
  if (doubtful.type === 'fenced') return { turn: doubtful, looked };
  const row = doubtful.value.find(({ id }) => !known.includes(id));
  if (row === undefined) return { turn: { type: 'idle' }, looked };
  const all = (await needs.outbox.doubtsBeside(row)).filter((one) => !known.includes(one.row.id));
  const found = await find(needs, [{ row, isDue: true }, ...all], looked);
  return endAll(needs, found, looked);
}

/** How to end a look, and how often the row was looked for in vain by now. */
interface Found {
  readonly row: OutboxRow;
  readonly looks: number;
  readonly end: (needs: DeliverNeeds, row: OutboxRow) => Promise<TurnResult>;
}

/** Ends one after the other, as long as the database takes it; those behind are looked for again. */
async function endAll(
  needs: DeliverNeeds,
  all: readonly Found[],
  looked: LookOrder['looked'],
): Promise<LookResult> {
  let result: LookResult = { turn: { type: 'idle' }, looked };
  for (const { row, looks, end } of all) {
    const turn = joined(result.turn, await end(needs, row));
    const { [row.id]: _, ...others } = result.looked;
    result = { turn, looked: looks === 0 ? others : { ...others, [row.id]: looks } };
    if (turn.type !== 'handled' || turn.unrecorded !== null) break;
  }
  return result;
}

/** Two turns of one conversation as one. */
function joined(first: TurnResult, second: TurnResult): TurnResult {
  if (first.type !== 'handled' || second.type !== 'handled') return second;
  const signal = second.signal === 'none' ? first.signal : second.signal;
  return { ...second, signal, facts: [...first.facts, ...second.facts] };
}

/** The first of the doubts is the one whose turn it is; trouble is its own, what is seen is for all. */
async function find(
  needs: DeliverNeeds,
  doubts: readonly DoubtBeside[],
  looked: LookOrder['looked'],
): Promise<readonly Found[]> {
  const { way, keeper, clock } = needs;
  const [row] = doubts.map((one) => one.row);
  if (row === undefined) return [];
  const now = clock.now();
  const looks = looked[row.id] ?? 0;
  const alone = (end: Found['end']): readonly Found[] => [{ row, looks, end }];
  if (way.mode === 'dry_run') return [once(row, again(now, doubt(needs, row, 'nothing was sent')))];
  const closed = keeper.closedUntil(lookMethod, row.dest);
  if (closed > 0) return alone(hold(closed, doubt(needs, row, 'may not look yet')));
  if (keeper.without().includes(lookMethod))
    return alone(hold(now + AFTER_FAILED_LOOK_MS, doubt(needs, row, 'too many looks')));
  keeper.took(lookMethod);
  const seen = await way.chat.look(doubts.map((one) => doubtOf(one.row)));
  switch (seen.type) {
    case 'read':
      return judged(needs, way.chat, doubts, seen.sights, looked);
    case 'sent':
      return [once(row, confirmed(seen.channel ?? row.channel, seen.ts))];
    case 'unreadable':
      return [await unreadable(needs, way.chat, row)];
    case 'limited':
    case 'refused':
    case 'ambiguous':
      return alone(failedLook(seen));
  }
}

/** What a reading says of each; not to see one before its time says nothing. */
async function judged(
  needs: DeliverNeeds,
  chat: Chat,
  doubts: readonly DoubtBeside[],
  sights: readonly Sight[],
  looked: LookOrder['looked'],
): Promise<readonly Found[]> {
  const all: Found[] = [];
  for (const [n, { row, isDue }] of doubts.entries()) {
    const sight = sights[n] ?? { type: 'unreadable' };
    if (sight.type === 'found') all.push(once(row, confirmed(row.channel, sight.ts)));
    else if (isDue) all.push(await unseen(needs, chat, row, sight, looked));
  }
  return all;
}

/** Plain text carries no mark to be found by: not seeing it says nothing. */
const unseen = async (
  needs: DeliverNeeds,
  chat: Chat,
  row: OutboxRow,
  { type }: Sight,
  looked: LookOrder['looked'],
): Promise<Found> =>
  type === 'unreadable' || row.plain
    ? unreadable(needs, chat, row)
    : absent(needs, row, (looked[row.id] ?? 0) + 1);

const doubtOf = (row: OutboxRow): Doubt => ({
  channel: row.channel,
  threadTs: row.threadTs,
  firstAttemptAt: row.firstAttemptAt,
  nonce: row.nonce,
});

const once = (row: OutboxRow, end: Found['end']): Found => ({ row, looks: 0, end });

function absent(needs: DeliverNeeds, row: OutboxRow, looks: number): Found {
  const failure = doubt(needs, row, `not found by look ${looks}`);
  const now = needs.clock.now();
  if (looks >= LOOKS) return once(row, again(now, failure));
  return { row, looks, end: hold(now + SECOND_LOOK_MS, failure) };
}

/** Alerts go again at once; others only if Slack answers, and not for ever. */
async function unreadable(needs: DeliverNeeds, chat: Chat, row: OutboxRow): Promise<Found> {
  const failure = doubt(needs, row, 'no right to look');
  const now = needs.clock.now();
  if (row.lane === 0) return once(row, again(now, failure, true));
  if (row.doubts >= DOUBTS) return once(row, unconfirmed(failure));
  const verdict = await chat.auth();
  return verdict.type === 'sent'
    ? once(row, again(now, failure, true))
    : { row, looks: 0, end: failedLook(verdict) };
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
