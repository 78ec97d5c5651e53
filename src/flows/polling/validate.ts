import type { IndexBase, Reading, Rejection } from '../../domain/papers/reading.ts';
import type { Validated } from '../../domain/polling/steps.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IndexReader, IndexState, PaperStore, Readers } from '../../ports/papers.ts';
import type { People } from '../../ports/people.ts';
import { quarantined, refusalOf, releasedBy } from './gates.ts';
import type { Channels } from './messages.ts';
import type { Found, PollTurn } from './turn.ts';

export interface ValidateNeeds {
  readonly reader: IndexReader;
  readonly store: Pick<PaperStore, 'known' | 'rows' | 'toldChanges' | 'drafts'>;
  readonly people: Pick<People, 'followers'>;
  readonly channels: Channels;
  readonly clock: Clock;
  readonly minEntries: number;
  readonly intervalMs: number;
}

type Accepted = Found['accepted'];

/** Reads the index, compares it with the database and makes what is to be committed. */
export async function validateIndex(
  needs: ValidateNeeds,
  turn: PollTurn,
  signal: AbortSignal,
): Promise<Validated> {
  const { body, state } = turn;
  if (body === null || state === null) throw new Error('nothing was fetched');
  const { reader, store, minEntries } = needs;
  const gates = gatekeeper(needs, turn);

  const reading = await reader.read(body, minEntries, signal);
  if (reading.type === 'rejected' && !gates.pass(reading)) return gates.refuse(reading);
  const { sha256, index, bytes } = contentOf(reading);
  if (sha256 === state.snapshot?.sha256) return { type: 'same' };

  const known = await store.known();
  signal.throwIfAborted(); // the reader holds one index: a late step must not touch the next one
  const { rejection, changed } = await reader.compare(known, state.snapshot);
  if (rejection !== null && !gates.pass(rejection)) return gates.refuse(rejection);

  const rows = await store.rows(changed);
  const readers = await readersOf(needs, state, changed);
  const drafts = await store.drafts();
  signal.throwIfAborted();
  const facts = { snapshot: turn.cycle, nowMs: needs.clock.now(), readers, drafts };
  const prepared = await reader.prepare(rows, facts);
  turn.found = { prepared, index, sha256, bytes, accepted: gates.accepted() };
  return { type: 'differs' };
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Those who may be told, and what they were told before. */
async function readersOf(
  { store, people, channels, clock }: ValidateNeeds,
  { lastSuccessAt }: IndexState,
  changed: readonly string[],
): Promise<Readers> {
  const told = await store.toldChanges(changed);
  const followers = await people.followers();
  const afterPause = lastSuccessAt !== null && clock.now() - lastSuccessAt > WEEK_MS;
  return { followers, channel: channels.papers, told, afterPause };
}

/** What was read, also of an index that a gate refused and somebody let pass. */
function contentOf(reading: Reading): {
  readonly sha256: string;
  readonly index: IndexBase;
  readonly bytes: number;
} {
  if (reading.type === 'read') return reading;
  const { sha256, numbers } = reading;
  const { entries, papers, frontier, bytes } = numbers;
  if (sha256 === null || entries === null || papers === null || frontier === null)
    throw new Error(`nobody may open the gate ${reading.gate}`);
  return { sha256, index: { entries, papers, frontier }, bytes };
}

/** Asks, for each refusal of a poll, whether the index passes all the same. */
function gatekeeper({ clock, intervalMs }: ValidateNeeds, turn: PollTurn) {
  const now = clock.now();
  const quarantine = turn.state?.quarantine ?? null;
  const standing = { quarantine, accept: turn.accept, intervalMs, now };
  let accepted: Accepted = null;

  function pass(rejection: Rejection): boolean {
    const by = releasedBy(rejection, standing);
    if (by !== null) accepted = { gate: rejection.gate, by };
    return by !== null;
  }

  function refuse(rejection: Rejection): Validated {
    turn.refused = {
      rejection,
      quarantine: quarantined(rejection, standing),
      sentSha256: turn.body?.sentSha256 ?? '',
    };
    return refusalOf(turn.refused, now);
  }

  return { pass, refuse, accepted: (): Accepted => accepted };
}
