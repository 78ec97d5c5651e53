/** Words that others wrote, made so that Slack shows them as they are. */

import { limits } from '../../domain/delivery/limits.ts';

// C0 and C1 but tab and newline; then the marks that turn the direction of what follows.
const UNSEEN = /[[\p{Cc}\u202a-\u202e\u2066-\u2069]--[\t\n]]/gv;

/** Without control characters; a tab is a blank. Halves of surrogate pairs become U+FFFD. */
export const clean = (text: string): string =>
  text.toWellFormed().replaceAll('\t', ' ').replace(UNSEEN, '');

/** On one line, with single blanks. */
export const oneLine = (text: string): string => clean(text).replace(/\s+/g, ' ').trim();

/**
 * For rich text and plain text, where nothing is escaped. A word joiner keeps what looks like
 * `<!channel>` or `<@U…>` from becoming one where the message is exported and read again.
 */
export const literal = (text: string): string => clean(text).replace(/<(?=[!@#])/g, '<\u2060');

/** For `text` and mrkdwn: the three characters that Slack reads, exactly once. */
export const escaped = (text: string): string =>
  clean(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** For mrkdwn that we wrote ourselves: links stay links, but nothing calls a whole channel. */
export const ownWords = (text: string): string => clean(text).replaceAll('<!', '&lt;!');

/** A link in mrkdwn; the label alone where there is no usable address. */
export function mrkdwnLink(url: string | null, label: string): string {
  const shown = escaped(oneLine(label)).replaceAll('|', '¦');
  const target = safeUrl(url);
  return target === null ? shown : `<${target.replaceAll('&', '&amp;')}|${shown}>`;
}

const replacements: Readonly<Record<string, string>> = { '<': '%3C', '>': '%3E', '|': '%7C' };

/** An address that may stand in a message; null for what is none, or too long. */
export function safeUrl(url: string | null): string | null {
  if (url === null || !/^https?:\/\/[^/\s]/i.test(url)) return null;
  const encoded = clean(url)
    .replace(/[<>|]/g, (sign) => replacements[sign] ?? '')
    .replace(/\s/g, '%20');
  return encoded.length > limits.url ? null : encoded;
}

const ELLIPSIS = '…';

/** At most `most` code units of literal text, cut between characters, with an ellipsis. */
export function cutLiteral(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most < 1) return '';
  return withoutHalf(text.slice(0, most - 1)) + ELLIPSIS;
}

/** The same for mrkdwn: an entity such as `&amp;` or a link is kept whole or left out. */
export function cutMrkdwn(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most < 1) return '';
  const kept = withoutHalf(text.slice(0, most - 1)).replace(/&[a-z]{0,4}$/, '');
  const opened = kept.lastIndexOf('<');
  return (opened > kept.lastIndexOf('>') ? kept.slice(0, opened) : kept) + ELLIPSIS;
}

/** Without the first half of a pair whose second was cut off. */
const withoutHalf = (text: string): string => text.replace(/[\ud800-\udbff]$/, '');

/**
 * Cuts mrkdwn into parts of at most `most` code units: between lines where it can, else at a blank,
 * else anywhere but inside an entity or a link. Nothing is lost but the blank that was cut at.
 */
export function splitMrkdwn(text: string, most: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const at = placeToCut(rest, most);
    parts.push(rest.slice(0, at));
    rest = rest.slice(at).replace(/^[\n ]/, '');
  }
  return rest === '' ? parts : [...parts, rest];
}

function placeToCut(text: string, most: number): number {
  const window = text.slice(0, most + 1);
  const least = most / 2; // a part of a few words would look odd
  const whole = cutMrkdwn(`${text.slice(0, most)}${ELLIPSIS}${ELLIPSIS}`, most + 1).length - 1;
  const places = [window.lastIndexOf('\n'), window.lastIndexOf(' ')];
  const place = places.find((at) => at > least && at <= whole && !isInsideLink(window, at));
  return Math.max(1, place ?? whole);
}

const isInsideLink = (text: string, at: number): boolean =>
  text.lastIndexOf('<', at) > text.lastIndexOf('>', at);
