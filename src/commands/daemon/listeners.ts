import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import type { Identity } from '../../app/identity.ts';
import type { Lifecycle } from '../../app/lifecycle.ts';
import type { Config } from '../../config/config.ts';
import { count } from '../../domain/health/metrics/moves.ts';
import type { SupervisionView } from '../../domain/supervision/supervisionView.ts';
import { operatorsOnly } from '../../http/access/auth.ts';
import { type Collectors, createCollect } from '../../http/collect.ts';
import { type DebugNeeds, debugRoutes } from '../../http/debug/routes.ts';
import { type InspectNeeds, inspectRoutes } from '../../http/inspect/routes.ts';
import { listen } from '../../http/listen.ts';
import { measured, metricsRoute } from '../../http/metrics/route.ts';
import { publicRoutes, strangers } from '../../http/routes.ts';
import { inTrace } from '../../http/trace.ts';
import type { Log } from '../../log/logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Tracer } from '../../ports/operators/trace.ts';
import type { Metering } from './metering.ts';

/** What the listeners show. */
export interface ListenersNeeds extends DebugNeeds {
  /** Null while there is no tree. */
  readonly actors: () => SupervisionView | null;
  readonly metering: Metering;
  readonly tracer: Tracer;
  /** Null: `INSPECT=off`, and there is no such path. */
  readonly inspect: Omit<InspectNeeds, 'withToken' | 'redact'> | null;
  readonly config: Config;
  readonly identity: Identity;
  readonly lifecycle: Lifecycle;
  readonly clock: Clock;
  readonly log: Log;
  readonly collectors: Collectors;
}

/** Opens both listeners; gives back how to close them. Throws CONFIG/`port_taken`. */
export async function openListeners(
  needs: ListenersNeeds,
): Promise<(withinMs: number) => Promise<void>> {
  const { config, identity, lifecycle, clock, metering } = needs;
  const log = needs.log.of('http');
  const collect = createCollect(needs.collectors, {
    clock,
    deadlineMs: 250,
    keepMs: 1_000,
    onTrouble: (collector, err) => {
      metering.move(count('health_collector_errors_total', { collector }));
      log.event('health.collector_failed', { collector, err });
    },
  });
  const { version, revision, service } = identity;
  const shown = { release: { version, revision, service }, collect, notReady: lifecycle.notReady };
  const onError = (err: unknown): void => log.event('daemon.unhandled', { err });

  const watch = measured(metering.move, clock.elapsed);
  const trace = inTrace(needs.tracer);
  const open = new Hono();
  open.use(watch).use(trace).route('/', publicRoutes(shown, false));
  const operators = new Hono();
  operators.use(watch).use(trace);
  operators.use(
    operatorsOnly({
      token: config.http.opsToken?.reveal() ?? null,
      elapsed: clock.elapsed,
      addressOf: (c) => getConnInfo(c).remote.address ?? '',
      onRefused: (path) => {
        metering.move(count('api_auth_failures_total', {}));
        log.event('http.auth_failed', { path });
      },
    }),
  );
  const levels = async () => metering.levels(await collect(), needs.actors());
  operators
    .route('/', publicRoutes(shown, true))
    .route('/', metricsRoute({ metrics: metering, levels }))
    .route('/', debugRoutes(needs));
  const withToken = config.http.opsToken !== null;
  if (needs.inspect !== null)
    operators.route('/', inspectRoutes({ ...needs.inspect, withToken, redact: needs.redact }));

  const first = await listen(strangers(open, onError), config.http.host, config.http.port);
  log.event('http.listening', { listener: 'public', url: first.url });
  try {
    const { opsHost, opsPort } = config.http;
    const second = await listen(strangers(operators, onError), opsHost, opsPort);
    log.event('http.listening', { listener: 'operators', url: second.url });
    return async (withinMs) => {
      needs.inspect?.streams.close(); // else they would hold the listener to the last moment
      await Promise.all([first.close(withinMs), second.close(withinMs)]);
    };
  } catch (thrown) {
    await first.close(0);
    throw thrown;
  }
}
