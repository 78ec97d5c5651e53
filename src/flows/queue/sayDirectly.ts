/** Answers past the database: whoever asks while it is away hears so, instead of nothing. */

import { consequenceOf } from '../../domain/delivery/consequence.ts';
import type { Content } from '../../domain/delivery/content.ts';
import { methodOf, openMethod } from '../../domain/delivery/lanes.ts';
import type { OutboxRow } from '../../domain/delivery/outbox.ts';
import type { Trouble } from '../../domain/delivery/verdict.ts';
import { Failure } from '../../domain/health/failure.ts';
import type { Chat, Render } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ring } from './emergency.ts';
import type { GateKeeper } from './gateKeeper.ts';
import { ask, drawn } from './sendRow.ts';

/** Where somebody waits for an answer. */
export interface Waiting {
  readonly kind: 'post' | 'ephemeral';
  /** Null: only the person is known, as in the App Home. */
  readonly channel: string | null;
  readonly user: string;
  readonly threadTs: string | null;
}

/**
 * Says it at once, in one call that is never repeated. Null: Slack has it; else why nobody knows
 * that it has. Never throws for what Slack does.
 */
export type SayDirectly = (to: Waiting, content: Content) => Promise<Failure | null>;

export interface DirectNeeds {
  readonly clock: Clock;
  readonly keeper: GateKeeper;
  /** Keeps gates for the database. */
  readonly ring: Pick<Ring, 'closed'>;
  readonly chat: Pick<Chat, 'deliver' | 'open'>;
  readonly render: Render;
  readonly random: () => number;
  readonly uuid: () => string;
}

/** One for the whole process. What goes this way obeys the gates, and closes them for the others. */
export function directly(needs: DirectNeeds): SayDirectly {
  return async (to, content) => {
    const row = rowOf(to, content, needs);
    const channel = to.channel ?? (await opened(needs, row));
    return typeof channel === 'string' ? call(needs, { ...row, channel }) : channel;
  };
}

/** As the queue would have claimed it. */
function rowOf(to: Waiting, content: Content, { uuid, clock }: DirectNeeds): OutboxRow {
  const nonce = uuid();
  const isChannel = to.channel !== null && /^[CG]/.test(to.channel);
  const dest = isChannel && to.channel !== null ? to.channel : to.user;
  return {
    id: nonce,
    nonce,
    dest,
    channel: to.channel ?? to.user,
    lane: 1,
    kind: to.kind,
    user: to.kind === 'ephemeral' ? to.user : null,
    anchorKey: null,
    threadTs: to.threadTs,
    anchorTs: null,
    plain: false,
    content,
    attempts: 1,
    doubts: 0,
    folds: false,
    missed: 0,
    createdAt: clock.now(),
    firstAttemptAt: clock.now(),
  };
}

/** The conversation with a person. */
async function opened(needs: DirectNeeds, row: OutboxRow): Promise<string | Failure> {
  const { keeper, chat } = needs;
  if (!mayCall(needs, openMethod, row.dest)) return notNow(openMethod);
  keeper.took(openMethod);
  const answer = await chat.open(row.dest);
  if (answer.type === 'opened') return answer.channel;
  return answer.type === 'sent' ? notNow(openMethod) : failed(needs, row, answer, openMethod);
}

async function call(needs: DirectNeeds, row: OutboxRow): Promise<Failure | null> {
  const { keeper, chat, render } = needs;
  const method = methodOf(row.kind);
  const message = drawn(render, row);
  if (!('text' in message)) return message.type === 'sent' ? null : message.failure;
  if (!mayCall(needs, method, row.dest)) return notNow(method);
  if (row.kind === 'post' && !hasRoom(keeper)) return notNow(method);
  keeper.took(method);
  const verdict = await ask(chat, message);
  return verdict.type === 'sent' ? null : failed(needs, row, verdict, method);
}

/** The last of a burst is for alerts. */
function hasRoom(keeper: GateKeeper): boolean {
  const ticket = keeper.ticket(1);
  if (ticket === null || ticket.upTo >= 1) return ticket !== null;
  ticket.cancel();
  return false;
}

const mayCall = ({ keeper, clock }: DirectNeeds, method: string, dest: string): boolean =>
  keeper.closedUntil(method, dest) <= clock.now() && !keeper.without().includes(method);

/** A limit closes its gate also for alerts; whatever else it was, this answer is given up. */
function failed(needs: DirectNeeds, row: OutboxRow, trouble: Trouble, method: string): Failure {
  const { keeper, ring, clock, random } = needs;
  const around = { now: clock.now(), random: random(), trial: false, method };
  const { limit } = consequenceOf(row, trouble, around);
  if (limit !== null) ring.closed(keeper.limited(limit));
  return trouble.failure;
}

const notNow = (operation: string): Failure =>
  new Failure({
    category: 'RATE_LIMIT',
    reason: 'retry_after',
    operation,
    message: 'an answer past the database was not sent: Slack asks us to wait',
  });
