/** The rows of the outbox. Ids are bigint in PostgreSQL and stay text here. */

import type { LaneName } from '../health/fact.ts';
import type { Content } from './content.ts';

/** The lanes by number, as the table holds them: 0 is always served first. */
export const laneNames = ['ops', 'answers', 'news', 'bulk'] as const satisfies readonly LaneName[];

/** The number of a lane in the table. */
export type Lane = 0 | 1 | 2 | 3;

/** The states of a row. */
export type OutboxState =
  | 'pending'
  | 'inflight'
  | 'ambiguous'
  | 'parked'
  | 'sent'
  | 'folded'
  | 'printed'
  | 'dead'
  | 'expired';

/** What is done at Slack. */
export type OutboxKind = 'post' | 'update' | 'delete' | 'react' | 'ephemeral' | 'home';

/** Ids of people begin with U or W, those of conversations with C, G or D. */
export const isPerson = (id: string): boolean => /^[UW]/.test(id);

/** A row before it is written. It is written once per `dedupeKey`, for ever. */
export interface OutboxDraft {
  readonly dedupeKey: string;
  /** `C…` or `G…`, or `U…`/`W…` for a person; never `D…`. A home tab goes to its person. */
  readonly dest: string;
  readonly lane: Lane;
  readonly kind: OutboxKind;
  /** The only reader of an ephemeral message, who must be in the channel `dest`. */
  readonly user?: string | null;
  /** Under this name the message is found again to be edited or replied to. */
  readonly anchorKey: string | null;
  /** The anchor that this is a reply to: waits until its parent was posted. */
  readonly threadOf: string | null;
  /** The Slack `ts` of somebody's message, in whose thread this goes. */
  readonly threadTs?: string | null;
  /** May share a message with others of its conversation and lane; nothing in a thread may. */
  readonly foldable: boolean;
  readonly content: Content;
  /** Not before this moment (ms since the epoch); null: at once. */
  readonly notBefore: number | null;
  /** After this moment it is not worth telling; null: by the lane. */
  readonly expiresAt: number | null;
}

/** A claimed row: what is needed to send it and to record what became of it. */
export interface OutboxRow {
  readonly id: string;
  readonly nonce: string;
  readonly dest: string;
  /** The resolved conversation, where it is known; else `dest`. */
  readonly channel: string;
  readonly lane: Lane;
  readonly kind: OutboxKind;
  /** The only reader of an ephemeral message. */
  readonly user: string | null;
  readonly anchorKey: string | null;
  /** The Slack `ts` of the parent message, for replies. */
  readonly threadTs: string | null;
  /** The Slack `ts` of the message under `anchorKey`, once there is one: what an edit is about. */
  readonly anchorTs: string | null;
  /** Send text alone: Slack refused the blocks once. */
  readonly plain: boolean;
  readonly content: Content;
  /** 1 at the first call. */
  readonly attempts: number;
  /** How often nobody knew whether Slack had taken it. */
  readonly doubts: number;
  /** Others of its conversation and lane are to be told in the same message. */
  readonly folds: boolean;
  /** Rows to the conversation that expired, and of which nobody was told yet. */
  readonly missed: number;
  readonly createdAt: number;
  readonly firstAttemptAt: number;
}
