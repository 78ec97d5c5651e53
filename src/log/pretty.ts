import type { Plain } from './plain.ts';

const colours: Readonly<Record<string, string>> = {
  debug: '\u001b[2m',
  info: '\u001b[36m',
  warn: '\u001b[33m',
  error: '\u001b[31m',
  fatal: '\u001b[41;97m',
};
const RESET = '\u001b[0m';
const DIM = '\u001b[2m';

const shown = (value: Plain): string =>
  typeof value === 'string' && !/[\s"]/.test(value) ? value : JSON.stringify(value);

/** Fields that a person at a terminal knows already. */
const hidden = new Set([
  'time',
  'level',
  'event',
  'component',
  'message',
  'service',
  'version',
  'region',
  'machine',
]);

/** One line for a person at a terminal: time, level, event, sentence, fields. */
export function pretty(line: Readonly<Record<string, Plain>>): string {
  const { time, level, event, message } = line;
  const word = String(level);
  const fields = Object.entries(line)
    .filter(([key, value]) => !hidden.has(key) && value !== null)
    .map(([key, value]) => `${key}=${shown(value)}`);
  const head = `${DIM}${String(time).slice(11, 23)}${RESET} ${colours[word] ?? ''}${word.padEnd(5)}${RESET}`;
  return `${head} ${String(event).padEnd(20)} ${String(message)} ${DIM}${fields.join(' ')}${RESET}`;
}
