import { watchdogMachine } from '../../../machines/watchdog.ts';
import type { Ledger } from '../../domain/health/ledger.ts';
import { graceMs } from '../../domain/watchdog/steps.ts';
import { checkStore } from '../../flows/checkStore.ts';
import { keepLease, type LeaseNeeds } from '../../flows/keepLease.ts';
import { type PruneNeeds, pruneStore } from '../../flows/pruneStore.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StoreCheck } from '../../ports/database.ts';
import { isLeading } from '../healthCollectors.ts';
import { step } from '../step.ts';
import type { Worker } from '../tree.ts';

/** What the watchdog needs. */
export interface WatchdogNeeds extends LeaseNeeds, Omit<PruneNeeds, 'clock'> {
  readonly store: Pick<StoreCheck, 'check'>;
  readonly clock: Clock;
  /** Twice the poll interval. */
  readonly staleAfterMs: number;
  readonly startedAt: number;
  /** The last good poll of an earlier process, as the store has it; null for none. */
  readonly lastGoodPollAt: number | null;
}

const STORE_MS = 15_000;
const PRUNE_MS = 60_000; // a run ends itself after 50 s
const RELEASE_MS = 1_500; // the supervisor gives the watchdog 2 s to stop
const CHECK_MS = 4_000; // the check itself gives up after 2 s

/** The watchdog, with its steps. */
export function watchdogWorker(needs: WatchdogNeeds): Worker {
  const { clock } = needs;
  const lease = keepLease(needs);
  const common = { component: 'watchdog', clock } as const;
  const logic = watchdogMachine.provide({
    actors: {
      bid: step({ ...common, operation: 'lease.bid', deadlineMs: STORE_MS, run: lease.bid }),
      release: step({
        ...common,
        operation: 'lease.release',
        deadlineMs: RELEASE_MS,
        run: lease.release,
      }),
      prune: step({
        ...common,
        operation: 'store.prune',
        deadlineMs: PRUNE_MS,
        run: (_, signal) => pruneStore(needs, signal),
      }),
      check: step({
        ...common,
        operation: 'store.check',
        deadlineMs: CHECK_MS,
        run: () => checkStore(needs),
      }),
    },
  });
  return {
    logic,
    input: (ledger) => ({ ...staleness(needs, ledger), leading: isLeading(ledger) }),
  };
}

/** What is left until the index is stale; a restart of the watchdog does not begin anew. */
function staleness(needs: WatchdogNeeds, ledger: Ledger) {
  const { staleAfterMs, startedAt, lastGoodPollAt, clock } = needs;
  const here = ledger.last['poll.succeeded']?.at ?? null;
  const sinceMs = here ?? lastGoodPollAt ?? startedAt;
  const left = sinceMs + staleAfterMs - clock.now();
  const grace = startedAt + graceMs(staleAfterMs) - clock.now();
  return {
    staleAfterMs,
    sinceMs,
    staleInMs: Math.max(0, here === null ? Math.max(left, grace) : left),
  };
}
