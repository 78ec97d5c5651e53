/** What a test says of the world around alerts, and changes while they run. */

import type { Paths } from '../../../src/domain/alerts/route.ts';
import type { SelfRule } from '../../../src/domain/alerts/self/make.ts';
import type { Notice } from '../../../src/domain/alerts/telling/notice.ts';
import type { Failure } from '../../../src/domain/health/failure.ts';
import type { Proof } from '../../../src/flows/alerts/pingDeadman.ts';
import type { MemoryStore } from '../../../src/store/memory/memory.ts';

export interface Options {
  readonly channel?: string | null;
  readonly rules?: readonly SelfRule[];
  readonly fallbacks?: readonly Notice['channel'][];
  readonly users?: readonly string[];
  /** Takes over what another one left: its store and its time. */
  readonly after?: { readonly store: MemoryStore; readonly time: { now: number } };
  readonly leads?: boolean;
  readonly away?: boolean;
  readonly deadman?: boolean;
  /** The machine starts with a wall clock that is wrong by so much, in ms. */
  readonly wallOffset?: number;
}

/** What the world does to alerts, changed as the test needs it. */
export function worldOf(options: Options) {
  return {
    away: options.away ?? false,
    leads: options.leads ?? true,
    slack: 'ok' as Paths['slack'],
    slow: null as Promise<unknown> | null,
    spoolBroken: false,
    wallOffset: options.wallOffset ?? 0,
    refuse: null as ((notice: Notice) => Failure | null) | null,
    hang: false,
    deadman: null as ((body: object) => Promise<void>) | null,
    proof: { leading: true, status: 'pass', version: '1', dryRun: true } as Partial<Proof>,
    synthetic: null as number | null,
    queueWorks: true,
    ringSettled: true,
  };
}
