/** What Slack gets of random lives of alerts: the queue's rows, and what goes past the database. */

import type { Notice } from '../../../src/domain/alerts/telling/notice.ts';
import type { OutboxDraft } from '../../../src/domain/delivery/outbox.ts';
import type { AlertKeeper } from '../../../src/flows/alerts/keeper.ts';
import type { Emergency } from '../../../src/ports/delivery.ts';
import type { MemoryStore } from '../../../src/store/memory/memory.ts';
import { type Arrived, adopt } from './world.ts';

/** What is the matter now: the database, Slack. */
export interface Weather {
  readonly away: boolean;
  readonly refuses: boolean;
}

/** The queue of one life. What it sends arrives in `arrived`, as it is by then. */
export class SimulatedQueue {
  readonly #store: MemoryStore;
  readonly #keeper: () => AlertKeeper;
  readonly #arrived: Arrived[];
  readonly #offered: OutboxDraft[] = [];

  constructor(store: MemoryStore, keeper: () => AlertKeeper, arrived: Arrived[]) {
    this.#store = store;
    this.#keeper = keeper;
    this.#arrived = arrived;
  }

  /** The way past the database; where messages are, everybody knows here. */
  emergency(): Emergency {
    return {
      offer: (draft) => void this.#offered.push(draft),
      keep: async () => {},
      isSettled: () => this.#offered.length === 0,
      remember: () => {},
    };
  }

  /** Sends what waits; what came past a database that is back is a row. */
  send({ away, refuses }: Weather): void {
    if (!away) void this.#store.outbox.enqueue(this.#offered.splice(0)); // done at once
    if (refuses) return;
    const rows = [...this.#store.tables.messages.values()].filter((one) => one.state === 'pending');
    if (away && rows.length === 0) this.#sendOffered(); // in the order of the conversation
    for (const row of away ? [] : rows) {
      this.#store.tables.messages.set(row.id, { ...row, state: 'sent' });
      this.#shown(row, (one) => one.outbox === String(row.id) || one.key === row.dedupeKey);
      this.#keeper().rowEnded(String(row.id), 'delivered');
    }
  }

  #sendOffered(): void {
    for (const draft of this.#offered.splice(0)) {
      this.#shown(draft, (one) => one.key === draft.dedupeKey);
      this.#keeper().rowEnded(draft.dedupeKey, 'delivered');
      void adopt(this.#store, draft); // the memory store does it at once
    }
  }

  #shown({ content, kind, anchorKey }: OutboxDraft, isIts: (one: Notice) => boolean): void {
    const all = [
      ...this.#store.tables.alerts.notices.values(),
      ...this.#keeper().book.notices.values(),
    ];
    const notice = all.find(
      (one) => one.channel === 'slack' && (isIts(one) || `alert:${one.episode}` === anchorKey),
    );
    if (notice === undefined) return;
    const { channel, key, body } = notice;
    const shown = content.template === 'alert' ? content.state : body.state;
    const state = shown === 'resolved' ? 'resolved' : 'firing';
    this.#arrived.push({ channel, key, notice, state, edit: kind === 'update' });
  }
}
