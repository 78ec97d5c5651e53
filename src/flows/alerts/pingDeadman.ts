import type { FactDraft } from '../../domain/health/fact.ts';
import { Failure } from '../../domain/health/failure.ts';
import type { Deadman } from '../../ports/alerts/ways.ts';
import type { AlertKeeper } from './keeper.ts';

/** What only the process as a whole knows. Moments in ms by the clock that only goes forward. */
export interface Proof {
  readonly leading: boolean;
  readonly status: 'pass' | 'warn' | 'fail';
  /** When Slack last took a message or a token; null: never. Not asked for in a dry run. */
  readonly slackAt: number | null;
  readonly dryRun: boolean;
  readonly startedAt: number;
  readonly version: string;
}

export interface DeadmanNeeds {
  readonly keeper: AlertKeeper;
  /** Null: there is none. */
  readonly deadman: Deadman | null;
  readonly proof: () => Promise<Proof>;
  /** When the daily test of alerts last went all the way; null: not yet. */
  readonly syntheticAt: () => number | null;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RECENT_MS = 2 * MINUTE;

/** What is not proven, in one word; null when everything is. */
export function unprovenOf(
  { keeper, syntheticAt }: Pick<DeadmanNeeds, 'keeper' | 'syntheticAt'>,
  { leading, status, slackAt, dryRun, startedAt }: Proof,
): string | null {
  const { steady } = keeper.times();
  const isOld = (at: number | null, mostMs: number): boolean => at === null || steady - at > mostMs;
  if (isOld(keeper.lastTurnAt, RECENT_MS)) return 'evaluation';
  if (isOld(keeper.lastCommitAt, RECENT_MS)) return 'database';
  if (!leading) return 'lease';
  if (status === 'fail') return 'health';
  if ((keeper.undelivered().oldestMs ?? 0) >= 5 * MINUTE) return 'notices';
  if (!dryRun && isOld(slackAt, 15 * MINUTE)) return 'slack';
  const isYoung = steady - startedAt < 26 * HOUR;
  return !isYoung && isOld(syntheticAt(), 26 * HOUR) ? 'synthetic' : null;
}

/**
 * Tells the switch that all is well, if all is proven; one more try when it does not answer. Never
 * throws for what the other side does.
 */
export async function pingDeadman(
  needs: DeadmanNeeds,
  signal: AbortSignal,
): Promise<readonly FactDraft[]> {
  const { keeper, deadman, proof } = needs;
  if (deadman === null || keeper.epoch === null) return [];
  const proven = await proof();
  const { wall: at, steady } = keeper.times();
  const unproven = unprovenOf(needs, proven);
  if (unproven !== null) return [{ type: 'deadman.silent', component: 'alerts', at, unproven }];
  const { status, version, startedAt } = proven;
  const uptimeSeconds = Math.round((steady - startedAt) / 1_000);
  const body = { status, version, uptime_seconds: uptimeSeconds };
  try {
    await deadman.ping(body, signal).catch(() => deadman.ping(body, signal));
    return [{ type: 'deadman.pinged', component: 'alerts', at }];
  } catch (thrown) {
    const record = Failure.from(thrown, 'deadman.ping').toRecord(1, { component: 'alerts', at });
    return [{ type: 'deadman.failed', component: 'alerts', at, failure: record }];
  }
}
