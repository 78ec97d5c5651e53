import type { Sighting } from '../../domain/alerts/observe.ts';

/** The daily test of alerts: on for two minutes, first ten minutes after the start. */
export interface Synthetic {
  take(steadyMs: number): readonly Sighting[];
  /** It fired: when it last did is what the dead man's ping stands on. */
  fired(steadyMs: number): void;
  /** Null: not in this process. */
  lastAt(): number | null;
}

const MINUTE = 60_000;
const FIRST_MS = 10 * MINUTE;
const EVERY_MS = 24 * 60 * MINUTE;
const ON_MS = 2 * MINUTE;

/** Counts from the start of the process. */
export function createSynthetic(startedSteadyMs: number): Synthetic {
  let lastAt: number | null = null;
  let was = 'off';
  return {
    take: (steadyMs) => {
      const since = steadyMs - startedSteadyMs - FIRST_MS;
      const value = since >= 0 && since % EVERY_MS < ON_MS ? 'on' : 'off';
      if (value === was) return [];
      was = value;
      return [{ key: 'synthetic.state', value }];
    },
    fired: (steadyMs) => {
      lastAt = steadyMs;
    },
    lastAt: () => lastAt,
  };
}
