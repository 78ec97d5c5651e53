import { Hono, type MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Level } from '../../domain/health/metrics/levels.ts';
import { type Move, observe } from '../../domain/health/metrics/moves.ts';
import { asOpenMetrics, type Metrics } from './registry.ts';

/** What `/metrics` needs. */
export interface MetricsNeeds {
  readonly metrics: Pick<Metrics, 'text'>;
  readonly levels: () => Promise<readonly Level[]>;
}

const PLAIN = 'text/plain; version=0.0.4; charset=utf-8';
const OPEN = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** `GET /metrics`: text 0.0.4, or OpenMetrics 1.0.0 for who asks for it. */
export function metricsRoute({ metrics, levels }: MetricsNeeds): Hono {
  const app = new Hono();
  app.get('/metrics', async (c) => {
    const text = await metrics.text(await levels());
    const open = wantsOpenMetrics(c.req.header('accept') ?? '');
    const type = { 'content-type': open ? OPEN : PLAIN, 'cache-control': 'no-store' };
    return c.body(open ? asOpenMetrics(text) : text, 200, type);
  });
  return app;
}

/** Named, and not refused by a weight of zero; a version that we do not speak does not count. */
const wantsOpenMetrics = (accept: string): boolean =>
  accept
    .split(',')
    .map((one) => one.split(';').map((part) => part.trim().toLowerCase()))
    .some(
      ([type, ...parameters]) =>
        type === 'application/openmetrics-text' &&
        !parameters.some((one) => /^q=0(\.0*)?$/.test(one)) &&
        parameters.every((one) => !one.startsWith('version=') || one === 'version=1.0.0'),
    );

const methods = new Set(['GET', 'HEAD', 'POST', 'DELETE']);

/** Measures every request of a listener by its route, never by its path. */
export const measured =
  (move: (move: Move) => void, elapsed: () => number): MiddlewareHandler =>
  async (c, next) => {
    const begun = elapsed();
    await next();
    const route = routePath(c, -1);
    const labels = {
      method: methods.has(c.req.method) ? c.req.method : 'other',
      route: route.includes('*') ? 'other' : route,
      status: String(c.res.status),
    };
    move(observe('http_server_request_duration_seconds', labels, elapsed() - begun));
  };
