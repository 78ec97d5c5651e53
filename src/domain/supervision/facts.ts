import type { FactDraft } from '../health/fact.ts';
import type { Component, FailureRecord } from '../health/failure.ts';
import { type Exit, stopTimeout } from './exit.ts';
import type { Effect, Report } from './types.ts';

const LONGEST_CHAIN = 5;
const LONGEST_MESSAGE = 500;
const LONGEST_WORD = 100;

type Started = Extract<Effect, { readonly fx: 'started' }>;

const eventOf = {
  child_terminated: 'actor.crashed',
  start_error: 'actor.start_failed',
  shutdown_error: 'actor.stop_failed',
} as const;

/** A report as the fact that goes up; `ending` is how the supervisor is about to end, if it is. */
export function factOfReport(supervisor: string, report: Report, ending: Exit | null): FactDraft {
  const { at } = report;
  if (report.context === 'shutdown') {
    const exit = cutExit(ending ?? report.exit ?? { kind: 'normal' });
    return { type: 'supervisor.escalated', component: 'supervisor', at, supervisor, exit };
  }
  const { id, component, incarnation, attempt } = report;
  const type = eventOf[report.context];
  return { type, component, at, id, incarnation, attempt, exit: cutExit(report.exit) };
}

/** The fact that a child is up, for the first time in the life of its supervisor or again. */
export const factOfStart = ({ id, component, incarnation, byCall }: Started): FactDraft => ({
  type: incarnation > 1 ? 'actor.restarted' : 'actor.started',
  component,
  at: null,
  id,
  incarnation,
  byCall,
});

/**
 * An exit as a failure, for log, ledger and health: a failure stays itself, a supervisor that gave
 * up has the innermost failure of its chain, a halted child did not stop in time, and all else
 * (a permanent child that ended by itself) is UNKNOWN/`bug`.
 */
export function failureOfExit(
  exit: Exit,
  who: { readonly component: Component; readonly at: number; readonly attempt: number },
): FailureRecord {
  const { attempt } = who;
  const innermost = chainOf(exit).at(-1) ?? exit;
  if (innermost.kind === 'failure') return { ...innermost.failure, attempt };
  if (innermost.kind === 'killed') return { ...stopTimeout(who.component, who.at), attempt };
  const message = `ended by itself: ${innermost.kind}`;
  const what = { category: 'UNKNOWN', reason: 'bug', operation: 'actor', message } as const;
  return { ...what, component: who.component, attempt, retryAfterMs: null, at: who.at };
}

/** An exit and what caused it, outermost first. */
export function chainOf(exit: Exit): readonly Exit[] {
  const chain: Exit[] = [];
  for (let link: Exit | null = exit; link !== null; link = causeOf(link)) chain.push(link);
  return chain;
}

/** The same exit, small enough for one log line: five links, the innermost among them. */
export function cutExit(exit: Exit): Exit {
  const chain = chainOf(exit);
  const kept = [...chain.slice(0, LONGEST_CHAIN - 1), ...chain.slice(LONGEST_CHAIN - 1).slice(-1)];
  return kept.reduceRight<Exit | null>((cause, link) => cutLink(link, cause), null) ?? exit;
}

const causeOf = (exit: Exit): Exit | null => (exit.kind === 'gave_up' ? exit.cause : null);

function cutLink(exit: Exit, cause: Exit | null): Exit {
  if (exit.kind === 'gave_up') {
    const [supervisor, child] = [word(exit.supervisor), word(exit.child)];
    return { ...exit, supervisor, child, cause };
  }
  if (exit.kind !== 'failure') return exit;
  const { failure } = exit;
  const message = failure.message.slice(0, LONGEST_MESSAGE);
  const [reason, operation] = [word(failure.reason), word(failure.operation)];
  return { ...exit, failure: { ...failure, message, reason, operation } };
}

const word = (text: string): string => text.slice(0, LONGEST_WORD);
