import { Logger } from 'tslog';
import type { Component } from '../domain/health/failure.ts';
import { type EventName, events, type Level, levels } from './events.ts';
import { type Plain, plain } from './plain.ts';
import { pretty } from './pretty.ts';

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
  /** Counts the lines that are written. */
  readonly onLine?: (level: Level) => void;
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
  engine.attachTransport({ write: ({ line }) => options.write(`${finished(options, line)}\n`) });
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
      ...plainFields(rest),
    };
    engine.log(levels.indexOf(level) + 2, level.toUpperCase(), { line });
    options.onLine?.(level);
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

function finished({ format, redact }: LogOptions, line: unknown): string {
  const fields = line as Readonly<Record<string, Plain>>;
  const text = format === 'pretty' ? pretty(fields) : JSON.stringify(fields);
  if (text.length <= LONGEST_LINE) return redact(text);
  const { time, level, event, component, message } = fields;
  return redact(JSON.stringify({ time, level, event, component, message, truncated: true }));
}
