/** What answering needs of the rest. */

import type { Failure } from '../../domain/health/failure.ts';
import type { Seen } from '../../domain/talk/replies/status.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Outbox } from '../../ports/delivery.ts';
import type { Library } from '../../ports/library.ts';
import type { People } from '../../ports/people.ts';
import type { Profiles, Respond } from '../../ports/talk/answers.ts';
import type { Lookup } from '../../ports/talk/lookup.ts';
import type { Orders } from '../../ports/talk/orders.ts';
import type { SlackSetup } from '../../ports/talk/setup.ts';
import type { SayDirectly } from '../queue/sayDirectly.ts';

/** Which program this is, and since when it runs (ms since the epoch). */
export interface Release {
  readonly version: string;
  readonly revision: string | null;
  readonly startedAt: number;
}

/** Does work under a name after all earlier work under it, however that ended. */
export type InTurn = (name: string, work: () => Promise<void>) => Promise<void>;

/** What answers have among themselves, beside what they are given. */
export interface Talking extends TalkNeeds {
  readonly inTurn: InTurn;
}

export interface TalkNeeds {
  readonly clock: Clock;
  readonly lookup: Lookup;
  readonly library: Library;
  readonly people: People;
  readonly outbox: Pick<Outbox, 'enqueue'>;
  readonly respond: Respond;
  /** For when the outbox cannot be written. */
  readonly direct: SayDirectly;
  readonly profiles: Profiles;
  readonly setup: SlackSetup;
  readonly orders: Orders;
  /** What the process knows of itself; never asks the database. */
  readonly seen: () => Seen;
  readonly isOperator: (user: string) => boolean;
  readonly release: Release;
  /** There is a new row to send. */
  readonly wake: () => void;
  /** Something failed that did not stop an answer; the caller counts and logs it. */
  readonly report: (failure: Failure) => void;
}
