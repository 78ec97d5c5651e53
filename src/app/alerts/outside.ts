import type { Fact } from '../../domain/health/fact.ts';
import { failureOfFact } from '../../domain/health/ledger.ts';

/** How the hosts outside have answered last. */
export interface Outside {
  note(fact: Fact, steadyMs: number): void;
  /** Those whose last answer was none, and that have not answered for two minutes. */
  failing(steadyMs: number): number;
}

const QUIET_MS = 2 * 60_000;

const hosts: Readonly<Partial<Record<Fact['component'], string>>> = {
  poller: 'index',
  prober: 'drafts',
  'message-queue': 'slack',
  'slack-socket': 'slack',
};

const answers: ReadonlySet<string> = new Set<Fact['type']>([
  'poll.succeeded',
  'delivery.sent',
  'delivery.confirmed',
  'queue.authorised',
  'queue.proven',
  'slack.connected',
]);

interface Host {
  readonly isDown: boolean;
  readonly okAt: number;
}

/** Nobody was asked yet. */
export function noOutside(startedSteadyMs: number): Outside {
  const of = new Map<string, Host>();
  return {
    note: (fact, steadyMs) => {
      const host = hosts[fact.component];
      if (host === undefined) return;
      const before = of.get(host) ?? { isDown: false, okAt: startedSteadyMs };
      of.set(host, after(fact, before, steadyMs));
    },
    failing: (steadyMs) =>
      [...of.values()].filter(({ isDown, okAt }) => isDown && steadyMs - okAt >= QUIET_MS).length,
  };
}

/** A refusal is an answer, too; the database says nothing about the outside. */
function after(fact: Fact, before: Host, steadyMs: number): Host {
  const category = failureOfFact(fact)?.category;
  if (category === 'NETWORK' || category === 'TIMEOUT') return { ...before, isDown: true };
  const isGood =
    answers.has(fact.type) || (fact.type === 'probe.cycle' && fact.result !== 'FAILED');
  const isAnswer = category === undefined ? isGood : category !== 'DB';
  return isAnswer ? { isDown: false, okAt: steadyMs } : before;
}
