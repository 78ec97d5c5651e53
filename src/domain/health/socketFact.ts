/** What the socket to Slack reports. */

import type { FailureRecord } from './failure.ts';

/** What came through the socket. */
export type EnvelopeKind = 'command' | 'event' | 'click';

/** Why a frame, or an envelope after its ack, was not taken. */
export type Rejected =
  | 'binary'
  | 'too_large'
  | 'not_json'
  | 'not_object'
  | 'unknown_type'
  | 'no_envelope_id'
  | 'no_payload'
  | 'no_event'
  | 'reserved_event'
  | 'unreadable';

/** The facts of the socket, and of what people and Slack say through it. */
export type SocketFact =
  | {
      readonly type: 'slack.connected';
      /** How many connections of this app Slack counts; null when it did not say. */
      readonly connections: number | null;
      /** It takes over from one that still serves. */
      readonly replaces: boolean;
    }
  | {
      readonly type: 'slack.disconnected';
      readonly failure: FailureRecord;
      /** False: it was not a connection yet. */
      readonly served: boolean;
    }
  | { readonly type: 'slack.notice'; readonly reason: string }
  /** Slack refuses us as we are set up; from now on one try every five minutes. */
  | { readonly type: 'slack.parked'; readonly reason: string }
  /** Another process seems to use our app token. `confirmed`: also after we connected anew. */
  | { readonly type: 'slack.ghosts'; readonly connections: number; readonly confirmed: boolean }
  | { readonly type: 'slack.ghosts_gone' }
  | { readonly type: 'slack.frame_rejected'; readonly kind: Rejected }
  /** An envelope and its ack; `ackMs` is null when the ack could not be sent. */
  | {
      readonly type: 'slack.received';
      readonly kind: EnvelopeKind;
      readonly ackMs: number | null;
    }
  | { readonly type: 'slack.duplicate'; readonly kind: string }
  /** What arrived could not be dealt with, or Slack sends fewer events than there are. */
  | { readonly type: 'slack.failed'; readonly failure: FailureRecord }
  | { readonly type: 'slack.token_revoked'; readonly reason: string }
  /** What a look at our set-up found; told once for each. */
  | { readonly type: 'config.problem'; readonly problem: string; readonly failure: FailureRecord }
  /** It is no more; `was`: the message of the failure. */
  | { readonly type: 'config.mended'; readonly problem: string; readonly was: string };
