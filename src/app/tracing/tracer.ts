import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';
import {
  readTraceparent,
  type TraceContext,
  writeTraceparent,
} from '../../domain/trace/traceparent.ts';
import type { Tracer } from '../../ports/operators/trace.ts';

/** A turn, and what its actor has done in it. */
export interface Turn extends TraceContext {
  /** Null: it came from outside and no actor has taken it yet. */
  readonly owner: string | null;
  /** The steps that were begun in it; after one that failed the list begins anew. */
  readonly steps: readonly string[];
  /** The last step did not succeed: when it comes again, that is the same turn. */
  failed: boolean;
}

/** The tracer of the process, with what actors need of it. */
export interface ActorTracer extends Tracer {
  /** Begins a step of an actor, in the turn to which it belongs. */
  step<T>(owner: string, name: string, work: () => T): T;
  /** How the step under way ended. */
  ended(failed: boolean): void;
}

const POOL_BYTES = 8_192;

/** Hex digits of random bytes, drawn from the system a pool at a time. */
function hexDigits(): (bytes: number) => string {
  const pool = Buffer.alloc(POOL_BYTES);
  let at = POOL_BYTES;
  return (bytes) => {
    if (at + bytes > POOL_BYTES) {
      randomFillSync(pool);
      at = 0;
    }
    at += bytes;
    return pool.toString('hex', at - bytes, at);
  };
}

/**
 * A tracer over asynchronous local storage. A turn reaches all that is awaited in it, timers too:
 * whether a step goes on with the turn in which it finds itself is decided by `goesOn`.
 */
export function createTracer(): ActorTracer {
  const storage = new AsyncLocalStorage<Turn>();
  const hex = hexDigits();
  const span = (parent: TraceContext | null) => ({
    traceId: parent?.traceId ?? hex(16),
    spanId: hex(8),
    sampled: parent?.sampled ?? true,
  });
  const current = (): Turn | null => storage.getStore() ?? null;
  return {
    current,
    traceparent: () => {
      const turn = current();
      return turn === null ? null : writeTraceparent(span(turn));
    },
    incoming: (header, work) => {
      const turn = { ...span(readTraceparent(header)), owner: null, steps: [], failed: false };
      return storage.run(turn, () => work(turn));
    },
    step: (owner, name, work) => {
      const turn = current();
      const parent = turn !== null && goesOn(turn, owner, name) ? turn : null;
      const before = parent === null || parent.failed ? [] : parent.steps;
      const steps = [...before, name];
      return storage.run({ ...span(parent), owner, steps, failed: false }, work);
    },
    ended: (failed) => {
      const turn = current();
      if (turn !== null) turn.failed = failed;
    },
  };
}

/**
 * Whether a step belongs to the turn in which it was begun: the first one after a request from
 * outside, the next one of the same actor, and one that comes again because it failed. One that
 * comes again after a success is the next turn, and what another actor's turn brought about is a
 * turn of its own.
 */
const goesOn = ({ owner, steps, failed }: Turn, actor: string, name: string): boolean =>
  owner === null || (owner === actor && (failed || !steps.includes(name)));
