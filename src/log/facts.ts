/** From facts to log lines: one line for each fact, made from nothing but the fact. */

import { createHash } from 'node:crypto';
import type { Fact } from '../domain/health/fact.ts';
import type { FailureRecord } from '../domain/health/failure.ts';
import type { Exit } from '../domain/supervision/exit.ts';
import type { Level } from './events.ts';
import type { Fields, Log } from './logger.ts';

/** From this failure in a row on, a line is an `error`. */
const SERIOUS = 3;

/** Facts that only feed health: they come every few seconds and say nothing by themselves. */
const silentTypes = [
  'poll.known',
  'probe.known',
  'queue.measured',
  'store.checked',
  'slack.received',
] as const;

const silent = new Set<Fact['type']>(silentTypes);

/**
 * Writes the line of a fact. `streak` is how many failures of the fact's component stand in a
 * row, this one included; 0 for a fact that is no failure.
 */
export function logFact(log: Log, fact: Fact, streak: number): void {
  if (silent.has(fact.type)) return;
  const name = fact.type as Exclude<Fact['type'], (typeof silentTypes)[number]>;
  const level = levelOf(fact, streak);
  const lines = log.of(fact.component);
  if (level === null) lines.event(name, fieldsOf(fact));
  else lines.at(level, name, fieldsOf(fact));
}

/** Nobody is called for a P3; where the last way out has failed, nobody can be. */
const alertLevel = (fact: Fact): Level | null => {
  if ('severity' in fact && fact.severity === 'P3') return 'info';
  return 'last' in fact && fact.last ? 'fatal' : null;
};

/** Null: the usual level of the event. */
function levelOf(fact: Fact, streak: number): Level | null {
  switch (fact.type) {
    case 'poll.failed':
    case 'probe.failed':
    case 'delivery.failed':
    case 'queue.failed':
    case 'slack.disconnected':
      return streak >= SERIOUS ? 'error' : 'warn';
    case 'actor.crashed':
    case 'actor.start_failed':
    case 'actor.stop_failed':
      return fact.attempt >= SERIOUS ? 'error' : 'warn';
    case 'alert.firing':
    case 'alert.delivery_failed':
      return alertLevel(fact);
    case 'actor.started':
    case 'actor.restarted':
      return fact.byCall ? 'debug' : null;
    default:
      return null;
  }
}

function fieldsOf(fact: Fact): Fields {
  const { type: _, component: __, at: ___, ...own } = fact;
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(own)) {
    if (key === 'failure') Object.assign(fields, failureFields(value as FailureRecord));
    else if (key === 'exit') Object.assign(fields, exitFields(value as Exit));
    else if (key === 'dest') Object.assign(fields, { dest: hashedPerson(String(value)) });
    else if (key !== 'byCall') fields[snake(key)] = value;
  }
  return fields;
}

const snake = (key: string): string => key.replaceAll(/[A-Z]/g, (one) => `_${one.toLowerCase()}`);

/** The keys of a failure, the same in every line. */
export const failureFields = (failure: FailureRecord): Fields => ({
  failure_category: failure.category,
  failure_reason: failure.reason,
  operation: failure.operation,
  attempt: failure.attempt,
  retry_after_ms: failure.retryAfterMs,
  err: { message: failure.message },
});

function exitFields(exit: Exit): Fields {
  const innermost = innermostOf(exit);
  const chain = chainOf(exit);
  return {
    ...(innermost === null ? {} : failureFields(innermost)),
    exit: exit.kind,
    ...(chain.length > 1 ? { chain } : {}),
  };
}

const MOST_LINKS = 5;

/** A supervisor's end in words, outermost first. */
function chainOf(exit: Exit): string[] {
  const links: string[] = [];
  for (let one: Exit | null = exit; one !== null && links.length < MOST_LINKS; ) {
    if (one.kind !== 'gave_up') {
      links.push(
        one.kind === 'failure' ? `${one.failure.category}/${one.failure.reason}` : one.kind,
      );
      break;
    }
    links.push(`gave_up(${one.supervisor}) over ${one.child}, ${one.why}`);
    one = one.cause;
  }
  return links;
}

function innermostOf(exit: Exit): FailureRecord | null {
  if (exit.kind === 'failure') return exit.failure;
  return exit.kind === 'gave_up' && exit.cause !== null ? innermostOf(exit.cause) : null;
}

/** People are named by 8 hex digits of a hash; channels by their id. */
export const hashedPerson = (dest: string): string =>
  /^[UWD]/.test(dest) ? createHash('sha256').update(dest).digest('hex').slice(0, 8) : dest;
