import type { OutboxDraft, OutboxRow } from '../../domain/delivery/outbox.ts';
import type { Gate } from '../../domain/delivery/result.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Emergency, SentAt as Place, Rescue, RescueSpool } from '../../ports/delivery.ts';
import { type Entry, rowOf } from './ringRow.ts';

/** What the queue does with the ring; alerts only `offer`. */
export interface Ring extends Emergency {
  /** A message of which later edits and replies may speak. */
  learn(anchorKey: string, place: Place): void;
  /** The next notice that may go, as a row; it is under way until `settle`. Null: none. */
  next(): OutboxRow | null;
  /** How the notice that was under way ended. */
  settle(row: OutboxRow, end: Settled): Rescue | null;
  /** Gates that the database must learn of. */
  closed(gates: readonly Gate[]): void;
  /** All that the database does not know: what was sent, what is in doubt, what waits. */
  contents(): { readonly rescues: readonly Rescue[]; readonly gates: readonly Gate[] };
  /** The database has these now. */
  stored(contents: ReturnType<Ring['contents']>): void;
  /** What an earlier process left behind; taken once. */
  restore(rescues: readonly Rescue[]): void;
  /** Whether the database knows all of it. */
  isEmpty(): boolean;
  /** How long until the next notice may go, in ms; null when none waits. */
  nextInMs(): number | null;
}

/** What became of a notice that was under way. */
export type Settled =
  | ({ readonly type: 'sent' } & Place)
  | {
      readonly type: 'waiting' | 'ambiguous';
      readonly notBefore: number;
      readonly plain: boolean;
      readonly attempts: number;
    }
  /** Slack does not take it: it is left to the database's rules. */
  | { readonly type: 'left' };

/** What the ring is made of. `onOffer` is called for each notice that comes. */
export interface RingNeeds {
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly spool: Pick<RescueSpool, 'append'>;
}

const MOST = 50;
const MOST_PLACES = 500;
const NEVER = Number.POSITIVE_INFINITY;

/** An alert's key: all its states speak of one message, but each reply is its own. */
const keyOf = ({ anchorKey, dedupeKey, threadOf }: OutboxDraft): string =>
  threadOf === null ? (anchorKey ?? dedupeKey) : dedupeKey;

/** One ring for the whole process. */
export function createEmergency({ clock, uuid, spool }: RingNeeds): Ring & {
  /** Who is told of each notice that is offered. */
  onOffer: () => void;
} {
  let entries: readonly Entry[] = [];
  let gates: readonly Gate[] = [];
  let flying: string | null = null; // the nonce of the notice under way
  let restored = false;
  const places = new Map<string, Place>();

  const parentOf = ({ draft }: Rescue): Place | undefined => places.get(draft.threadOf ?? '');
  const isHeld = (entry: Entry): boolean =>
    entry.state !== 'waiting' && entry.state !== 'ambiguous'
      ? true
      : entry.draft.threadOf !== null && parentOf(entry) === undefined;
  const change = (nonce: string, some: Partial<Entry>): void => {
    entries = entries.map((one) => (one.nonce === nonce ? { ...one, ...some } : one));
  };
  const dueAt = (): number => {
    const open = entries.filter((one) => !isHeld(one) && one.nonce !== flying);
    return Math.min(NEVER, ...open.map(({ notBefore }) => notBefore));
  };

  const ring: Ring & { onOffer: () => void } = {
    onOffer: () => {},
    offer(draft: OutboxDraft): void {
      const older = entries.find(
        (one) =>
          one.state === 'waiting' && one.nonce !== flying && keyOf(one.draft) === keyOf(draft),
      );
      const fresh: Entry = {
        draft,
        nonce: uuid(),
        state: 'waiting',
        channel: null,
        ts: null,
        attempts: 0,
        notBefore: 0,
        plain: false,
        firstAttemptAt: null,
        offeredAt: clock.now(),
        kept: false,
        before: older === undefined ? [] : [...older.before, older.draft],
      };
      const others = entries.filter((one) => one !== older);
      const waiting = others.filter(({ state }) => state === 'waiting');
      const dropped = waiting.length >= MOST ? waiting[0] : undefined;
      entries = [...others.filter((one) => one !== dropped), fresh];
      ring.onOffer();
    },
    async keep(): Promise<void> {
      const fresh = entries.filter(({ kept }) => !kept);
      for (const { nonce } of fresh) change(nonce, { kept: true });
      try {
        await spool.append(fresh.map(rescueOf));
      } catch (thrown) {
        for (const { nonce } of fresh) change(nonce, { kept: false });
        throw thrown;
      }
    },
    learn(anchorKey: string, place: Place): void {
      places.delete(anchorKey);
      places.set(anchorKey, place);
      const [oldest] = places.keys();
      if (places.size > MOST_PLACES && oldest !== undefined) places.delete(oldest);
    },
    next(): OutboxRow | null {
      const now = clock.now();
      const entry = entries.find((one) => !isHeld(one) && one.notBefore <= now);
      if (entry === undefined || flying !== null) return null;
      flying = entry.nonce;
      change(entry.nonce, { firstAttemptAt: entry.firstAttemptAt ?? now });
      return rowOf(entry, now, places.get(entry.draft.anchorKey ?? ''), parentOf(entry));
    },
    settle(row: OutboxRow, end: Settled): Rescue | null {
      flying = null;
      if (end.type === 'left') change(row.nonce, { notBefore: NEVER });
      else if (end.type === 'sent') {
        const { anchorKey } = row;
        if (anchorKey !== null && row.kind === 'post') ring.learn(anchorKey, end);
        change(row.nonce, { state: 'sent', channel: end.channel, ts: end.ts });
      } else {
        const { type: state, notBefore, plain, attempts } = end;
        change(row.nonce, { state, notBefore, plain, attempts });
      }
      return entries.find(({ nonce }) => nonce === row.nonce) ?? null;
    },
    closed(some: readonly Gate[]): void {
      gates = [...gates, ...some];
    },
    contents: () => ({ rescues: entries.filter(({ nonce }) => nonce !== flying), gates }),
    stored(contents: ReturnType<Ring['contents']>): void {
      const nonces = new Set(contents.rescues.map(({ nonce }) => nonce));
      // The disk is emptied now: what came meanwhile goes there again.
      entries = entries
        .filter(({ nonce }) => !nonces.has(nonce))
        .map((one) => ({ ...one, kept: false }));
      gates = gates.filter((gate) => !contents.gates.includes(gate));
    },
    restore(rescues: readonly Rescue[]): void {
      if (restored) return;
      restored = true;
      const now = clock.now();
      const kept = latestOf(rescues);
      for (const { draft, state, channel, ts } of kept.values())
        if (state === 'sent' && draft.anchorKey !== null)
          ring.learn(draft.anchorKey, { channel, ts });
      entries = [
        ...[...kept.values()].map(
          (one): Entry => ({
            ...one,
            notBefore: 0,
            plain: false,
            firstAttemptAt: null,
            offeredAt: now,
            kept: true,
          }),
        ),
        ...entries,
      ];
    },
    isEmpty: () => entries.length + gates.length === 0,
    remember: (anchorKey, place) => {
      if (!places.has(anchorKey)) ring.learn(anchorKey, place);
    },
    isSettled: () => restored && entries.length === 0,
    nextInMs(): number | null {
      const at = dueAt();
      return at === NEVER ? null : Math.max(0, at - clock.now());
    },
  };
  return ring;
}

/** What the disk has of an entry. */
const rescueOf = ({ draft, before, nonce, state, attempts, channel, ts }: Entry): Rescue => ({
  draft,
  before,
  nonce,
  state,
  attempts,
  channel,
  ts,
});

/** By key: sent is sent, whatever line came later; one whose place another took is that one's. */
function latestOf(rescues: readonly Rescue[]): ReadonlyMap<string, Rescue> {
  const latest = new Map<string, Rescue>();
  for (const one of rescues)
    if (latest.get(one.draft.dedupeKey)?.state !== 'sent') latest.set(one.draft.dedupeKey, one);
  for (const { before } of rescues)
    for (const { dedupeKey } of before)
      if (latest.get(dedupeKey)?.state !== 'sent') latest.delete(dedupeKey);
  return latest;
}
