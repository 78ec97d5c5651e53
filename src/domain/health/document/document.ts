/** The health document (health-check draft 06) as a pure function of what the collectors brought. */

import type { Check } from './check.ts';
import { checks } from './checks.ts';
import { moment } from './moment.ts';
import { type HealthParts, valueIn } from './parts.ts';
import { summary } from './summary.ts';

/** Which program this is. `revision` and `service` are shown to operators only. */
export interface Release {
  readonly version: string;
  readonly revision: string | null;
  readonly service: string;
}

/** `fail` is answered with 503, the others with 200. */
export type Status = 'pass' | 'warn' | 'fail';

const worst = (all: readonly Check[]): Status => {
  if (all.some(({ status, decides }) => status === 'fail' && decides)) return 'fail';
  return all.some(({ status }) => status !== 'pass') ? 'warn' : 'pass';
};

/** The status alone. */
export const verdictOf = (parts: HealthParts, nowMs: number): Status => worst(checks(parts, nowMs));

const shown = (check: Check, time: string | null, operators: boolean) => ({
  componentType: check.name.startsWith('process') ? 'system' : 'component',
  status: check.status,
  observedValue: check.value,
  observedUnit: check.unit,
  ...(check.threshold === undefined ? {} : { threshold: check.threshold }),
  time,
  ...(operators && check.output !== undefined ? { output: check.output } : {}),
});

function notes(parts: HealthParts, all: readonly Check[]): string[] {
  const dryRun = valueIn(parts.process)?.dryRun === true;
  const said = all.flatMap(({ name, output }) =>
    output === undefined ? [] : [`${name}: ${output}`],
  );
  return [...(dryRun ? ['dry run: messages are printed, not sent'] : []), ...said];
}

/** The document for one listener, and the status that decides the HTTP code. */
export function healthDocument(
  parts: HealthParts,
  release: Release,
  nowMs: number,
  operators: boolean,
) {
  const all = checks(parts, nowMs);
  const status = worst(all);
  const time = moment(nowMs);
  const { version, revision, service } = release;
  return {
    status,
    version,
    ...(operators
      ? {
          releaseId: revision === null ? version : `${version}+${revision}`,
          serviceId: service,
          notes: notes(parts, all),
        }
      : {}),
    checks: Object.fromEntries(all.map((one) => [one.name, [shown(one, time, operators)]])),
    summary: summary(parts, nowMs, operators),
    links: operators
      ? { self: '/health', metrics: '/metrics', debug: '/debug' }
      : { self: '/health' },
  };
}

/** The document as it is sent. */
export type HealthDocument = ReturnType<typeof healthDocument>;
