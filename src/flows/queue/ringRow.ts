/** A notice of the ring, as the queue would have claimed it. */

import type { OutboxRow } from '../../domain/delivery/outbox.ts';
import type { SentAt as Place, Rescue } from '../../ports/delivery.ts';

/** A notice in the ring. Moments in ms. */
export interface Entry extends Rescue {
  readonly notBefore: number;
  readonly plain: boolean;
  readonly firstAttemptAt: number | null;
  readonly offeredAt: number;
  /** It is on the disk. */
  readonly kept: boolean;
}

/** An edit of a message that we do not know is a new one. `own`, `parent`: where messages are. */
export function rowOf(
  entry: Entry,
  now: number,
  own: Place | undefined,
  parent: Place | undefined,
): OutboxRow {
  const { draft, nonce, plain, attempts, state } = entry;
  const { user = null, threadTs = null } = draft;
  const edited = draft.kind === 'update' ? (own?.ts ?? null) : null;
  return {
    id: draft.dedupeKey,
    nonce,
    dest: draft.dest,
    channel: draft.dest,
    lane: draft.lane,
    kind: draft.kind === 'update' && edited === null ? 'post' : draft.kind,
    user,
    anchorKey: draft.anchorKey,
    anchorTs: edited,
    threadTs: parent?.ts ?? threadTs,
    plain,
    content: draft.content,
    attempts: attempts + 1,
    doubts: state === 'ambiguous' ? 1 : 0,
    folds: false,
    missed: 0,
    createdAt: entry.offeredAt,
    firstAttemptAt: entry.firstAttemptAt ?? now,
  };
}
