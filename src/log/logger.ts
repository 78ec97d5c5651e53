import { Logger } from 'tslog';
import type { Component } from '../domain/health/failure.ts';
import { type EventName, events, type Level, levels } from './events.ts';
import { type Plain, plain } from './plain.ts';
import { pretty } from './pretty.ts';
import type { WrittenLine } from './ring.ts';

/** What varies from line to line. The keys of the line itself are not to be had. */
export type Fields = {
  readonly [key: string]: unknown;
  readonly time?: never;
  readonly level?: never;
  readonly event?: never;
};

/** Writes one line an event. */
export interface Log {
  /** At the usual level of the event. */
  event(name: EventName, fields?: Fields): void;
  /** At another level, such as `error` from the third failure of a streak. */
  at(level: Level, name: EventName, fields?: Fields): void;
  /** The same log for one component. */
  of(component: Component): Log;
}

/** What a log needs. */
export interface LogOptions {
  readonly level: Level;
  readonly format: 'json' | 'pretty';
  readonly now: () => number;
  /** Takes secrets out of the finished line. */
  readonly redact: (text: string) => string;
  readonly write: (line: string) => void;
  /** Hears of each line that is written, as JSON whatever the form is. */
  readonly onLine?: (line: WrittenLine) => void;
  /** Ids of the turn in which a line is written; they stand in it. */
  readonly context?: () => Readonly<Record<string, string>>;
  /** Stand in every JSON line: service, version, region, machine. */
  readonly base: Readonly<Record<string, string>>;
}

const LONGEST_LINE = 32_000;
const reserved = new Set(['time', 'level', 'event', 'message', 'component']);

/**
 * A log whose lines are ours and whose engine is tslog (levels, sub-loggers). tslog prints
 * nothing itself: its own output is batched, and the last lines before an abort were lost.
 */
export function createLog(options: LogOptions): Log {
  const engine = new Logger<Record<string, unknown>>({
    type: 'hidden',
    minLevel: options.level.toUpperCase() as Uppercase<Level>,
    stack: { capture: 'off' }, // a line would cost ten times as much
  });
  engine.attachTransport({ write: ({ line }) => write(options, line) });
  return logFor(options, engine, 'supervisor');
}

function logFor(options: LogOptions, engine: Logger<Record<string, unknown>>, own: Component): Log {
  const least = levels.indexOf(options.level);
  const at = (level: Level, name: EventName, fields: Fields = {}): void => {
    if (levels.indexOf(level) < least) return; // before anything is built: a line that is off is free
    const { component = own, ...rest } = fields;
    const line = {
      time: new Date(options.now()).toISOString(),
      level,
      event: name,
      component: String(component),
      message: events[name][1],
      ...options.base,
      ...options.context?.(),
      ...plainFields(rest),
    };
    engine.log(levels.indexOf(level) + 2, level.toUpperCase(), { line });
  };
  return {
    at,
    event: (name, fields) => at(events[name][0], name, fields),
    of: (component) => logFor(options, engine, component),
  };
}

const plainFields = (fields: Fields): Record<string, Plain> =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      reserved.has(key) ? `x_${key}` : key,
      plain(value),
    ]),
  );

type LineFields = Readonly<Record<string, Plain>> & Omit<WrittenLine, 'text'>;

/** One text serves stdout and who else wants the line, unless a person reads stdout. */
function write({ format, redact, write, onLine }: LogOptions, given: unknown): void {
  const line = given as LineFields; // what was handed to the engine a moment ago
  const text = format === 'json' || onLine !== undefined ? redact(json(line)) : '';
  write(`${format === 'json' ? text : redact(short(pretty(line)))}\n`);
  if (onLine === undefined) return;
  const { time, level, event, component } = line;
  onLine({ time, level, event, component, text });
}

function json(line: LineFields): string {
  const text = JSON.stringify(line);
  if (text.length <= LONGEST_LINE) return text;
  const { time, level, event, component, message } = line;
  return JSON.stringify({ time, level, event, component, message, truncated: true });
}

const short = (text: string): string =>
  text.length <= LONGEST_LINE ? text : `${text.slice(0, LONGEST_LINE)}…`;
