/** What alerts know between two turns. Facts come in at any time, also while nobody looks. */

import { type Book, emptyBook, lastOf, type Outcome } from '../../domain/alerts/book.ts';
import { isFiring, type Suppression, type Times } from '../../domain/alerts/episode.ts';
import { observed, register, type Sighting } from '../../domain/alerts/observe.ts';
import type { Observations, Rule } from '../../domain/alerts/rule.ts';
import type { Fallback, Notice } from '../../domain/alerts/telling/notice.ts';
import { isSettled } from '../../domain/alerts/telling/notice.ts';
import type { Silence } from '../../domain/alerts/telling/silence.ts';
import type { Component, FailureRecord } from '../../domain/health/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Epoch } from '../../ports/leadership.ts';

/** How many alerts stand how, for health. */
export interface AlertCounts {
  readonly firing_p1: number;
  readonly firing_p2: number;
  readonly pending: number;
  readonly acked: number;
  readonly silenced: number;
  readonly held: number;
}

/** A failure, and the trace of the turn in which it happened. */
export interface TracedFailure extends FailureRecord {
  readonly traceId: string | null;
}

/** Somebody wants to take an episode on. */
export interface Ack {
  readonly episode: string;
  readonly who: string;
}

/** The state of one process; turns replace `book`, everybody else only adds. */
export interface AlertKeeper {
  readonly rules: readonly Rule[];
  book: Book;
  /** Null: this process does not lead, or nothing was read yet. */
  epoch: Epoch | null;
  /** Since when this process stands by; null while it leads. */
  standbySince: number | null;
  silences: readonly Silence[];
  /** The database is known to be away. */
  storeAway: boolean;
  /** Something waits in the spool. */
  spooled: boolean;
  /** Edits went past the database and beside it: what messages of Slack show is not known. */
  redraw: boolean;
  /** Why firings were muted at the last look, by the key of `book.watched`. */
  suppressed: ReadonlyMap<string, Suppression>;
  lastTurnAt: number | null;
  lastCommitAt: number | null;
  /** When it was last looked for what other processes have left. */
  lookedForOthersAt: number | null;
  times(): Times;
  /** For spans, in ms and parts of one. */
  elapsed(): number;
  seen(): Observations;
  /** `at`: when it was, where that is not now. */
  hear(sightings: readonly Sighting[], at?: number): void;
  know(keys: readonly string[]): void;
  /** `traceId`: of the turn that failed; null where it was none. */
  failed(failure: FailureRecord, traceId: string | null): void;
  lastFailure(component: Component): TracedFailure | null;
  settle(outcome: Outcome): void;
  /** A row of the queue has ended: by its id or, sent without the database, by its key. */
  rowEnded(row: string, state: 'delivered' | 'dead'): void;
  ack(ack: Ack): void;
  /** Who has taken an episode on, also since the last turn; null: nobody. */
  ackedBy(episode: string): string | null;
  /** What came since the last turn; it is handed out once. */
  takeOutcomes(): readonly Outcome[];
  takeAcks(): readonly Ack[];
  /** The oldest notice that a channel has to send; null for none. */
  next(channel: Fallback): Notice | null;
  counts(): AlertCounts;
  /** Notices that have not arrived on any channel, and how long the oldest has waited, in ms. */
  undelivered(exceptRule?: string): {
    readonly pending: number;
    readonly oldestMs: number | null;
    readonly dead: number;
  };
}

/**
 * Knows nothing yet. Its clock only goes forward; `startsAt`: what the database's clock says now,
 * since whoever goes on later counts from the same moments, and a machine may start with a wrong
 * time of day. `redact` takes secrets out of what is seen, before anything is made of it.
 */
export function createAlertKeeper(
  clock: Clock,
  rules: readonly Rule[],
  startsAt = clock.now(),
  redact: (text: string) => string = (text) => text,
): AlertKeeper {
  const startedAt = clock.elapsed();
  let seen: Observations = new Map();
  let outcomes: Outcome[] = [];
  let acks: Ack[] = [];
  const failures = new Map<Component, TracedFailure>();
  const steady = (): number => startsAt + Math.floor(clock.elapsed() - startedAt);
  const keeper: AlertKeeper = {
    rules,
    book: emptyBook,
    epoch: null,
    standbySince: null,
    silences: [],
    storeAway: false,
    spooled: false,
    redraw: false,
    suppressed: new Map(),
    lastTurnAt: null,
    lastCommitAt: null,
    lookedForOthersAt: null,
    times: () => ({ steady: steady(), wall: clock.now() }),
    elapsed: clock.elapsed,
    seen: () => seen,
    hear: (sightings, at = steady()) => {
      for (const one of sightings) seen = observed(seen, clean(one, redact), at);
    },
    know: (keys) => {
      for (const key of keys) seen = register(seen, key, steady());
    },
    failed: (failure, traceId) => void failures.set(failure.component, { ...failure, traceId }),
    lastFailure: (component) => failures.get(component) ?? null,
    settle: (outcome) => void outcomes.push(outcome),
    rowEnded: (row, state) => {
      for (const { key, outbox } of keeper.book.notices.values())
        if (outbox === row || key === row) outcomes.push({ notice: key, state });
    },
    ack: (ack) => void acks.push(ack),
    ackedBy: (id) =>
      keeper.book.episodes.get(id)?.ackedBy ??
      acks.find(({ episode }) => episode === id)?.who ??
      null,
    takeOutcomes: () => {
      const taken = outcomes;
      outcomes = [];
      return taken;
    },
    takeAcks: () => {
      const taken = acks;
      acks = [];
      return taken;
    },
    next: (channel) => (keeper.epoch === null ? null : nextOf(keeper.book, outcomes, channel)),
    counts: () => countsOf(keeper),
    undelivered: (exceptRule) => undeliveredOf(keeper, steady(), exceptRule),
  };
  return keeper;
}

/** Labels and words of what was seen come from failures and servers: they go into rows, names and texts. */
const clean = (one: Sighting, redact: (text: string) => string): Sighting => ({
  ...one,
  value: typeof one.value === 'string' ? redact(one.value) : one.value,
  labels: Object.fromEntries(
    Object.entries(one.labels ?? {}).map(([name, value]) => [name, redact(value)]),
  ),
});

/** Oldest first; what was handed out since the last turn is not handed out again. */
function nextOf(book: Book, outcomes: readonly Outcome[], channel: Fallback): Notice | null {
  const last = new Map(outcomes.map(({ notice, state }) => [notice, state]));
  const waiting = [...book.notices.values()].find(
    (one) =>
      one.channel === channel && !one.crowded && (last.get(one.key) ?? one.state) === 'pending',
  );
  return waiting ?? null;
}

function countsOf({ book, suppressed }: AlertKeeper): AlertCounts {
  const watched = [...book.watched.values()];
  const firing = watched.filter(isFiring);
  const of = (severity: string) => firing.filter(({ rule }) => rule.severity === severity).length;
  const are = (word: string) => firing.filter(({ key }) => suppressed.get(key) === word).length;
  return {
    firing_p1: of('P1'),
    firing_p2: of('P2'),
    pending: watched.filter(({ instance }) => instance.state === 'pending').length,
    acked: firing.filter(({ key }) => lastOf(book, key)?.ackedBy != null).length,
    silenced: are('silenced'),
    held: are('held'),
  };
}

/** A transition that arrived on one channel has arrived. */
function undeliveredOf({ book }: AlertKeeper, steady: number, exceptRule?: string) {
  const counted = [...book.notices.values()].filter(({ body }) => body.rule !== exceptRule);
  const byTransition = Map.groupBy(counted, ({ key }) => key.replace(/:\w+$/, ''));
  const waiting = [...byTransition.values()].filter(
    (all) =>
      all.some((one) => !isSettled(one, book.notices)) &&
      !all.some((one) => one.state === 'delivered'),
  );
  const since = waiting.map((all) => Math.min(...all.map(({ madeAt }) => madeAt)));
  return {
    pending: waiting.length,
    oldestMs: since.length === 0 ? null : Math.max(0, steady - Math.min(...since)),
    dead: [...book.notices.values()].filter(({ state }) => state === 'dead').length,
  };
}
