import { consequenceOf } from '../../domain/delivery/consequence.ts';
import { deliveryFacts, queueFact, toldOf, turnFailed } from '../../domain/delivery/facts.ts';
import { methodOf } from '../../domain/delivery/lanes.ts';
import type { OutboxRow } from '../../domain/delivery/outbox.ts';
import type { Rescued } from '../../domain/delivery/turn.ts';
import type { Verdict } from '../../domain/delivery/verdict.ts';
import type { FactDraft } from '../../domain/health/fact.ts';
import type { Outbox, Rescue, RescueSpool } from '../../ports/delivery.ts';
import type { DeliverNeeds } from '../deliverMessage.ts';
import type { Ring, Settled } from './emergency.ts';
import { ask, drawn } from './sendRow.ts';
import { recordOf } from './storeOutcome.ts';

/** What the way past the database needs. */
export interface RescueNeeds
  extends Pick<DeliverNeeds, 'clock' | 'keeper' | 'way' | 'render' | 'random'> {
  readonly ring: Ring;
  readonly rescueSpool: RescueSpool;
}

const FIRST_LOOK_MS = 3_000;

/** Sends one notice of the ring, without the database. Never throws. */
export async function rescueNotice(needs: RescueNeeds): Promise<Rescued> {
  const { ring, keeper, clock } = needs;
  const row = ring.next();
  if (row === null) return { signal: 'none', facts: [], nextInMs: ring.nextInMs() };
  const closed = keeper.closedUntil(methodOf(row.kind), row.dest);
  if (closed > 0) {
    const attempts = row.attempts - 1;
    ring.settle(row, { type: stateOf(row), notBefore: closed, plain: row.plain, attempts });
    return { signal: 'none', facts: [], nextInMs: ring.nextInMs() };
  }
  const message = drawn(needs.render, row);
  if (needs.way.mode === 'dry_run' && 'text' in message) {
    ring.settle(row, { type: 'sent', channel: null, ts: null });
    const { text } = message;
    const fact = queueFact({ type: 'delivery.printed', text, ...toldOf(row) }, clock.now());
    return { signal: 'success', facts: [fact], nextInMs: ring.nextInMs() };
  }
  return conclude(needs, row, await verdictOn(needs, row, message));
}

const stateOf = ({ doubts }: OutboxRow) => (doubts > 0 ? 'ambiguous' : 'waiting');

/** A notice that may be out already is looked for first; where nobody can look it goes again. */
async function verdictOn(
  { way }: RescueNeeds,
  row: OutboxRow,
  message: ReturnType<typeof drawn>,
): Promise<Verdict> {
  if (way.mode === 'dry_run' || !('text' in message))
    return 'text' in message ? { type: 'sent', channel: null, ts: null } : message;
  if (row.doubts > 0 && !row.plain) {
    const { channel, threadTs, firstAttemptAt, nonce } = row;
    const seen = await way.chat.look([{ channel, threadTs, firstAttemptAt, nonce }]);
    const sight = seen.type === 'read' ? seen.sights[0] : undefined;
    if (sight?.type === 'found') return { type: 'sent', channel, ts: sight.ts };
  }
  return ask(way.chat, message);
}

async function conclude(needs: RescueNeeds, row: OutboxRow, verdict: Verdict): Promise<Rescued> {
  const { ring, keeper, clock, random } = needs;
  const now = clock.now();
  const consequence = consequenceOf(row, verdict, { now, random: random(), trial: false });
  const gates = consequence.limit === null ? [] : keeper.limited(consequence.limit);
  ring.closed(gates);
  const rescue = ring.settle(row, settled(row, consequence.result, now));
  const facts = deliveryFacts(row, consequence, gates, now);
  const kept = rescue?.state === 'sent' ? await keep(needs, [rescue]) : [];
  return { signal: consequence.signal, facts: [...facts, ...kept], nextInMs: ring.nextInMs() };
}

function settled(
  row: OutboxRow,
  result: ReturnType<typeof consequenceOf>['result'],
  now: number,
): Settled {
  const { attempts } = row;
  switch (result.type) {
    case 'sent':
      return result;
    case 'pending':
      return {
        type: 'waiting',
        notBefore: result.notBefore,
        plain: result.plain ?? row.plain,
        attempts: result.giveBackAttempt ? attempts - 1 : attempts,
      };
    case 'ambiguous':
      return { type: 'ambiguous', notBefore: now + FIRST_LOOK_MS, plain: row.plain, attempts };
    default:
      return { type: 'left' };
  }
}

/** On disk, so that the next process knows of the message. The disk that refuses is told. */
async function keep(needs: RescueNeeds, rescues: readonly Rescue[]): Promise<readonly FactDraft[]> {
  try {
    await needs.rescueSpool.append(rescues);
    return [];
  } catch (thrown) {
    return [turnFailed(recordOf(thrown, 'spool.append', needs.clock))];
  }
}

/** At the end of the process: what waits goes to the disk. Never throws. */
export async function spoolRescues(needs: RescueNeeds): Promise<readonly FactDraft[]> {
  const unsent = needs.ring.contents().rescues.filter(({ state }) => state !== 'sent');
  return unsent.length === 0 ? [] : keep(needs, unsent);
}

/** What an earlier process left on the disk. The disk that refuses is told, and the queue begins. */
export async function restoreRescues(needs: RescueNeeds): Promise<readonly FactDraft[]> {
  try {
    needs.ring.restore(await needs.rescueSpool.read());
    return [];
  } catch (thrown) {
    needs.ring.restore([]); // nothing more will be known of it
    return [turnFailed(recordOf(thrown, 'spool.read', needs.clock))];
  }
}

/**
 * The database is there: it learns what went past it, before anything else is claimed, so that
 * nobody is told twice. Throws DB failures; the ring keeps what was not stored.
 */
export async function storeRescues(
  needs: Pick<RescueNeeds, 'ring' | 'rescueSpool' | 'clock'> & {
    readonly outbox: Pick<Outbox, 'adopt' | 'enqueue' | 'closeGate'>;
  },
): Promise<readonly FactDraft[]> {
  const { ring, outbox } = needs;
  const contents = ring.contents();
  if (contents.rescues.length + contents.gates.length === 0) return [];
  for (const gate of contents.gates) await outbox.closeGate(gate);
  const refused = await stored(outbox, contents.rescues, needs.clock);
  ring.stored(contents);
  try {
    await needs.rescueSpool.clear();
    await ring.keep();
    return refused;
  } catch (thrown) {
    return [...refused, turnFailed(recordOf(thrown, 'spool.clear', needs.clock))];
  }
}

/** The database is there and does not take what it is given, now or ever. */
const refusals: readonly string[] = ['constraint', 'server'];

/** Writes them; what the database refuses for what it is, is told and let go: nobody else must wait for it. */
async function stored(
  outbox: Pick<Outbox, 'adopt' | 'enqueue'>,
  rescues: readonly Rescue[],
  clock: RescueNeeds['clock'],
): Promise<readonly FactDraft[]> {
  const refused: FactDraft[] = [];
  for (const rescue of rescues) {
    try {
      if (rescue.state === 'waiting') await outbox.enqueue([...rescue.before, rescue.draft]);
      else await outbox.adopt([rescue]);
    } catch (thrown) {
      const failure = recordOf(thrown, 'outbox.adopt', clock);
      if (failure.category !== 'DB' || !refusals.includes(failure.reason)) throw thrown;
      refused.push(turnFailed(failure));
    }
  }
  return refused;
}
