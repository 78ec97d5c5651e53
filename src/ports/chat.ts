/** Slack as the queue sees it: messages go out, doubts are looked up. */

import type { OutboxRow } from '../domain/delivery/outbox.ts';
import type { Verdict } from '../domain/delivery/verdict.ts';

/** A rendered message: what Slack's methods take. */
export interface Rendered {
  readonly kind: OutboxRow['kind'];
  readonly channel: string;
  readonly threadTs: string | null;
  readonly text: string;
  /** Block Kit; null sends the text alone. */
  readonly blocks: readonly object[] | null;
  readonly attachments: readonly object[] | null;
  /** Rides along as metadata, to find the message again. */
  readonly nonce: string;
  /** The message that an update, a deletion or a reaction is about. */
  readonly ts?: string | null;
  /** The person behind `channel`, to open the conversation; the reader of an ephemeral message. */
  readonly user?: string | null;
  /** A reply in a thread that is shown in the channel, too. */
  readonly broadcast?: boolean;
}

/** Where to look for a message of which nobody knows whether Slack took it. */
export interface Doubt {
  readonly channel: string;
  readonly threadTs: string | null;
  readonly firstAttemptAt: number;
  readonly nonce: string;
}

/** What a reading of the history says of one doubt; `unreadable`: it did not reach back so far. */
export type Sight =
  | { readonly type: 'found'; readonly ts: string }
  | { readonly type: 'absent' | 'unreadable' };

/** Slack's Web API. Never throws for what Slack or the network do. */
export interface Chat {
  /** One call. The channel of anything but a home tab is a conversation, never a person. */
  deliver(message: Rendered): Promise<Verdict>;
  /** The conversation with a person. Asking twice gives the same one. */
  open(person: string): Promise<{ readonly type: 'opened'; readonly channel: string } | Verdict>;
  /** Whether a suspended conversation can be used again: `sent`, or the refusal that says why not. */
  probe(dest: string): Promise<Verdict>;
  /**
   * One reading for all doubts of one conversation and thread (those of the first are taken), what
   * is seen of each in their order. `unreadable`: no right to read the history there.
   */
  look(
    doubts: readonly Doubt[],
  ): Promise<
    | { readonly type: 'read'; readonly sights: readonly Sight[] }
    | { readonly type: 'unreadable' }
    | Verdict
  >;
  /** `auth.test`. */
  auth(): Promise<Verdict>;
}

/** Turns content into a message; pure, so a mended renderer helps rows that wait. */
export type Render = (row: OutboxRow) => Rendered;
