import { allLanes } from '../../domain/delivery/lanes.ts';
import type { Lane } from '../../domain/delivery/outbox.ts';
import { afterLimit, closedUntil, type Limit, noGates } from '../../domain/delivery/pace/gates.ts';
import {
  afterGoing,
  mayGoAt,
  rateAfterLimit,
  workspacePace,
} from '../../domain/delivery/pace/pacing.ts';
import type { Gate } from '../../domain/delivery/result.ts';
import type { Clock } from '../../ports/clock.ts';

/** Room for one post in the workspace's pace. */
export interface Ticket {
  /** The lanes it is good for: near the end of a burst only alerts. */
  readonly upTo: Lane;
  /** Nothing was posted after all. */
  cancel(): void;
}

/**
 * What this process knows of Slack's patience at this moment. The database keeps the gates over
 * restarts; this keeps turns that run beside each other from calling in the milliseconds before
 * a gate is stored.
 */
export interface GateKeeper {
  /** Room for a post of these lanes; null when the workspace has had enough for now. */
  ticket(upTo: Lane): Ticket | null;
  /** Until when this call must not be made, in ms since the epoch; 0 when it may. */
  closedUntil(method: string, dest: string): number;
  /** Notes a limit; the gates are to be stored before anything else is sent. */
  limited(limit: Limit): readonly Gate[];
  /** Gates that were closed before this process began. */
  remember(gates: readonly Gate[]): void;
}

/** One for all turns of this daemon. */
export function gateKeeper(clock: Clock, random: () => number): GateKeeper {
  let book = noGates;
  let tat = Number.NEGATIVE_INFINITY;
  let limitedAt = Number.NEGATIVE_INFINITY;
  return {
    ticket(wanted) {
      const now = clock.elapsed();
      const rate = rateAfterLimit(now - limitedAt);
      const pace = workspacePace(allLanes, rate);
      const upTo = mayGoAt(tat, pace) <= now ? wanted : 0;
      if (mayGoAt(tat, workspacePace(upTo, rate)) > now) return null;
      tat = afterGoing(tat, pace, now);
      const cancel = () => {
        tat -= pace.everyMs;
      };
      return { upTo, cancel };
    },
    closedUntil: (method, dest) => closedUntil(book, method, dest, clock.now()),
    limited(limit) {
      limitedAt = clock.elapsed();
      const after = afterLimit(book, limit, clock.now(), random());
      book = after.book;
      return after.gates;
    },
    remember(gates) {
      book = { ...book, gates: [...book.gates, ...gates] };
    },
  };
}
