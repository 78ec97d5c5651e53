import { assign, raise, setup, stateIn } from 'xstate';
import type { FactDraft } from '../../src/domain/health/fact.ts';
import { Failure, type FailureRecord, failureRecord } from '../../src/domain/health/failure.ts';
import { SLICE_MS } from '../../src/domain/polling/rhythm.ts';
import {
  bidPauseMs,
  CHECK_MS,
  type Checked,
  DOUBT_MS,
  FIRST_PRUNE_MS,
  graceMs,
  type Leased,
  LOST_AFTER,
  type Pruned,
  pruneRestMs,
} from '../../src/domain/watchdog/steps.ts';
import {
  beat,
  type ChildContext,
  type ChildInput,
  type ChildOrder,
  ready,
  report,
  reportAll,
} from '../childActions.ts';
import { required } from '../required.ts';

/** What the watchdog is started with. */
export interface WatchdogInput extends ChildInput {
  /** No good poll for this long is stale: twice the poll interval. */
  readonly staleAfterMs: number;
  /** What is left of it; a restart of the watchdog does not begin anew. */
  readonly staleInMs: number;
  /** The last good poll, or the start of the process; ms since the epoch. */
  readonly sinceMs: number;
  /** Whether this process leads at the moment. */
  readonly leading: boolean;
}

/** What the watchdog keeps. */
export interface WatchdogContext extends ChildContext {
  readonly staleAfterMs: number;
  /** What is left until the index is stale. */
  readonly restMs: number;
  readonly sinceMs: number;
  /** As it was at the start. */
  readonly leading: boolean;
  /** To the next bid. */
  readonly bidMs: number;
  /** Who has stood by for long, as the last bid said; null for nobody. */
  readonly beside: string | null;
  /** Failed checks of the database in a row. */
  readonly misses: number;
  /** The first of them. */
  readonly missed: FailureRecord | null;
  /** To the next look whether old rows are to be removed. */
  readonly pruneMs: number;
}

/** What the watchdog takes: facts of others, and the order to look at the database at once. */
export type WatchdogEvent =
  | ChildOrder
  | { readonly type: 'poll.succeeded'; readonly at: number }
  | { readonly type: 'db.suspected' }
  /** The process was suspended and goes on. */
  | { readonly type: 'daemon.woke'; readonly pausedMs: number }
  | { readonly type: 'lease.due' };

interface Failed {
  readonly context: WatchdogContext;
  readonly event: { readonly error: unknown };
}

/** A failed check, counted. */
export const missOf = ({ context, event }: Failed): FailureRecord => ({
  ...failureRecord(event.error, 'store.check', context.misses + 1),
  component: 'store',
});

/** What is said of a database that answered. */
export const checkedFact = ({ tookMs }: Checked): FactDraft => ({
  type: 'store.checked',
  component: 'store',
  at: null,
  tookMs,
});

/** What is said when it is back. */
export const backFacts = ({ missed }: WatchdogContext, checked: Checked): readonly FactDraft[] => [
  checkedFact(checked),
  {
    type: 'db.back',
    component: 'store',
    at: null,
    lostMs: Math.max(0, checked.at - (missed?.at ?? checked.at)),
  },
];

/** What is said of an answered bid. */
export const leaseFact = (leased: Leased): FactDraft =>
  leased.type === 'leading'
    ? {
        type: 'leader.acquired',
        component: 'watchdog',
        at: null,
        epoch: leased.epoch,
        fresh: leased.fresh,
      }
    : { type: 'leader.lost', component: 'watchdog', at: null, holder: leased.holder };

const secondInstance = (holder: string): FailureRecord =>
  new Failure({
    category: 'CONFIG',
    reason: 'second_instance',
    operation: 'leader.bid',
    message: `a second process has stood by for 15 min: ${holder}`,
  }).toRecord(1, { component: 'watchdog', at: 0 });

/** What is said when somebody has stood by for long, and when nobody does any more. */
export function besideFacts(before: string | null, leased: Leased): readonly FactDraft[] {
  const now = leased.type === 'leading' ? leased.beside : null;
  if (now === before) return [];
  const common = { component: 'watchdog', at: null, problem: 'second_instance' } as const;
  const facts: FactDraft[] = [];
  if (before !== null)
    facts.push({ ...common, type: 'config.mended', was: secondInstance(before).message });
  if (now !== null) facts.push({ ...common, type: 'config.problem', failure: secondInstance(now) });
  return facts;
}

/** What is said of a run that removed old rows; nothing of one that was not due. */
export const prunedFacts = (pruned: Pruned): readonly FactDraft[] => {
  if (pruned.type === 'not_due') return [];
  return [{ ...pruned, type: 'store.pruned', component: 'store', at: null }];
};

/** The failure of a run. */
export const pruneFailure = (error: unknown): FailureRecord => ({
  ...failureRecord(error, 'store.prune', 1),
  component: 'store',
});

/** The names in the chart of the watchdog, and what they mean. */
export const watchdog = setup({
  types: {
    input: {} as WatchdogInput,
    context: {} as WatchdogContext,
    events: {} as WatchdogEvent,
  },
  actors: {
    bid: required<Leased>(),
    release: required<void>(),
    check: required<Checked>(),
    prune: required<Pruned>(),
  },
  actions: {
    ready: ready(),
    beat: beat(),
    report: report(),
    reportAll: reportAll(),
    shorten: assign(({ context }) => ({ restMs: context.restMs - SLICE_MS })),
    restart: assign(({ context }, at: number) => ({
      restMs: context.staleAfterMs,
      sinceMs: at,
    })),
    grant: assign(({ context: { restMs, staleAfterMs } }) => ({
      restMs: Math.max(restMs, graceMs(staleAfterMs)),
    })),
    keepBid: assign((_, leased: Leased) => ({
      bidMs: bidPauseMs(leased.random),
      beside: leased.type === 'leading' ? leased.beside : null,
    })),
    countMiss: assign(({ context }, failure: FailureRecord) => ({
      misses: failure.attempt,
      missed: context.missed ?? failure,
    })),
    forgetMisses: assign({ misses: 0, missed: null }),
    keepPruneRest: assign((_, pruned: Pruned) => ({ pruneMs: pruneRestMs(pruned) })),
    pruneLater: assign({ pruneMs: FIRST_PRUNE_MS }),
    suspectDatabase: raise({ type: 'db.suspected' }),
    renewLease: raise({ type: 'lease.due' }),
  },
  guards: {
    leads: ({ context }) => context.leading,
    isOver: ({ context }) => context.restMs <= SLICE_MS,
    isLast: ({ context }) => context.misses + 1 >= LOST_AFTER,
    hasLease: (_, leased: Leased) => leased.type === 'leading',
    isLeading: stateIn('#watchdog.lease.leading'),
    isFresh: (_, leased: Leased) => leased.type === 'leading' && leased.fresh,
  },
  delays: {
    slice: ({ context }) => Math.max(0, Math.min(context.restMs, SLICE_MS)),
    idle: () => SLICE_MS,
    checkPause: () => CHECK_MS,
    doubtPause: () => DOUBT_MS,
    bidPause: ({ context }) => context.bidMs,
    pruneRest: ({ context }) => context.pruneMs,
  },
});
