import { Hono } from 'hono';
import type { Identity } from '../../app/identity.ts';
import type { Lifecycle } from '../../app/lifecycle.ts';
import type { Config } from '../../config/config.ts';
import { operatorsOnly } from '../../http/auth.ts';
import { type Collectors, createCollect } from '../../http/collect.ts';
import { type DebugNeeds, debugRoutes } from '../../http/debug.ts';
import { listen } from '../../http/listen.ts';
import { publicRoutes, strangers } from '../../http/routes.ts';
import type { Log } from '../../log/logger.ts';
import type { Clock } from '../../ports/clock.ts';

/** What the listeners show. */
export interface ListenersNeeds extends DebugNeeds {
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
  const { config, identity, lifecycle, clock } = needs;
  const log = needs.log.of('http');
  const collect = createCollect(needs.collectors, {
    clock,
    deadlineMs: 250,
    keepMs: 1_000,
    onTrouble: (collector, err) => log.event('health.collector_failed', { collector, err }),
  });
  const { version, revision, service } = identity;
  const shown = { release: { version, revision, service }, collect, notReady: lifecycle.notReady };
  const onError = (err: unknown): void => log.event('daemon.unhandled', { err });

  const open = strangers(publicRoutes(shown, false), onError);
  const operators = new Hono();
  operators.use(
    operatorsOnly({
      token: config.http.opsToken?.reveal() ?? null,
      onRefused: (path) => log.event('http.auth_failed', { path }),
    }),
  );
  operators.route('/', publicRoutes(shown, true)).route('/', debugRoutes(needs));

  const first = await listen(open, config.http.host, config.http.port);
  log.event('http.listening', { listener: 'public', url: first.url });
  try {
    const { opsHost, opsPort } = config.http;
    const second = await listen(strangers(operators, onError), opsHost, opsPort);
    log.event('http.listening', { listener: 'operators', url: second.url });
    return async (withinMs) => {
      await Promise.all([first.close(withinMs), second.close(withinMs)]);
    };
  } catch (thrown) {
    await first.close(0);
    throw thrown;
  }
}
