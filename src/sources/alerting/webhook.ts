import { createHmac } from 'node:crypto';
import type { NoticeSender } from '../../ports/alerts/ways.ts';
import type { Poster } from './post.ts';

/** Where it goes, and who says so. */
export interface WebhookNeeds {
  readonly url: string;
  /** Null: it goes unsigned, and health says so. */
  readonly secret: string | null;
  readonly service: string;
}

/** RFC 3339 in UTC. */
const moment = (at: number): string => new Date(at).toISOString();

/** What a receiver computes again to know that the body is ours. */
export const signatureOf = (body: string, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/**
 * Sends to a webhook of the operators' own, with everything. The same `Idempotency-Key` comes again
 * when nobody knows whether the first time arrived.
 */
export const createWebhook = (
  poster: Pick<Poster, 'post'>,
  { url, secret, service }: WebhookNeeds,
): NoticeSender => ({
  channel: 'webhook',
  send: ({ key, episode, body }, signal) => {
    const { state, severity, title, text, since, at } = body;
    const json = JSON.stringify({
      key: body.key,
      episode,
      state,
      severity,
      title,
      text,
      since: moment(since),
      at: moment(at),
      service,
    });
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': key,
      ...(secret === null ? {} : { 'x-paperscout-signature': signatureOf(json, secret) }),
    };
    return poster.post({ operation: 'webhook.send', url, headers, body: json }, signal);
  },
});
