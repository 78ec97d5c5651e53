/** Talking with people: what arrives, and answers that go out at once. Types only. */

import type { Content } from '../../domain/delivery/content.ts';
import type { Failure } from '../../domain/health/failure.ts';
import type { Inbound } from '../../domain/talk/inbound.ts';

/**
 * What answers one thing that arrived, after its ack and once for each `key`. Bad input is
 * answered, not thrown. Throws Failures; then the caller reports them and goes on.
 */
export type OnInbound = (inbound: Inbound) => Promise<void>;

/** A URL that Slack gave for answers. Every `Inbound` that has one can be given as it is. */
export interface AnswerTo {
  /** A secret. */
  readonly responseUrl: string;
  /** When it arrived, in ms since the epoch: it is good for 25 minutes from then. */
  readonly at: number;
}

/** Who sees an answer, and whether it takes the place of the message whose button was pressed. */
export interface AnswerOptions {
  /** True: only who asked. */
  readonly ephemeral: boolean;
  readonly replace: boolean;
}

/** `late`: over 25 minutes old, or used four times; nothing was posted. */
export type Responded =
  | { readonly type: 'sent' | 'late' }
  | { readonly type: 'refused'; readonly failure: Failure };

/**
 * Posts an answer to such a URL, once, within 5 s. Never rejects. What was not `sent` is for the
 * queue: a row in the lane `answers`. After a `refused` Slack may have taken it all the same.
 */
export type Respond = (
  to: AnswerTo,
  content: Content,
  options: AnswerOptions,
) => Promise<Responded>;

/** Which envelopes were handled, kept for a day: Slack sends events again. */
export interface SeenEnvelopes {
  /** Notes a key; false when it was noted before. Throws DB failures. */
  note(key: string): Promise<boolean>;
}

/** What is known of a person at Slack. */
export interface Profiles {
  /** The zone such as `Europe/Berlin`; null when Slack names none. Throws SLACK, NETWORK, TIMEOUT, RATE_LIMIT. */
  zoneOf(user: string): Promise<string | null>;
}
