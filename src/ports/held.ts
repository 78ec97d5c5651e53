/** What people are not told yet: notifications that wait for their moment. Types only. */

import type { OutboxDraft } from '../domain/delivery/outbox.ts';
import type { HeldFor, Waiting } from '../domain/people/release.ts';
import type { Committed, Epoch } from './leadership.ts';

/** What is to be looked at. */
export interface Due {
  /** Recipients with what is held for them and due, oldest first. */
  readonly held: readonly HeldFor[];
  /** People with rows in the queue that nobody tried yet, who are muted or have quiet hours. */
  readonly waiting: readonly Waiting[];
}

/** One notification that leaves, or waits for longer. */
export interface ReleasedItem {
  readonly recipient: string;
  /** `seq` of its event. */
  readonly event: string;
  /** The key of its message; null: it is told without one, or not yet. */
  readonly message: string | null;
  /** When to look again, in ms since the epoch; null: it is told now. */
  readonly dueAt: number | null;
}

/** What is done with what was due. */
export interface ReleasePlan {
  readonly items: readonly ReleasedItem[];
  readonly messages: readonly OutboxDraft[];
  /** Rows of the queue to these people wait until then. */
  readonly holds: readonly { readonly slackId: string; readonly until: number }[];
}

/** Held notifications, for the queue. Throws DB failures only. */
export interface Held {
  /** At most so many recipients. */
  due(epoch: Epoch, limit: number): Promise<Committed<Due>>;
  /** A message is written only where everything that it tells is still held. Repeatable. */
  release(epoch: Epoch, plan: ReleasePlan): Promise<Committed<{ readonly messages: number }>>;
  /** Notes what became of the messages of earlier notifications. */
  settle(): Promise<void>;
}
