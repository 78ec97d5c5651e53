/** Checks `fly.toml`: Fly ignores a key that it does not know, and takes a bare number for nanoseconds. */

import { parse } from 'smol-toml';

type Check = (value: unknown) => string | null;
type Table = { readonly [key: string]: Check | Table | readonly [Table] };

const text: Check = (value) =>
  typeof value === 'string' && value !== '' ? null : 'expects some text';
const bool: Check = (value) => (typeof value === 'boolean' ? null : 'expects true or false');
const whole: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 0 ? null : 'expects a whole number';
const port: Check = (value) =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536
    ? null
    : 'expects a port as a number, without quotes';
const path: Check = (value) =>
  typeof value === 'string' && value.startsWith('/') ? null : 'expects a path that begins with /';
const word =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(String(value)) && typeof value === 'string'
      ? null
      : `expects one of ${words.join(', ')}`;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A span such as `"30s"` in ms; null when it is none. */
export function spanMs(value: unknown): number | null {
  const [, amount, unit] = typeof value === 'string' ? (/^(\d+)(ms|s|m|h)$/.exec(value) ?? []) : [];
  return amount === undefined || unit === undefined ? null : Number(amount) * (UNITS[unit] ?? 0);
}

const span =
  (fromMs: number, toMs: number, limits: string): Check =>
  (value) => {
    const ms = spanMs(value);
    if (ms === null) return 'expects a span with a unit, in quotes, such as "15s"';
    return ms >= fromMs && ms <= toMs ? null : `expects a span ${limits}`;
  };

const check = span(1_000, 60_000, 'from 1s to 60s, beyond that Fly cuts it');

/** Every key that may stand in the file. */
const known: Table = {
  app: text,
  primary_region: text,
  kill_signal: word('SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGKILL', 'SIGSTOP'),
  kill_timeout: span(0, 300_000, 'of at most 300s'),
  build: { dockerfile: text },
  deploy: {
    strategy: word('rolling', 'immediate'), // the others do not go with a volume
    max_unavailable: whole,
    release_command: text,
    release_command_timeout: span(0, 300_000, 'of at most 5m'),
    wait_timeout: span(0, 3_600_000, 'of at most 1h'),
  },
  env: {},
  http_service: {
    internal_port: port,
    force_https: bool,
    auto_stop_machines: word('off', 'stop', 'suspend'),
    auto_start_machines: bool,
    min_machines_running: whole,
    checks: [
      {
        method: word('GET', 'HEAD'),
        path,
        grace_period: check,
        interval: check,
        timeout: check,
      },
    ],
  },
  metrics: [{ port, path }],
  restart: [{ policy: word('always', 'on-failure', 'never') }],
  mounts: [{ source: text, destination: path }],
  vm: [{ size: text, memory: text }],
};

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function problemsIn(value: unknown, table: Table, at: string): readonly string[] {
  if (!isTable(value)) return [`${at} expects a table`];
  if (at === 'env')
    return Object.entries(value).flatMap(([key, one]) =>
      typeof one === 'string' ? [] : [`env.${key} expects text in quotes`],
    );
  return Object.entries(value).flatMap(([key, one]) =>
    problemsOf(
      one,
      Object.hasOwn(table, key) ? table[key] : undefined,
      at === '' ? key : `${at}.${key}`,
    ),
  );
}

function problemsOf(
  value: unknown,
  rule: Table[string] | undefined,
  name: string,
): readonly string[] {
  if (rule === undefined) return [`${name} is no key that we know`];
  if (typeof rule === 'function') {
    const problem = rule(value);
    return problem === null ? [] : [`${name} ${problem}`];
  }
  if (!isList(rule)) return problemsIn(value, rule, name);
  if (!Array.isArray(value)) return [`${name} expects [[${name}]]`];
  return value.flatMap((entry) => problemsIn(entry, rule[0], name));
}

const isList = (rule: Table | readonly [Table]): rule is readonly [Table] => Array.isArray(rule);

/** Everything that is wrong with keys and types; a text that is no TOML is one problem. */
export function flyProblems(toml: string): readonly string[] {
  try {
    return problemsIn(parse(toml), known, '');
  } catch (thrown) {
    return [`no TOML: ${thrown instanceof Error ? thrown.message.split('\n')[0] : thrown}`];
  }
}
