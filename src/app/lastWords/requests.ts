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
  readonly channel: 'slack' | 'ntfy' | 'discord' | 'webhook' | 'deadman';
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

/** What is told on every way. Nothing in `title` and `text` comes from outside. */
export interface LastNote {
  readonly key: string;
  readonly episode: string;
  readonly state: string;
  readonly severity: string;
  readonly title: string;
  readonly text: string;
  readonly at: number;
  /** For ntfy, from 1 to 5. */
  readonly priority: string;
  readonly tag: string;
  /** Stands before the text in Slack and Discord. */
  readonly sign: string;
  /** For the webhook alone. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The requests for the end of a process, Slack first. */
export const lastRequests = (targets: LastTargets, exit: LastExit): readonly LastRequest[] =>
  noticeRequests(targets, {
    key: 'self.exit',
    episode: exit.instance,
    state: 'firing',
    severity: 'P1',
    at: exit.at,
    title: 'PaperScout has ended',
    text: lastText(exit),
    priority: '5',
    tag: 'rotating_light',
    sign: '🔴',
    more: { version: exit.version, exit_code: exit.code, reason: exit.reason },
  });

/** One request for each way that is set up, Slack first. */
export function noticeRequests(targets: LastTargets, note: LastNote): readonly LastRequest[] {
  const { slack, ntfy, discord, webhook, service } = targets;
  return [
    ...(slack === null ? [] : [toSlack(slack, note)]),
    ...(ntfy === null ? [] : [toNtfy(ntfy, note)]),
    ...(discord === null ? [] : [toDiscord(discord, note)]),
    ...(webhook === null ? [] : [toWebhook(webhook, service, note)]),
  ];
}

const toSlack = (
  { apiUrl, token, channel }: NonNullable<LastTargets['slack']>,
  { sign, text }: LastNote,
): LastRequest => ({
  channel: 'slack',
  url: `${apiUrl.replace(/\/$/, '')}/chat.postMessage`,
  headers: { ...json, authorization: `Bearer ${token}` },
  body: JSON.stringify({ channel, text: `${sign} ${text}` }),
});

const toNtfy = (
  url: string,
  { state, severity, title, priority, tag, text }: LastNote,
): LastRequest => ({
  channel: 'ntfy',
  url,
  body: text,
  headers: { title: `${state.toUpperCase()} ${severity} ${title}`, priority, tags: tag },
});

const toDiscord = (url: string, { sign, text }: LastNote): LastRequest => ({
  channel: 'discord',
  url,
  headers: json,
  body: JSON.stringify({ content: `${sign} ${text}`, allowed_mentions: { parse: [] } }),
});

function toWebhook(
  { url, secret }: NonNullable<LastTargets['webhook']>,
  service: string,
  { key, episode, state, severity, title, text, at, more }: LastNote,
): LastRequest {
  const time = new Date(at).toISOString();
  const body = JSON.stringify({
    key,
    episode,
    state,
    severity,
    title,
    text,
    since: time,
    at: time,
    service,
    ...more,
  });
  const signature =
    secret === null ? null : createHmac('sha256', secret).update(body).digest('hex');
  const signed = signature === null ? {} : { 'x-paperscout-signature': `sha256=${signature}` };
  const headers = { ...json, 'idempotency-key': `${episode}:${key}`, ...signed };
  return { channel: 'webhook', url, headers, body };
}
