/** The life of one instance of a rule: the same as Prometheus' `for` and `keep_firing_for`. */

import type { Effect, Instance, Observations, Rule } from './rule.ts';
import { earlier, judge, type Verdict } from './verdict.ts';

/** Where an instance stands after a look, what that brought about, and when to look again. */
export interface Evaluated {
  readonly next: Instance;
  readonly effects: readonly Effect[];
  /** Null: not before something is seen. */
  readonly nextAtMs: number | null;
}

/**
 * One look at one instance. What is unknown, or between `when` and `clear`, neither fires nor
 * resolves and restarts no clock. `seen` holds what concerns this instance only.
 */
export function evaluate(rule: Rule, prev: Instance, seen: Observations, nowMs: number): Evaluated {
  const { truth, value, nextAtMs } = verdictOf(rule, seen, nowMs);
  if (truth === 'unknown')
    return still({ ...prev, unknownSince: prev.unknownSince ?? nowMs }, nextAtMs);
  const known = { ...prev, unknownSince: null };
  if (truth === 'between') return still({ ...known, value }, nextAtMs);
  const { next, effects } = truth
    ? held(rule, known, value, nowMs)
    : failed(rule, known, value, nowMs);
  return { next, effects, nextAtMs: earlier(nextAtMs, dueAt(rule, next)) };
}

const still = (next: Instance, nextAtMs: number | null): Evaluated => ({
  next,
  effects: [],
  nextAtMs,
});

interface Found extends Omit<Verdict, 'truth'> {
  readonly truth: boolean | 'unknown' | 'between';
}

/** `when` first; where it does not hold, `clear` says whether it is over. */
function verdictOf(rule: Rule, seen: Observations, nowMs: number): Found {
  const when = judge(rule.when, seen, nowMs);
  if (rule.clear === null || when.truth === true) return { ...when, truth: read(rule, when.truth) };
  const clear = judge(rule.clear, seen, nowMs);
  const nextAtMs = earlier(when.nextAtMs, clear.nextAtMs);
  if (clear.truth === true) return { ...when, truth: false, nextAtMs };
  if (when.truth === null || clear.truth === null)
    return { ...when, truth: read(rule, null), nextAtMs };
  return { ...when, truth: 'between', nextAtMs };
}

function read({ noData }: Rule, truth: boolean | null): boolean | 'unknown' {
  if (truth !== null) return truth;
  return noData === 'keep' ? 'unknown' : noData === 'fire';
}

type Moved = Pick<Evaluated, 'next' | 'effects'>;

/** The condition holds. */
function held(rule: Rule, prev: Instance, value: Instance['value'], nowMs: number): Moved {
  const t0 = prev.state === 'inactive' ? nowMs : (prev.t0 ?? nowMs);
  const next = { ...prev, t0, tk: null, value };
  if (prev.state === 'firing' || prev.state === 'recovering')
    return { next: { ...next, state: 'firing' }, effects: [] };
  if (nowMs - t0 < rule.forMs) return { next: { ...next, state: 'pending' }, effects: [] };
  return { next: { ...next, state: 'firing' }, effects: [{ type: 'fired', at: nowMs, value }] };
}

/** The condition does not hold. */
function failed(rule: Rule, prev: Instance, value: Instance['value'], nowMs: number): Moved {
  const over: Instance = { ...prev, state: 'inactive', t0: null, tk: null, value };
  if (prev.state === 'inactive' || prev.state === 'pending') return { next: over, effects: [] };
  const tk = prev.tk ?? nowMs;
  if (nowMs - tk < rule.keepMs)
    return { next: { ...prev, state: 'recovering', tk, value }, effects: [] };
  return { next: over, effects: [{ type: 'resolved', at: nowMs, value }] };
}

function dueAt({ forMs, keepMs }: Rule, { state, t0, tk }: Instance): number | null {
  if (state === 'pending' && t0 !== null) return t0 + forMs;
  return state === 'recovering' && tk !== null ? tk + keepMs : null;
}

/** What a process may be down for without a pending instance starting anew. */
const SHORT_GAP_MS = 20_000;

/**
 * An instance as the store had it, after the process was down for `gapMs`. Time while nobody
 * looked is no evidence: what was pending goes on after a short gap only; what fired, fires.
 */
export function resumed(stored: Instance, gapMs: number, nowMs: number): Instance {
  if (stored.state !== 'pending' || gapMs <= SHORT_GAP_MS) return stored;
  return { ...stored, t0: nowMs };
}
