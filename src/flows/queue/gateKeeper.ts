import { allLanes, lookMethod, preferredLane } from '../../domain/delivery/lanes.ts';
import type { Lane } from '../../domain/delivery/outbox.ts';
import {
  afterLimit,
  closedUntil,
  type Limit,
  noGates,
  remembered,
} from '../../domain/delivery/pace/gates.ts';
import {
  afterGoing,
  mayGoAt,
  methodPace,
  rateAfterLimit,
  workspacePace,
} from '../../domain/delivery/pace/pacing.ts';
import type { Gate } from '../../domain/delivery/result.ts';
import type { Clock } from '../../ports/clock.ts';

/** Room for one post in the workspace's pace. */
export interface Ticket {
  /** No lane above this one: near the end of a burst there is room for alerts only. */
  readonly upTo: Lane;
  /** It was not used after all. */
  cancel(): void;
}

/**
 * What this process knows of Slack's patience at this moment. The database keeps the gates over
 * restarts; this keeps turns that run beside each other from calling in the milliseconds before
 * a gate is stored, and the pace of each method, which a restart may forget.
 */
export interface GateKeeper {
  /** Room for a post of these lanes; null when the workspace has had enough for now. */
  ticket(upTo: Lane): Ticket | null;
  /** Methods that have had enough for now, are closed for everybody, or are switched off. */
  without(): readonly string[];
  /** One call of a method goes; posts have tickets instead. */
  took(method: string): void;
  /** Nothing of this kind until the process ends: the workspace does not have it. */
  switchOff(method: string): void;
  /** The lane whose turn it is. */
  preferred(): Lane;
  /** A row of this lane was taken: the turn goes on, but for alerts, which have none. */
  served(lane: Lane): void;
  /** Until when this call must not be made, in ms since the epoch; 0 when it may. */
  closedUntil(method: string, dest: string): number;
  /** Notes a limit; the gates are to be stored before anything else is sent. */
  limited(limit: Limit): readonly Gate[];
  /**
   * Gates that were closed before this process began. A limit of another conversation soon
   * afterwards is the second one, as it would have been without the restart.
   */
  remember(gates: readonly Gate[]): void;
  /** Gates that Slack asked for and whose time is over; each is given once. */
  opened(): readonly Gate[];
  /** A gate of our own making: Slack did not ask for it. */
  rest(gate: Gate): void;
}

/** Methods that share one allowance go by one name. */
const familyOf = (method: string): string =>
  method === 'conversations.replies' ? lookMethod : method;

const NEVER = Number.NEGATIVE_INFINITY;

/** One for all turns of this daemon. */
export function gateKeeper(clock: Clock, random: () => number): GateKeeper {
  let book = noGates;
  const shut = new Map<string, Gate>(); // said to be closed, and not yet to be open again
  const noteShut = (gates: readonly Gate[]): void => {
    for (const gate of gates) {
      const key = `${gate.method} ${gate.dest}`;
      const until = Math.max(gate.until, shut.get(key)?.until ?? 0);
      shut.set(key, { ...gate, until });
    }
  };
  let posts = NEVER; // the time from which the workspace's posts are counted
  let turns = 0;
  const off = new Set<string>();
  const tats = new Map<string, number>();
  const limits = new Map<string, number>();

  const rateOf = (method: string): number =>
    rateAfterLimit(clock.elapsed() - (limits.get(familyOf(method)) ?? NEVER));
  const isDry = (method: string): boolean => {
    const pace = methodPace(method, rateOf(method));
    return pace !== null && mayGoAt(tats.get(familyOf(method)) ?? NEVER, pace) > clock.elapsed();
  };
  return {
    ticket(wanted) {
      const now = clock.elapsed();
      const rate = rateOf('chat.postMessage');
      const pace = workspacePace(allLanes, rate);
      const upTo = mayGoAt(posts, pace) <= now ? wanted : 0;
      if (mayGoAt(posts, workspacePace(upTo, rate)) > now) return null;
      posts = afterGoing(posts, pace, now);
      const cancel = () => {
        posts -= pace.everyMs;
      };
      return { upTo, cancel };
    },
    without() {
      const now = clock.now();
      const closed = book.gates.filter(({ dest, until }) => dest === '*' && until > now);
      const dry = [...tats.keys()].filter(isDry);
      return [...new Set([...off, ...closed.map(({ method }) => method), ...dry])];
    },
    took(method) {
      const pace = methodPace(method, rateOf(method));
      if (pace === null) return;
      const family = familyOf(method);
      tats.set(family, afterGoing(tats.get(family) ?? NEVER, pace, clock.elapsed()));
    },
    switchOff: (method) => void off.add(method),
    preferred: () => preferredLane(turns),
    served(lane) {
      if (lane > 0) turns += 1;
    },
    closedUntil: (method, dest) =>
      Math.max(
        closedUntil(book, method, dest, clock.now()),
        off.has(method) ? Number.POSITIVE_INFINITY : 0,
      ),
    limited(limit) {
      limits.set(familyOf(limit.method), clock.elapsed());
      const after = afterLimit(book, limit, clock.now(), random());
      book = after.book;
      noteShut(after.gates);
      return after.gates;
    },
    remember(gates) {
      book = remembered(book, gates, clock.now());
      noteShut(gates);
    },
    opened() {
      const now = clock.now();
      const over = [...shut].filter(([, { until }]) => until <= now);
      for (const [key] of over) shut.delete(key);
      return over.map(([, gate]) => gate);
    },
    rest(gate) {
      const now = clock.now();
      book = { ...book, gates: [...book.gates.filter(({ until }) => until > now), gate] };
    },
  };
}
