import type { TreeTimes } from '../../app/tree.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpLimits } from '../../sources/http.ts';

/** What only the demo and tests say. */
export interface DaemonOptions {
  /** Clocks that jump when they are told to. */
  readonly clock?: Clock;
  /** Opens the route by which an actor is made to crash or hang. */
  readonly faults?: boolean;
  /** Shorter than usual, to see a hang found without waiting that long. */
  readonly silentMaxMs?: TreeTimes['silentMaxMs'];
  /** Limits of the index that a test can wait for. */
  readonly indexLimits?: HttpLimits;
  /** How often the dead man's switch hears, in ms, where a test cannot wait a minute. */
  readonly pingMs?: number;
}

/** The limits of the index, where they are others than usual. */
export const limited = ({ indexLimits: limits }: DaemonOptions) => (limits ? { limits } : {});

/** How often the switch hears, where it is otherwise than usual. */
export const pinging = ({ pingMs }: DaemonOptions) => (pingMs === undefined ? {} : { pingMs });

/** Who may be silent for how long, where it is another span than usual. */
export const silence = ({ silentMaxMs }: DaemonOptions) => (silentMaxMs ? { silentMaxMs } : {});
