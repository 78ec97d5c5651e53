import { failureOfExit } from '../supervision/facts.ts';
import type { Fact } from './fact.ts';
import { type Component, components, type FailureCategory, type FailureRecord } from './failure.ts';

/** How many failures there were, by category. */
export type Tally = Readonly<Partial<Record<FailureCategory, number>>>;

/** The failures of one minute; `minute` is counted since the epoch. */
export interface Bucket {
  readonly minute: number;
  readonly tally: Tally;
}

/** How often something happened within one minute. */
export interface Minute {
  readonly minute: number;
  readonly count: number;
}

/** What the ledger knows of one component. */
export interface Account {
  /** Since the start of the process. */
  readonly failures: Tally;
  /** The minutes of the last hour in which something failed, oldest first; at most sixty. */
  readonly buckets: readonly Bucket[];
  readonly lastFailure: FailureRecord | null;
  /** Failures since the last success. */
  readonly consecutive: number;
  readonly lastSuccessAt: number | null;
}

/** The last fact of each type. */
export type LastFacts = { readonly [T in Fact['type']]?: Extract<Fact, { readonly type: T }> };

/** What the facts add up to. Plain data; health is a pure function of it. */
export interface Ledger {
  readonly components: Readonly<Record<Component, Account>>;
  readonly last: LastFacts;
  /** Which fact of all the last one of each type was, counted from 1: a clock that is set changes no order. */
  readonly order: Readonly<Partial<Record<Fact['type'], number>>>;
  /** How many facts there were since the start. */
  readonly facts: number;
  /** How many facts of each type there were since the start. */
  readonly counts: Readonly<Partial<Record<Fact['type'], number>>>;
  /** When a poll last changed what is stored, in ms since the epoch; null: not in this process. */
  readonly lastChangeAt: number | null;
  /** How often each child came back, by minute; the last hour. */
  readonly restarts: Readonly<Record<string, readonly Minute[]>>;
  /** Messages for roles that were down for too long, dropped by the relay of the root. */
  readonly relayDropped: number;
}

const MINUTE = 60_000;

const unused: Account = {
  failures: {},
  buckets: [],
  lastFailure: null,
  consecutive: 0,
  lastSuccessAt: null,
};

const accounts = components.map((component) => [component, unused] as const);

/** A ledger before the first fact. */
export const emptyLedger: Ledger = {
  components: Object.fromEntries(accounts) as Record<Component, Account>, // one row each
  last: {},
  order: {},
  facts: 0,
  counts: {},
  lastChangeAt: null,
  restarts: {},
  relayDropped: 0,
};

const successes: ReadonlySet<string> = new Set<Fact['type']>([
  'poll.succeeded',
  'delivery.sent',
  'delivery.printed',
  'delivery.confirmed',
  'store.checked',
  'slack.connected',
  'db.back',
]);

/** Adds one fact. */
export function foldFact(ledger: Ledger, fact: Fact): Ledger {
  const account = ledger.components[fact.component] ?? unused;
  const next = creditOrDebit(account, fact);
  const components =
    next === account ? ledger.components : { ...ledger.components, [fact.component]: next };
  return {
    components,
    last: { ...ledger.last, [fact.type]: fact },
    order: { ...ledger.order, [fact.type]: ledger.facts + 1 },
    facts: ledger.facts + 1,
    counts: { ...ledger.counts, [fact.type]: (ledger.counts[fact.type] ?? 0) + 1 },
    lastChangeAt: hasChanged(fact) ? fact.at : ledger.lastChangeAt,
    restarts: restartsWith(ledger.restarts, fact),
    relayDropped: ledger.relayDropped,
  };
}

const hasChanged = (fact: Fact): boolean =>
  fact.type === 'poll.succeeded' && (fact.result === 'seeded' || fact.result === 'changed');

/** Whether the last fact of `begun` came after the last one of `ended`. */
export const holds = ({ order }: Ledger, begun: Fact['type'], ended: Fact['type']): boolean =>
  (order[begun] ?? 0) > (order[ended] ?? 0);

/** The failures of the hour before `now`, of one component or of all. */
export function failuresLastHour(ledger: Ledger, now: number, only?: Component): Tally {
  const asked = components.filter((component) => only === undefined || component === only);
  const sum: Partial<Record<FailureCategory, number>> = {};
  for (const component of asked)
    for (const { tally } of recent(ledger.components[component].buckets, now)) addTo(sum, tally);
  return sum;
}

/** The restarts of the hour before `now`, by child. */
export const restartsLastHour = (ledger: Ledger, now: number): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(ledger.restarts)
      .map(
        ([id, minutes]) =>
          [id, recent(minutes, now).reduce((n, { count }) => n + count, 0)] as const,
      )
      .filter(([, count]) => count > 0),
  );

/** The failure that a fact holds; null when it holds none. */
export function failureOfFact(fact: Fact): FailureRecord | null {
  if ('failure' in fact) return fact.failure;
  if (!('exit' in fact)) return null;
  const { component, at } = fact;
  return failureOfExit(fact.exit, { component, at, attempt: 'attempt' in fact ? fact.attempt : 1 });
}

/** A cycle says how it ended; the others are good by their name. */
const isSuccess = (fact: Fact): boolean =>
  fact.type === 'probe.cycle' ? fact.result !== 'FAILED' : successes.has(fact.type);

function creditOrDebit(account: Account, fact: Fact): Account {
  const failure = failureOfFact(fact);
  if (failure !== null) return debit(account, failure, fact.at);
  if (!isSuccess(fact)) return account;
  return { ...account, consecutive: 0, lastSuccessAt: fact.at };
}

function debit(account: Account, failure: FailureRecord, at: number): Account {
  const { category } = failure;
  const minute = Math.floor(at / MINUTE);
  const kept = recent(account.buckets, at);
  const latest = kept.at(-1);
  const buckets =
    latest?.minute === minute
      ? [...kept.slice(0, -1), { minute, tally: plusOne(latest.tally, category) }]
      : [...kept, { minute, tally: { [category]: 1 } }];
  return {
    ...account,
    failures: plusOne(account.failures, category),
    buckets: buckets.slice(-60), // a clock that was set back adds a minute twice
    lastFailure: failure,
    consecutive: account.consecutive + 1,
  };
}

const recent = <T extends { readonly minute: number }>(
  buckets: readonly T[],
  now: number,
): readonly T[] => buckets.filter(({ minute }) => minute > Math.floor(now / MINUTE) - 60);

const plusOne = (tally: Tally, category: FailureCategory): Tally => ({
  ...tally,
  [category]: (tally[category] ?? 0) + 1,
});

function addTo(sum: Partial<Record<FailureCategory, number>>, tally: Tally): void {
  for (const [category, count] of Object.entries(tally))
    sum[category as FailureCategory] = (sum[category as FailureCategory] ?? 0) + count;
}

function restartsWith(restarts: Ledger['restarts'], fact: Fact): Ledger['restarts'] {
  if (fact.type !== 'actor.restarted') return restarts;
  const minute = Math.floor(fact.at / MINUTE);
  const kept = recent(restarts[fact.id] ?? [], fact.at);
  const latest = kept.at(-1);
  const minutes =
    latest?.minute === minute
      ? [...kept.slice(0, -1), { minute, count: latest.count + 1 }]
      : [...kept, { minute, count: 1 }];
  return { ...restarts, [fact.id]: minutes.slice(-60) };
}
