import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createTracer } from '../../src/app/tracing/tracer.ts';
import { inTrace } from '../../src/http/trace.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

/** A listener that answers with the trace id that its code sees. */
async function ask(traceparent?: string) {
  const tracer = createTracer();
  const app = new Hono();
  app.use(inTrace(tracer));
  app.get('/', (c) => c.text(tracer.current()?.traceId ?? 'none'));
  const answer = await app.request('/', { headers: traceparent ? { traceparent } : {} });
  const [, answered, span] = (answer.headers.get('traceparent') ?? '').split('-');
  return { seen: await answer.text(), answered, span };
}

const test = suite('traces of requests');

test('a trace that comes in is taken over, and the answer names it with a new span', async () => {
  const { seen, answered, span } = await ask(`00-${trace}-00f067aa0ba902b7-01`);
  assert.equal([seen, answered], [trace, trace]);
  assert.is.not(span, '00f067aa0ba902b7');
});

test('an upper case or all-zero trace is ignored: a new one', async () => {
  for (const header of [
    `00-${trace.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    undefined,
  ]) {
    const { seen, answered } = await ask(header);
    assert.match(seen, /^[0-9a-f]{32}$/);
    assert.is(answered, seen);
    assert.is.not(seen.toLowerCase(), trace);
  }
});

test.run();
