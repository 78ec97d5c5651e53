/** What operators order and see done. Types only. */

import type { OpsOrder } from '../../domain/talk/order.ts';

/** What became of an order, in our own words (mrkdwn), for whoever gave it. */
export interface OrderAnswer {
  /** False: nothing was done, and `text` says why. */
  readonly done: boolean;
  readonly text: string;
  /** The poll, or the cycle of probes, that comes of it. */
  readonly cycle?: string;
  /** It was too soon: nothing is done before so much time has passed. */
  readonly retryAfterMs?: number;
}

/** Who gives an order: a Slack user id, or `http` for the operators' listener. */
export type OrderedBy = string;

/**
 * Gives orders to actors. Whoever calls has made sure that this person may. Every use is a row in
 * `ops_log` and a line `ops.command`; a database that is away stops neither order nor line.
 */
export interface Orders {
  /** Never rejects for what an operator or the outside does. */
  give(order: OpsOrder, by: OrderedBy): Promise<OrderAnswer>;
  /** Somebody who may not has tried: a line says so; nothing is done and nothing is stored. */
  refuse(order: OpsOrder, by: OrderedBy): void;
}

/** One use of an order. */
export interface OpsUse {
  /** uuid: writing the same use again is harmless. */
  readonly id: string;
  readonly who: string;
  readonly command: string;
  readonly outcome: string;
}

/** What operators did. Throws DB failures. */
export interface OpsLog {
  write(use: OpsUse): Promise<void>;
}
