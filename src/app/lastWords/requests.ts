/** One notice that a process ends, for every way there is, made before anything is broken. */

import { createHmac } from 'node:crypto';

/** Where a last notice can go. Holds secrets: it never leaves the process but as the requests. */
export interface LastTargets {
  readonly slack: {
    readonly apiUrl: string;
    readonly token: string;
    readonly channel: string;
  } | null;
  readonly ntfy: string | null;
  readonly discord: string | null;
  readonly webhook: { readonly url: string; readonly secret: string | null } | null;
  /** As health names it, for the webhook alone. */
  readonly service: string;
}

/** How the process ends. */
export interface LastExit {
  readonly code: 2 | 3 | 4;
  /** `DB/refused`, `HUNG/loop_stalled`: nothing foreign, so it may be read by others. */
  readonly reason: string;
  readonly at: number;
  readonly version: string;
  readonly instance: string;
}

/** A POST that is ready to be sent. */
export interface LastRequest {
  readonly channel: 'slack' | 'ntfy' | 'discord' | 'webhook';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const why = {
  2: 'the start is impossible',
  3: 'it gave up',
  4: 'its event loop was blocked',
} as const satisfies Record<LastExit['code'], string>;

const json = { 'content-type': 'application/json; charset=utf-8' };

/** What is told: nothing in it comes from outside. */
export const lastText = ({ code, reason }: LastExit): string =>
  `PaperScout has ended with exit code ${code}: ${why[code]} (${reason}). Its host should start it again.`;

/** The requests, Slack first. */
export function lastRequests(targets: LastTargets, exit: LastExit): readonly LastRequest[] {
  const { slack, ntfy, discord, webhook } = targets;
  const text = lastText(exit);
  return [
    ...(slack === null ? [] : [toSlack(slack, text)]),
    ...(ntfy === null ? [] : [toNtfy(ntfy, text)]),
    ...(discord === null ? [] : [toDiscord(discord, text)]),
    ...(webhook === null ? [] : [toWebhook(webhook, targets.service, exit, text)]),
  ];
}

const toSlack = (
  { apiUrl, token, channel }: NonNullable<LastTargets['slack']>,
  text: string,
): LastRequest => ({
  channel: 'slack',
  url: `${apiUrl.replace(/\/$/, '')}/chat.postMessage`,
  headers: { ...json, authorization: `Bearer ${token}` },
  body: JSON.stringify({ channel, text: `🔴 ${text}` }),
});

const toNtfy = (url: string, body: string): LastRequest => ({
  ...{ channel: 'ntfy', url, body },
  headers: { title: 'FIRING P1 PaperScout has ended', priority: '5', tags: 'rotating_light' },
});

const toDiscord = (url: string, text: string): LastRequest => ({
  ...{ channel: 'discord', url, headers: json },
  body: JSON.stringify({ content: `🔴 ${text}`, allowed_mentions: { parse: [] } }),
});

function toWebhook(
  { url, secret }: NonNullable<LastTargets['webhook']>,
  service: string,
  { code, reason, at, version, instance }: LastExit,
  text: string,
): LastRequest {
  const body = JSON.stringify({
    ...{ key: 'self.exit', episode: instance, state: 'firing', severity: 'P1' },
    ...{ title: 'PaperScout has ended', text, since: new Date(at).toISOString() },
    ...{ at: new Date(at).toISOString(), service, version, exit_code: code, reason },
  });
  const signature =
    secret === null ? null : createHmac('sha256', secret).update(body).digest('hex');
  const signed = signature === null ? {} : { 'x-paperscout-signature': `sha256=${signature}` };
  const headers = { ...json, 'idempotency-key': `${instance}:exit`, ...signed };
  return { channel: 'webhook', url, headers, body };
}
