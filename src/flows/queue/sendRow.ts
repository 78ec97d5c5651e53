import { type Consequence, consequenceOf } from '../../domain/delivery/consequence.ts';
import { deliveryFacts, queueFact, toldOf, turnFailed } from '../../domain/delivery/facts.ts';
import { methodOf, openMethod } from '../../domain/delivery/lanes.ts';
import { isPerson, type OutboxRow } from '../../domain/delivery/outbox.ts';
import { homeEveryMs } from '../../domain/delivery/pace/pacing.ts';
import type { Gate, Outcome } from '../../domain/delivery/result.ts';
import type { TurnResult } from '../../domain/delivery/turn.ts';
import type { Verdict } from '../../domain/delivery/verdict.ts';
import type { FactDraft } from '../../domain/health/fact.ts';
import { Failure } from '../../domain/health/failure.ts';
import type { Chat, Render, Rendered } from '../../ports/chat.ts';
import type { DeliverNeeds, Folded } from '../deliverMessage.ts';
import { keepOutcome, type StoreNeeds } from './storeOutcome.ts';

/** What a call came to, and on which method. */
interface Asked {
  readonly verdict: Verdict;
  readonly method?: string;
  /** The conversation with a person, opened on the way. */
  readonly channel?: string;
}

/** Sends a claimed row and stores what became of it. Never throws what Slack or the store do. */
export async function sendRow(
  needs: DeliverNeeds,
  { row, count }: Folded,
  trial: boolean,
): Promise<TurnResult> {
  const told = count > 1 ? [queueFact(foldedFact(row, count), needs.clock.now())] : [];
  const turn = await send(needs, row, trial);
  return turn.type === 'handled' ? { ...turn, facts: [...told, ...turn.facts] } : turn;
}

const foldedFact = (row: OutboxRow, count: number) =>
  ({ type: 'delivery.folded', count, ...toldOf(row) }) as const;

async function send(needs: DeliverNeeds, row: OutboxRow, trial: boolean): Promise<TurnResult> {
  const { render, way } = needs;
  const lost = withoutMessage(needs, row);
  if (lost !== null) return conclude(needs, row, lost);
  const message = drawn(render, row);
  if (!('text' in message)) return judge(needs, row, { verdict: message }, trial);
  if (way.mode === 'dry_run') return print(needs, row, message.text);
  return judge(needs, row, await reach(needs, way.chat, row), trial);
}

/** An edit of a message that never was becomes a post; what else speaks of it has nothing to do. */
function withoutMessage({ clock }: DeliverNeeds, row: OutboxRow): Consequence | null {
  const speaksOfOne = row.kind === 'update' || row.kind === 'delete' || row.kind === 'react';
  if (!speaksOfOne || row.anchorTs !== null) return null;
  const quiet = {
    failure: null,
    signal: 'none',
    limit: null,
    suspend: null,
    reason: null,
  } as const;
  if (row.kind !== 'update') return { ...quiet, result: { type: 'sent', channel: null, ts: null } };
  const failure = new Failure({
    category: 'SLACK',
    reason: 'message_not_found' as never,
    operation: 'chat.update',
    message: 'the message to edit was never sent',
  })
    .within({ component: 'message-queue', at: clock.now() })
    .toRecord(row.attempts);
  const again = { notBefore: clock.now(), giveBackAttempt: true, asPost: true, failure } as const;
  return { ...quiet, result: { type: 'pending', ...again } };
}

/** Opens the conversation with a person first, and again once when Slack does not know the kept one. */
async function reach(needs: DeliverNeeds, chat: Chat, row: OutboxRow): Promise<Asked> {
  const isDirect = isPerson(row.dest) && row.kind !== 'home';
  if (!isDirect) return { verdict: await call(needs, chat, row) };
  if (row.lane === 0)
    return { verdict: { type: 'refused', kind: 'bug', failure: alertToPerson() } };
  if (isPerson(row.channel)) return throughOpen(needs, chat, row);
  const verdict = await call(needs, chat, row);
  const isGone = verdict.type === 'refused' && verdict.failure.reason === 'channel_not_found';
  return isGone ? throughOpen(needs, chat, row) : { verdict };
}

/** Alerts go to a channel, never to a person: whoever wrote such a row made a mistake. */
const alertToPerson = (): Failure =>
  new Failure({
    category: 'UNKNOWN',
    reason: 'bug',
    operation: 'conversations.open',
    message: 'an alert for a person',
  });

async function throughOpen(needs: DeliverNeeds, chat: Chat, row: OutboxRow): Promise<Asked> {
  needs.keeper.took(openMethod);
  const opened = await chat.open(row.dest);
  if (opened.type !== 'opened') return { verdict: opened, method: openMethod };
  const { channel } = opened;
  return { verdict: await call(needs, chat, { ...row, channel }), channel };
}

function call({ keeper, render }: DeliverNeeds, chat: Chat, row: OutboxRow): Promise<Verdict> {
  keeper.took(methodOf(row.kind));
  return ask(chat, render(row));
}

/**
 * The message; one that cannot be rendered is our bug, or the row of another version, and refused
 * like one that Slack refuses: one row must not stop the queue.
 */
export function drawn(render: Render, row: OutboxRow): Rendered | Verdict {
  try {
    const message = render(row);
    if (typeof message.text === 'string') return message;
    throw new TypeError('a message without words');
  } catch (thrown) {
    return { type: 'refused', kind: 'payload', failure: Failure.from(thrown, 'render') };
  }
}

/** One call. */
export async function ask(chat: Pick<Chat, 'deliver'>, message: Rendered): Promise<Verdict> {
  try {
    return await chat.deliver(message);
  } catch (thrown) {
    // It never throws for what others do; whatever the bug is, the message may be out.
    return { type: 'ambiguous', failure: Failure.from(thrown, 'chat.deliver') };
  }
}

function judge(needs: DeliverNeeds, row: OutboxRow, asked: Asked, trial: boolean) {
  const { verdict, method, channel } = asked;
  const around = { now: needs.clock.now(), random: needs.random(), trial };
  const consequence = consequenceOf(
    row,
    verdict,
    method === undefined ? around : { ...around, method },
  );
  const isOff = verdict.type === 'refused' && verdict.failure.reason === 'not_enabled';
  if (isOff && row.kind === 'home') needs.keeper.switchOff(methodOf('home'));
  return conclude(needs, row, consequence, channel);
}

/** Stores what follows from a verdict and says so. */
export async function conclude(
  needs: StoreNeeds & Pick<DeliverNeeds, 'keeper' | 'ring'>,
  row: OutboxRow,
  consequence: Consequence,
  channel?: string,
): Promise<TurnResult> {
  const { limit, result, suspend, signal } = consequence;
  const gates = limit === null ? [] : needs.keeper.limited(limit);
  if (row.lane === 0 && row.kind === 'post' && row.anchorKey !== null && result.type === 'sent')
    needs.ring.learn(row.anchorKey, result);
  const facts = deliveryFacts(row, consequence, gates, needs.clock.now());
  const pause = paced(needs, row, result.type === 'sent');
  const outcome = { row: rowOf(row), result, gates: [...gates, ...pause], suspend };
  return store(needs, channel === undefined ? outcome : { ...outcome, channel }, signal, facts);
}

/** A home tab that was published rests for some seconds. */
function paced(
  { keeper, clock }: Pick<DeliverNeeds, 'keeper' | 'clock'>,
  row: OutboxRow,
  isSent: boolean,
): readonly Gate[] {
  if (row.kind !== 'home' || !isSent) return [];
  const gate = { method: methodOf('home'), dest: row.dest, until: clock.now() + homeEveryMs };
  keeper.rest(gate);
  return [gate];
}

/** In dry run the line is the message: the fact carries its text. */
function print(needs: DeliverNeeds, row: OutboxRow, text: string): Promise<TurnResult> {
  const fact = queueFact({ type: 'delivery.printed', text, ...toldOf(row) }, needs.clock.now());
  const outcome = { result: { type: 'printed' }, gates: [], suspend: null } as const;
  return store(needs, { row: rowOf(row), ...outcome }, 'success', [fact]);
}

const rowOf = ({ id, nonce, dest }: OutboxRow): Outcome['row'] => ({ id, nonce, dest });

async function store(
  needs: StoreNeeds,
  outcome: Outcome,
  signal: Consequence['signal'],
  facts: readonly FactDraft[],
): Promise<TurnResult> {
  const { unrecorded, failures } = await keepOutcome(needs, outcome);
  return {
    type: 'handled',
    dest: outcome.row.dest,
    signal,
    unrecorded,
    facts: [...facts, ...failures.map(turnFailed)],
  };
}
