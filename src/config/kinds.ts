/** The kinds of values that variables may have. Every message says what is expected, never what was given. */

import * as v from 'valibot';
import { Secret } from './secret.ts';

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

type Unit = keyof typeof units;

const toMs = (text: string): number => {
  const [, amount = '', unit = 'ms'] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  return Number(amount) * units[unit as Unit];
};

/** `500ms`, `90s`, `30m`, `2h`, from `minMs` to `maxMs`: a span of time, in milliseconds. */
export const span = (minMs: number, maxMs: number, limits: string) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,9}(ms|s|m|h)$/, 'expects a span of time such as 500ms, 90s, 30m or 2h'),
    v.transform(toMs),
    v.minValue(minMs, `expects a span of time ${limits}`),
    v.maxValue(maxMs, `expects a span of time ${limits}`),
  );

/** A whole number from `min` to `max`. */
export const whole = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,15}$/, `expects a whole number from ${min} to ${max}`),
    v.transform(Number),
    v.minValue(min, `expects a whole number from ${min} to ${max}`),
    v.maxValue(max, `expects a whole number from ${min} to ${max}`),
  );

/** A number with or without a fraction, not below zero. */
export const decimal = (max: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,9}(\.\d{1,6})?$/, `expects a number from 0 to ${max}`),
    v.transform(Number),
    v.maxValue(max, `expects a number from 0 to ${max}`),
  );

/** One of a few words. */
export const word = <const T extends readonly [string, ...string[]]>(words: T) =>
  v.picklist(words, `expects one of ${words.join(', ')}`);

/** `on` or `off`, as a boolean. */
export const onOff = v.pipe(
  word(['on', 'off']),
  v.transform((given) => given === 'on'),
);

/** Text that is not empty, such as a path or a host name. */
export const plainText = v.pipe(v.string(), v.nonEmpty('expects some text'));

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|::1)$/;

/** Whether a host name means this machine alone. */
export const isLoopback = (host: string): boolean => loopback.test(host);

const isWebUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
};

/** An https URL; http for this machine alone. */
export const webUrl = v.pipe(
  v.string(),
  v.check(isWebUrl, 'expects an https:// URL (http:// only for this machine)'),
);

/** As `webUrl`, but it carries a secret (a hook or a topic) and is never shown. */
export const secretUrl = v.pipe(
  webUrl,
  v.transform((text) => new Secret(text)),
);

/** A secret of any form. */
export const secret = v.pipe(
  v.string(),
  v.transform((text) => new Secret(text)),
);

/** A Slack token that begins as `prefix` says: a swapped pair is found before Slack finds it. */
export const slackToken = (prefix: 'xoxb-' | 'xapp-') =>
  v.pipe(
    v.string(),
    v.startsWith(prefix, `expects a token that begins with ${prefix}`),
    v.transform((text) => new Secret(text)),
  );

/** The id of a channel: `C…` or `G…`. People (`U…`), DMs (`D…`) and names are refused. */
export const channelId = v.pipe(
  v.string(),
  v.regex(
    /^[CG][A-Z0-9]{2,20}$/,
    'expects a channel id such as C0123456789, not a name or a person',
  ),
);

/** Slack user ids, separated by commas. */
export const userIds = v.pipe(
  v.string(),
  v.transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
  v.check(
    (ids) => ids.every((id) => /^[UW][A-Z0-9]{2,20}$/.test(id)),
    'expects user ids such as U0123456789, separated by commas',
  ),
);
