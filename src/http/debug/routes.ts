import { type Context, Hono } from 'hono';
import { Failure } from '../../domain/health/failure.ts';
import { orderBody } from './body.ts';
import { BadRequest, type Query, queryOf } from './query.ts';

/** One page under `/debug/`: what may stand in its query, and what it shows. */
export interface Page {
  readonly query?: readonly string[];
  readonly show: (query: Query) => unknown;
}

/** What became of an order, as HTTP. */
export interface Ordered {
  readonly status: 200 | 202 | 400 | 403 | 404 | 409 | 429 | 502 | 503;
  readonly body: object;
  /** Seconds for `Retry-After`. */
  readonly retryAfter?: number;
}

/** One order: its path, its method, the fields of its body, and what it does. */
export interface Order {
  readonly method: 'POST' | 'DELETE';
  /** Below `/debug/`, such as `poll` or `silences/:id`. */
  readonly path: string;
  readonly fields: readonly string[];
  readonly query?: readonly string[];
  readonly give: (given: GivenOrder) => Promise<Ordered>;
}

/** What came with an order. */
export interface GivenOrder {
  readonly body: Readonly<Record<string, unknown>>;
  readonly query: Query;
  /** Part of the path, such as `id`. */
  readonly part: (name: string) => string;
}

/** What operators may look into and order. Functions that give plain data. */
export interface DebugNeeds {
  /** By path below `/debug/`. */
  readonly pages: Readonly<Record<string, Page>>;
  readonly orders: readonly Order[];
  /** The last events of one actor, oldest first; null: nobody looks (`INSPECT=off`). */
  readonly eventsOf: ((id: string) => readonly object[]) | null;
  /** Makes an actor crash or hang. Only the demo has it; null everywhere else. */
  readonly injectFault: ((id: string, fault: 'crash' | 'hang') => boolean) | null;
  /** Takes secrets out of the finished text. */
  readonly redact: (text: string) => string;
}

/** `GET /debug/…`, the orders, and in the demo `POST /debug/actors/:id/fault/:fault`. */
export function debugRoutes(needs: DebugNeeds): Hono {
  const { pages, orders, eventsOf, injectFault, redact } = needs;
  const app = new Hono();
  const answer = answering(redact);
  app.get('/debug', (c) =>
    answer(c, 200, { pages: Object.keys(pages), orders: orders.map(nameOf) }),
  );
  for (const [path, { query = [], show }] of Object.entries(pages))
    app.get(`/debug/${path}`, (c) =>
      guarded(c, answer, async () => ({
        status: 200,
        body: Object(await show(queryOf(c, query))),
      })),
    );
  if (eventsOf !== null)
    app.get('/debug/actors/:id/events', (c) =>
      answer(c, 200, { events: eventsOf(c.req.param('id')) }),
    );
  for (const order of orders)
    app.on(order.method, `/debug/${order.path}`, (c) =>
      guarded(c, answer, async () => order.give(await givenOrder(c, order))),
    );
  if (injectFault === null) return app;
  return app.post('/debug/actors/:id/fault/:fault', (c) => {
    const { id, fault } = c.req.param();
    if (fault !== 'crash' && fault !== 'hang')
      return answer(c, 400, { error: 'fault: expects crash or hang' });
    return injectFault(id, fault)
      ? answer(c, 202, { id, fault })
      : answer(c, 404, { error: `no actor ${JSON.stringify(id.slice(0, 40))}` });
  });
}

const nameOf = ({ method, path }: Order): string => `${method} /debug/${path}`;

type Answer = (c: Context, status: Ordered['status'], body: object, more?: object) => Response;

const answering =
  (redact: (text: string) => string): Answer =>
  (c, status, body, more = {}) =>
    c.body(redact(JSON.stringify(body)), status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...more,
    });

async function givenOrder(c: Context, { fields, query = [], method }: Order): Promise<GivenOrder> {
  return {
    query: queryOf(c, query),
    body: method === 'DELETE' ? {} : await orderBody(c, fields),
    part: (name) => c.req.param(name) ?? '',
  };
}

/** A bad request is 400; what the outside did is 503 with category and reason; all else is a bug. */
async function guarded(
  c: Context,
  answer: Answer,
  work: () => Promise<Ordered>,
): Promise<Response> {
  try {
    const { status, body, retryAfter } = await work();
    const more = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
    return answer(c, status, body, more);
  } catch (thrown) {
    if (thrown instanceof BadRequest) return answer(c, 400, { error: thrown.message });
    if (!(thrown instanceof Failure)) throw thrown;
    const { category, reason, message } = thrown;
    return answer(c, 503, { error: message, failure_category: category, failure_reason: reason });
  }
}
