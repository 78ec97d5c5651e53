import type { Paths } from '../../domain/alerts/route.ts';
import type { Observations } from '../../domain/alerts/rule.ts';
import { holds, type Ledger } from '../../domain/health/ledger.ts';

/** What is known of the ways that alerts can take. */
export interface KnownPaths {
  /** The channel for operators; null: none is set. */
  readonly channel: string | null;
  readonly fallbacks: Paths['fallbacks'];
  /** Null before the tree has reported anything. */
  readonly ledger: Ledger | null;
  readonly seen: Observations;
}

const LONG_GATE_MS = 5 * 60_000;

/** How alerts leave now. Where Slack is known to take nothing, the fallbacks are told at once. */
export function pathsOf({ channel, fallbacks, ledger, seen }: KnownPaths): Paths {
  if (channel === null) return { slack: 'off', fallbacks };
  const refuses = isSuspended(channel, seen) || (ledger !== null && refusesAll(ledger));
  return { slack: refuses ? 'refuses' : 'ok', fallbacks };
}

const refusesAll = (ledger: Ledger): boolean =>
  holds(ledger, 'queue.unauthorised', 'queue.authorised') ||
  holds(ledger, 'queue.breaker_opened', 'queue.breaker_closed') ||
  (ledger.last['queue.measured']?.gateMs ?? 0) > LONG_GATE_MS;

/** Archived, or the bot was removed: what waits for the channel waits until that is over. */
const isSuspended = (channel: string, seen: Observations): boolean =>
  seen.get('destination.state')?.findLast(({ labels }) => labels['dest'] === channel)?.value ===
  'suspended';
