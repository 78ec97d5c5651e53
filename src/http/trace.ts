import type { MiddlewareHandler } from 'hono';
import { writeTraceparent } from '../domain/trace/traceparent.ts';
import type { Tracer } from '../ports/operators/trace.ts';

/** Every request is a turn: of the trace that it names, else of a new one. The answer names it. */
export const inTrace =
  (tracer: Tracer): MiddlewareHandler =>
  (c, next) =>
    tracer.incoming(c.req.header('traceparent') ?? null, async (turn) => {
      await next();
      c.res.headers.set('traceparent', writeTraceparent(turn));
    });
