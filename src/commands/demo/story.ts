/** How the story of the demo looks on a terminal. Pure: text in, text out. */

/** One line of the daemon's log. */
export type Line = Readonly<Record<string, unknown>> & { readonly event: string };

/** Ways to set text off from the rest; all of them leave it alone where there are no colours. */
export interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** The colours of a terminal, or none. */
export function palette(on: boolean): Palette {
  const style = (code: number) => (text: string) => (on ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: style(1), dim: style(2), good: style(32), warn: style(33), bad: style(31) };
}

const WIDTH = 100;

/** Words on lines of at most 100 characters. */
export function wrapped(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

/** The heading of a scene. */
export function heading(number: number, title: string, colours: Palette): string {
  const words = `── ${number}. ${title} `;
  return colours.bold(words.padEnd(WIDTH, '─'));
}

/** The fields that say what an event is about, in the order in which they are read. */
const fields: Readonly<Record<string, readonly string[]>> = {
  'daemon.started': ['schema'],
  'daemon.draining': ['signal'],
  'daemon.stopped': ['reason'],
  'db.started': ['how', 'ms'],
  'poll.succeeded': ['result', 'entries', 'added', 'changed', 'missing', 'events', 'messages'],
  'poll.failed': ['attempt'],
  'poll.stale': ['stale_after_ms'],
  'poll.recovered': [],
  'delivery.sent': ['lane', 'dest', 'waited_ms'],
  'delivery.failed': ['lane', 'dest', 'attempt', 'retry_after_ms'],
  'delivery.ambiguous': ['lane', 'dest'],
  'alert.firing': ['rule'],
  'alert.resolved': ['rule'],
  'actor.crashed': ['id', 'incarnation', 'attempt'],
  'actor.restarted': ['id', 'incarnation'],
  'supervisor.escalated': ['supervisor'],
};

/** Whether a line belongs to the story; a poll that found nothing new does not. */
export const isTold = (line: Line): boolean =>
  line.event in fields && line['result'] !== 'not_modified' && line['result'] !== 'unchanged';

/** A log line in short: time, level, event, failure, and the fields that matter. */
export function shortLine(line: Line, colours: Palette): string {
  const { event } = line;
  const level = String(line['level']);
  const failure =
    line['failure_category'] == null
      ? []
      : [`${line['failure_category']}/${line['failure_reason']}`];
  const values = (fields[event] ?? [])
    .filter((key) => line[key] != null)
    .map((key) => `${key}=${line[key]}`);
  const head = `${timeOf(line)} ${byLevel(level, colours)(level.padEnd(5))} ${event.padEnd(16)}`;
  return `  ${head} ${[...failure, ...values].join(' ')}`.trimEnd();
}

const timeOf = (line: Line): string => String(line['time']).slice(11, 19);

function byLevel(level: string, colours: Palette): (text: string) => string {
  if (level === 'error' || level === 'fatal') return colours.bad;
  return level === 'warn' ? colours.warn : colours.dim;
}

/** How much of what was posted is shown. */
export interface Cut {
  readonly messages: number;
  readonly lines: number;
}

/** Posted messages as the listing of the Slack double has them, cut to what one can take in. */
export function cutListing(listing: string, { messages, lines }: Cut): string {
  const all = listing === '' ? [] : listing.split('\n\n');
  const shown = all.slice(0, messages).map((one) => cutMessage(one.split('\n'), lines));
  const rest = all.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… and ${counted(rest, 'message')} more`] : [])]
    .join('\n')
    .split('\n')
    .map((line) => `  │ ${cutLine(line)}`)
    .join('\n');
}

function cutMessage(all: readonly string[], most: number): string {
  const [place = '', ...text] = all;
  const rest = text.length - most;
  const indent = /^ */.exec(text[0] ?? '')?.[0] ?? '';
  const words = rest > 0 ? [`${indent}… and ${counted(rest, 'line')} more`] : [];
  return [place, ...text.slice(0, most), ...words].join('\n');
}

const cutLine = (line: string): string =>
  line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 1).toWellFormed()}…`;

/** `1 message`, `2 messages`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
