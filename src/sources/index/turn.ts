import { hash } from 'node:crypto';
import { plan } from '../../domain/papers/diff/prepare.ts';
import { partsOf, stagedEvent } from '../../domain/papers/diff/stage.ts';
import type { PaperEvent } from '../../domain/papers/event.ts';
import { LONGEST_BODY } from '../../domain/papers/gates.ts';
import { idOf } from '../../domain/papers/id/id.ts';
import { type Comparison, compareIndex } from '../../domain/papers/index/compare.ts';
import { type ReadIndex, readIndex, rejection } from '../../domain/papers/index/read.ts';
import type { Compared, Prepared, Reading } from '../../domain/papers/reading.ts';
import { stagedMessage } from '../../domain/papers/staged.ts';
import { audienceOf } from '../../domain/papers/tell/audience.ts';
import { type Telling, tell } from '../../domain/papers/tell/tell.ts';
import { decompress } from './decompress.ts';
import type { Calls } from './protocol.ts';

type Part = Prepared['parts'][number];

/** One index between its three calls; `prepare` forgets it. Runs in the worker. */
export class IndexTurn {
  #read: (ReadIndex & { readonly sha256: string }) | null = null;
  #found: Comparison | null = null;

  /** Decompresses, finds the entries, asks gates 1 to 4; what gate 3 or 4 refuses can be compared. */
  read({ bytes, encoding, minEntries }: Calls['read']['input']): Reading {
    [this.#read, this.#found] = [null, null];
    const body = decompress({ bytes, encoding });
    if (body === null) {
      const size = { bytes: LONGEST_BODY, entries: null, papers: null, frontier: null, gone: null };
      return rejection('too_large', { ...size, sha256: null });
    }
    const sha256 = hash('sha256', body);
    const read = readIndex(body, sha256, minEntries);
    if (read.type === 'rejected') {
      const { held, ...refused } = read;
      if (held !== null) this.#read = { ...held, sha256 };
      return refused;
    }
    this.#read = { ...read, sha256 };
    const { warnings } = read.index;
    return { type: 'read', sha256, bytes: body.length, index: read.size, warnings };
  }

  /** Finds what differs, asks gates 5 to 7. */
  compare({ known, base }: Calls['compare']['input']): Compared {
    if (this.#read === null) throw new Error('nothing was read');
    const { ids } = this.#read.index;
    const found = compareIndex(this.#read, known, base, this.#read.sha256);
    this.#found = found;
    return {
      rejection: found.rejection,
      added: found.added.length,
      changed: found.changed.map((place) => idOf(ids[place] ?? 0).key),
      gone: found.gone.length,
      restored: found.restored.length,
    };
  }

  /** Makes rows, part by part, and in the end the events. */
  *prepare({ rows, facts }: Calls['prepare']['input']): Generator<Part, Omit<Prepared, 'parts'>> {
    if (this.#read === null || this.#found === null) throw new Error('nothing was compared');
    const planned = plan(this.#read.index, this.#found, rows, {
      ...facts,
      drafts: facts.drafts ?? [],
    });
    [this.#read, this.#found] = [null, null];
    yield* partsOf('entries', planned.entries);
    yield* partsOf('missing', planned.missing);
    yield* partsOf('events', planned.events.map(stagedEvent));
    const { tellable, counts, warnings } = planned;
    const { notifications, messages } = tellReaders(tellable, facts);
    yield* partsOf('notifications', notifications);
    yield* partsOf('outbox', messages.map(stagedMessage));
    return { events: tellable, counts, messages: messages.length, warnings };
  }
}

function tellReaders(
  tellable: readonly PaperEvent[],
  { nowMs, readers }: Calls['prepare']['input']['facts'],
): Telling {
  if (readers === undefined || tellable.length === 0) return { notifications: [], messages: [] };
  const { followers, channel, told, afterPause } = readers;
  const before = new Set(told);
  const fresh = tellable.filter(({ dedupe }) => !before.has(dedupe));
  return tell(fresh, audienceOf(followers, channel), { nowMs, afterPause });
}
