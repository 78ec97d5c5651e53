/** What the health document says of looking for drafts. */

import type { CycleFacts } from '../../papers/probe/cycle/facts.ts';
import { type Check, check, isStandby, type Judged, pass, warn } from './check.ts';
import { moment } from './moment.ts';
import { type HealthParts, type ProberPart, valueIn } from './parts.ts';

const thousandths = (ms: number): number => Math.round(ms) / 1_000;

/** Before the first cycle nothing is known. */
const unknown = {
  cycle_id: null,
  cycle_at: null,
  cycle_duration_seconds: null,
  cycle_result: null,
  probe_hit_rate: null,
  probe_error_rate: null,
  probe_attempts: null,
  probe_hits: null,
  probe_misses: null,
  probe_errors: null,
  probe_targets: null,
};

const aboutCycle = (last: CycleFacts) => ({
  cycle_id: `c-${last.cycle}`,
  cycle_at: moment(last.startedAt),
  cycle_duration_seconds: thousandths(last.durationMs),
  cycle_result: last.result,
  probe_hit_rate: last.hitRate,
  probe_error_rate: last.errorRate,
  probe_attempts: last.attempts,
  probe_hits: last.hits,
  probe_misses: last.misses,
  probe_errors: last.errors,
  probe_targets: last.targets,
});

/** The flat names. */
export function aboutProber({ prober }: HealthParts) {
  const part = valueIn(prober);
  const last = part?.last ?? null;
  return {
    ...(last === null ? unknown : aboutCycle(last)),
    last_successful_probe: moment(part?.lastSuccessAt ?? null),
  };
}

/** More errors than this fail a cycle. */
const MOST_ERRORS = 0.1;

const failed = ({ lastFailure }: ProberPart): string =>
  lastFailure === null ? 'the last cycle failed' : `${lastFailure.category}/${lastFailure.reason}`;

/** A standby shows what the last cycle of another process came to, and judges nothing. */
const judged = (parts: HealthParts, judge: () => Judged): Judged =>
  isStandby(parts) ? { ...pass, output: 'standby' } : judge();

/** Whether cycles end well, and how often there is something. */
export const proberChecks = (parts: HealthParts): Check[] => [
  check(parts.prober, { name: 'prober:responseTime', unit: 's' }, (part) => ({
    value: part.last === null ? null : thousandths(part.last.durationMs),
    ...judged(parts, () => (part.consecutiveFailures > 0 ? warn(failed(part)) : pass)),
  })),
  check(parts.prober, { name: 'prober:hitRate', unit: 'ratio' }, (part) => ({
    value: part.last?.hitRate ?? null,
    ...judged(parts, () => pass),
  })),
  check(
    parts.prober,
    { name: 'prober:errorRate', unit: 'ratio', threshold: MOST_ERRORS },
    (part) => {
      const value = part.last?.errorRate ?? null;
      const isHigh = value !== null && value > MOST_ERRORS;
      return { value, ...judged(parts, () => (isHigh ? warn('many requests fail') : pass)) };
    },
  ),
];
