/** The ways on which alerts leave, beside the queue. Types only. */

import type { Fallback, Notice } from '../../domain/alerts/telling/notice.ts';

/** One way on which alerts leave when Slack is the part that fails. Redirects are not followed. */
export interface NoticeSender {
  readonly channel: Fallback;
  /** One request. Throws RATE_LIMIT, NETWORK, TIMEOUT, UPSTREAM_CHANGED. */
  send(notice: Notice, signal: AbortSignal): Promise<void>;
}

/** The dead man's switch outside. Throws as `NoticeSender`. */
export interface Deadman {
  ping(body: object, signal: AbortSignal): Promise<void>;
}
