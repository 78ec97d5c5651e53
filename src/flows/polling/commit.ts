import type { PollOutcome } from '../../domain/health/fact.ts';
import { stagedEvent } from '../../domain/papers/diff/stage.ts';
import { frozen } from '../../domain/papers/diff/whole.ts';
import type { PaperEvent } from '../../domain/papers/event.ts';
import type { PreparedCounts } from '../../domain/papers/reading.ts';
import type { PollEnd } from '../../domain/polling/steps.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Epoch } from '../../ports/leadership.ts';
import type { IndexState, PaperStore, PollCommit, StagePart } from '../../ports/papers.ts';
import { type Channels, messageParts, notesOfPoll, opsMessages } from './messages.ts';
import type { Found, PollTurn } from './turn.ts';

export interface CommitNeeds {
  readonly store: Pick<PaperStore, 'stage' | 'commit' | 'unchanged'>;
  readonly clock: Clock;
  readonly channels: Channels;
}

type Snapshot = NonNullable<IndexState['snapshot']>;

/** What a poll has come to, but for how long it took. */
type Brought = Omit<Extract<PollEnd, { readonly type: 'committed' }>['poll'], 'durationMs'>;

const nothing: PreparedCounts = { added: 0, changed: 0, missing: 0, restored: 0, events: 0 };

/** Commits what was found: snapshot, entries, events and messages, all or nothing. Null: fenced. */
export async function commitFound(
  { store, channels }: CommitNeeds,
  turn: PollTurn,
  found: Found,
  signal: AbortSignal,
): Promise<Brought | null> {
  const { prepared, index, sha256, bytes, accepted } = found;
  const seeds = turn.state?.snapshot === null;
  const { added, changed, missing, restored } = prepared.counts;
  const differs = added + changed + missing + restored > 0;
  const result = seeds ? 'seeded' : differs ? 'changed' : 'unchanged';
  const notes = notesOfPoll(found, channels.ops, { cycle: turn.cycle, seeds });
  const { etag = null, lastModified = null, sentSha256 = '' } = turn.body ?? {};
  const batch: Batch = {
    parts: [...prepared.parts, ...messageParts(notes, prepared)],
    body: { etag, lastModified, sentSha256, sha256, bytes },
    index,
    result,
    changed: seeds || differs,
    acceptedBy: accepted?.by ?? null,
  };
  const written = await commitBatch(store, turn, batch, signal);
  if (written === null) return null;
  return broughtBy(turn, result, index.entries, { ...prepared.counts, ...written });
}

/** The same index again: no row but the state, unless it has been the same for very long. */
export async function commitSame(
  needs: CommitNeeds,
  turn: PollTurn,
  told: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<{ readonly brought: Brought; readonly frozen: string | null } | null> {
  const { state, body } = turn;
  if (state === null || state.snapshot === null) throw new Error('there is no index to keep');
  const result = body === null ? 'not_modified' : 'unchanged';
  const event = state.lastChangeAt === null ? null : frozen(state.lastChangeAt, needs.clock.now());
  if (event !== null && !told.has(event.dedupe)) {
    const written = await commitFrozen(needs, turn, { event, snapshot: state.snapshot }, signal);
    if (written === null) return null;
    const counts = { ...nothing, ...written };
    const brought = broughtBy(turn, result, state.snapshot.entries, counts);
    return { brought, frozen: event.dedupe };
  }
  const end = await needs.store.unchanged(epochOf(turn), { ...rowOf(turn), result });
  if (end.type === 'fenced') return null;
  const counts = { ...nothing, messages: 0 };
  return { brought: broughtBy(turn, result, state.snapshot.entries, counts), frozen: null };
}

/** Keeps the event that nothing changes any more, and tells the operators: once, by its dedupe. */
function commitFrozen(
  { store, channels }: CommitNeeds,
  turn: PollTurn,
  { event, snapshot }: { readonly event: PaperEvent; readonly snapshot: Snapshot },
  signal: AbortSignal,
) {
  const events = {
    kind: 'events',
    part: 0,
    body: JSON.stringify([stagedEvent(event, 0)]),
  } as const;
  const note = opsMessages([{ type: 'event', event }], channels.ops);
  const { entries, papers, frontier, ...body } = snapshot;
  const batch: Batch = {
    parts: [events, ...messageParts(note)],
    body: { ...body, bytes: turn.sentBytes },
    index: { entries, papers, frontier },
    result: 'unchanged',
    changed: false,
    acceptedBy: null,
  };
  return commitBatch(store, turn, batch, signal);
}

interface Batch extends Omit<PollCommit, 'parts' | 'cycle' | 'startedAt' | 'requests'> {
  readonly parts: readonly StagePart[];
}

async function commitBatch(
  store: CommitNeeds['store'],
  turn: PollTurn,
  { parts, ...batch }: Batch,
  signal: AbortSignal,
): Promise<{ readonly events: number; readonly messages: number } | null> {
  await store.stage(turn.cycle, parts, signal);
  signal.throwIfAborted();
  const row = { ...rowOf(turn), ...batch, parts: parts.length };
  const end = await store.commit(epochOf(turn), row);
  return end.type === 'fenced' ? null : end.value;
}

const epochOf = ({ epoch }: PollTurn): Epoch => ({ role: 'poller', epoch });

const rowOf = ({ cycle, startedAt, requests }: PollTurn) => ({ cycle, startedAt, requests });

const broughtBy = (
  { cycle, sentBytes: bytes }: PollTurn,
  result: PollOutcome,
  entries: number,
  counts: PreparedCounts & { readonly messages: number },
): Brought => {
  const { added, changed, missing, events, messages } = counts;
  return { cycle, result, entries, added, changed, missing, events, messages, bytes };
};
