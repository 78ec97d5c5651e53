/** Which turn is under way. Types only. */

import type { TraceContext } from '../../domain/trace/traceparent.ts';

/** Follows a turn through everything that it awaits. */
export interface Tracer {
  /** The turn in which this is asked; null outside of all turns. */
  current(): TraceContext | null;
  /** A header for an outgoing request: the same trace, a span of its own; null outside of turns. */
  traceparent(): string | null;
  /** Does `work` as a turn that came from outside: the header's trace where it is valid, else a new one. */
  incoming<T>(header: string | null, work: (turn: TraceContext) => T): T;
}
