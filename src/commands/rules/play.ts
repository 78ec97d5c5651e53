/** Plays series to rules, look by look. */

import { keyOf, lookAll, type Watched } from '../../domain/alerts/instances.ts';
import { observed, register } from '../../domain/alerts/observe.ts';
import { keysOfRule, type Observations, type Rule } from '../../domain/alerts/rule.ts';
import type { RulesFile } from './file.ts';

/** What came out. */
export interface Played {
  /** Each change of a state, in order: `5m30s self.db inactive -> firing`. */
  readonly changes: readonly string[];
  /** Each expectation that did not hold. */
  readonly wrong: readonly string[];
  readonly checked: number;
}

/** `5m30s`. */
const moment = (ms: number): string => {
  const [h, m, s] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, (ms / 1_000) % 60];
  return [h > 0 ? `${h}h` : '', m > 0 ? `${m}m` : '', s > 0 || ms < 60_000 ? `${s}s` : ''].join('');
};

/** Looks at every step, and at every moment that somebody expects something of. */
export function play(rules: readonly Rule[], { series, every, until, expect }: RulesFile): Played {
  const points = series
    .flatMap(({ key, labels, count, points: all }) =>
      all.map(([at, value]) => ({ at, key, value, labels, count })),
    )
    .sort((a, b) => a.at - b.at);
  const steps = Array.from({ length: Math.floor(until / every) + 1 }, (_, n) => n * every);
  const moments = [...new Set([...steps, ...expect.map(({ at }) => at)])].sort((a, b) => a - b);
  let seen: Observations = new Map();
  for (const key of rules.flatMap(keysOfRule)) seen = register(seen, key, 0);
  let watched: ReadonlyMap<string, Watched> = new Map();
  const changes: string[] = [];
  const wrong: string[] = [];
  for (const now of moments) {
    for (let next = points[0]; next !== undefined && next.at <= now; next = points[0]) {
      seen = observed(seen, next, next.at);
      points.shift();
    }
    const { all, broken } = lookAll(rules, watched, seen, now);
    wrong.push(...broken.map(({ rule, thrown }) => `${moment(now)} ${rule}: ${String(thrown)}`));
    changes.push(...changed(watched, all).map((line) => `${moment(now)} ${line}`));
    watched = all;
    for (const one of expect.filter(({ at }) => at === now)) wrong.push(...check(one, rules, all));
  }
  return { changes, wrong, checked: expect.length };
}

const changed = (
  before: ReadonlyMap<string, Watched>,
  after: ReadonlyMap<string, Watched>,
): readonly string[] =>
  [...after.values()].flatMap(({ key, instance }) => {
    const was = before.get(key)?.instance.state ?? 'inactive';
    return was === instance.state ? [] : [`${key} ${was} -> ${instance.state}`];
  });

function check(
  { at, rule: id, labels, state }: RulesFile['expect'][number],
  rules: readonly Rule[],
  all: ReadonlyMap<string, Watched>,
): readonly string[] {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) return [`${moment(at)} ${id}: there is no such rule`];
  const key = keyOf(rule, labels);
  const found = all.get(key)?.instance.state ?? 'inactive';
  return found === state ? [] : [`${moment(at)} ${key}: expected ${state}, found ${found}`];
}
