/** One poll of the index, in the steps of its machine: begin, fetch, validate, commit, fail. */

import { Failure } from '../domain/health/failure.ts';
import type {
  Begun,
  FailInput,
  Fetched,
  PollEnd,
  Recorded,
  TurnInput,
  Validated,
} from '../domain/polling/steps.ts';
import type { Clock } from '../ports/clock.ts';
import type { Leadership } from '../ports/leadership.ts';
import type { IndexReader, IndexSource, PaperStore } from '../ports/papers.ts';
import type { People } from '../ports/people.ts';
import { commitFound, commitSame } from './polling/commit.ts';
import { fetchIndex } from './polling/fetch.ts';
import type { Channels } from './polling/messages.ts';
import { type PollTurn, type Refused, turnKeeper } from './polling/turn.ts';
import { validateIndex } from './polling/validate.ts';

export interface PollNeeds {
  readonly source: IndexSource;
  readonly reader: IndexReader;
  readonly store: PaperStore;
  readonly people: Pick<People, 'followers'>;
  readonly leadership: Pick<Leadership, 'take'>;
  readonly clock: Clock;
  /** A uuid. */
  readonly newId: () => string;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly channels: Channels;
  readonly minEntries: number;
  readonly intervalMs: number;
}

/** Longest time of each step, in ms. Fetching and parsing get what their own limits allow. */
export const pollDeadlines = {
  begin: 15_000,
  fetch: 125_000,
  validate: 60_000,
  commit: 60_000,
  fail: 15_000,
} as const;

/**
 * The steps of a poll. What one step brings the next one finds here; the machine sees only how
 * a step ended. Failures are those of the ports; a refused index is an answer, not a failure.
 */
export function createPoll(needs: PollNeeds) {
  const { store, clock, leadership } = needs;
  const keeper = turnKeeper(clock, needs.newId);
  const frozenTold = new Set<string>();

  /** Takes the fence and reads what earlier polls left. */
  async function begin(): Promise<Begun> {
    const taken = await leadership.take('poller');
    if (taken === null) return { type: 'standby' };
    const { quarantine: _, snapshot, ...state } = await store.state();
    const known = { ...state, entries: snapshot?.entries ?? null };
    return { type: 'begun', epoch: taken.epoch, seed: needs.random(), known };
  }

  const fetch = (input: TurnInput, signal: AbortSignal): Promise<Fetched> =>
    fetchIndex(needs, keeper.open(input), signal);

  const validate = (input: TurnInput, signal: AbortSignal): Promise<Validated> =>
    validateIndex(needs, keeper.underWay(input), signal);

  /** Success is what this step says, not before: the rows are written, or were the same. */
  async function commit(input: TurnInput, signal: AbortSignal): Promise<PollEnd> {
    const turn = keeper.underWay(input);
    const { found, state } = turn;
    const end =
      found === null ? await keepSame(turn, signal) : await commitFound(needs, turn, found, signal);
    if (end === null) return { type: 'fenced' };
    keeper.close();
    const { entries, papers } = found?.index ?? { entries: 0, papers: 0 };
    return {
      type: 'committed',
      poll: { ...end, durationMs: keeper.tookMs(turn) },
      seeded: state?.snapshot === null ? { entries, papers } : null,
      accepted: found?.accepted ?? null,
    };
  }

  async function keepSame(turn: PollTurn, signal: AbortSignal) {
    const end = await commitSame(needs, turn, frozenTold, signal);
    if (end !== null && end.frozen !== null) frozenTold.add(end.frozen);
    return end?.brought ?? null;
  }

  /** Keeps in the store that the poll failed; that the database is away too changes nothing. */
  async function fail(input: FailInput): Promise<Recorded> {
    const turn = keeper.lastOrNew(input);
    const { cycle, startedAt, requests, refused } = turn;
    const row = {
      cycle,
      startedAt,
      requests,
      failure: input.failure,
      quarantine: refused?.quarantine ?? null,
      rejected: refused === null ? null : rejectedRow(refused),
    };
    const ended = (type: 'recorded' | 'unrecorded'): Recorded => {
      keeper.close();
      return { type, cycle, durationMs: keeper.tookMs(turn) };
    };
    try {
      const end = await store.failed({ role: 'poller', epoch: input.epoch }, row);
      return end.type === 'fenced' ? end : ended('recorded');
    } catch (thrown) {
      if (thrown instanceof Failure) return ended('unrecorded');
      throw thrown;
    }
  }

  return { begin, fetch, validate, commit, fail };
}

const rejectedRow = ({ rejection, sentSha256 }: Refused) => {
  const { gate, numbers, sha256 } = rejection;
  return {
    gate,
    bytes: numbers.bytes,
    sha256: sha256 ?? sentSha256,
    entries: numbers.entries ?? 0,
    papers: numbers.papers ?? 0,
    frontier: numbers.frontier ?? 0,
  };
};
