/** What the operators' listener shows of a running daemon, and takes orders for. */

import { randomUUID } from 'node:crypto';
import { eventsOf, type Tap } from '../../../app/actors/inspection.ts';
import type { Gauges } from '../../../app/gauges.ts';
import { isLeading } from '../../../app/healthCollectors.ts';
import type { Identity } from '../../../app/identity.ts';
import { sendNow } from '../../../app/lastWords/say.ts';
import type { Failures } from '../../../app/operators/failures.ts';
import type { Waits } from '../../../app/operators/waits.ts';
import type { LastOrder } from '../../../app/stall.ts';
import type { Config } from '../../../config/config.ts';
import type { Env } from '../../../config/env.ts';
import { configView } from '../../../config/view.ts';
import { emptyLedger } from '../../../domain/health/ledger.ts';
import type { DebugNeeds } from '../../../http/debug/routes.ts';
import { createStreams } from '../../../http/inspect/stream.ts';
import type { Log } from '../../../log/logger.ts';
import type { Ring } from '../../../log/ring.ts';
import type { Clock } from '../../../ports/clock.ts';
import { createAlerts } from '../../../store/alerts/alerts.ts';
import type { OpenStore } from '../../../store/open.ts';
import { createOpsLog } from '../../../store/opsLog.ts';
import { createStoreView } from '../../../store/view.ts';
import type { Actors } from '../actors.ts';
import type { ListenersNeeds } from '../listeners.ts';
import type { Metering } from '../metering.ts';
import { alertOrders, alertsPage } from './alerts.ts';
import { channelOrders } from './channels.ts';
import { debugOrders } from './orders.ts';
import { debugPages } from './pages.ts';
import { recording } from './record.ts';

/** What the surface is made of. `tree` and `store` come and go. */
export interface SurfaceNeeds {
  readonly config: Config;
  readonly env: Env;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: (text: string) => string;
  readonly ring: Ring;
  readonly metering: Metering;
  readonly failures: Failures;
  readonly waits: Waits;
  readonly gauges: Gauges;
  readonly tap: Tap | null;
  readonly last: LastOrder;
  readonly faults: boolean;
  readonly tree: () => Actors | null;
  readonly store: () => OpenStore | null;
}

/** The part of the listeners' needs that looks in and gives orders. */
export type Surface = DebugNeeds & Pick<ListenersNeeds, 'actors' | 'inspect'>;

/** Pages, orders and the inspector. */
export function surfaceOf(needs: SurfaceNeeds): Surface {
  const { tree, tap, redact, faults } = needs;
  const actors = () => tree()?.view() ?? null;
  const alerts = alertNeedsOf(needs);
  return {
    actors,
    redact,
    pages: { ...pagesOf(needs), alerts: alertsPage(alerts) },
    orders: [...ordersOf(needs), ...alertOrders(alerts), ...channelOrders(channelNeedsOf(needs))],
    eventsOf: tap && ((id) => eventsOf(tap, id)),
    inspect: tap && inspectOf(needs, tap),
    injectFault: faults ? (id, fault) => tree()?.inject(id, fault) ?? false : null,
  };
}

function pagesOf({ tree, store, metering, failures, ring, gauges, env }: SurfaceNeeds) {
  return debugPages({
    actors: () => tree()?.view() ?? null,
    ledger: () => tree()?.ledger() ?? null,
    store: () => viewOf(store()),
    pools: () => poolsOf(store()),
    slowest: metering.slowest,
    failures,
    ring,
    loop: gauges.loop,
    config: () => configView(env),
  });
}

const viewOf = (store: OpenStore | null) => store && createStoreView(store.pools.main);

const poolsOf = (store: OpenStore | null) =>
  store && { main: store.pools.main.status(), bulk: store.pools.bulk.status() };

const ordersOf = ({ tree, waits }: SurfaceNeeds) =>
  debugOrders({
    orders: () => tree()?.orders ?? null,
    waits,
  });

const recorderOf = ({ store, log }: SurfaceNeeds) =>
  recording({
    log: log.of('http'),
    newId: randomUUID,
    opsLog: () => {
      const open = store();
      return open && createOpsLog(open.pools.main);
    },
  });

const alertNeedsOf = (needs: SurfaceNeeds) => ({
  alerting: () => needs.tree()?.alerting ?? null,
  view: () => viewOf(needs.store()),
  store: () => {
    const open = needs.store();
    return open && createAlerts(open.pools.main);
  },
  wake: () => needs.tree()?.tell('alerts', { type: 'alerts.wanted' }),
  record: recorderOf(needs),
});

const channelNeedsOf = (needs: SurfaceNeeds) => ({
  targets: needs.last.targets,
  deadman: needs.config.alerting.deadman?.reveal() ?? null,
  send: sendNow,
  record: recorderOf(needs),
  now: needs.clock.now,
  newId: randomUUID,
});

const inspectOf = ({ tree, identity, clock }: SurfaceNeeds, tap: Tap) => ({
  streams: createStreams(tap),
  charts: () => tree()?.charts() ?? {},
  tree: () => ({
    version: identity.version,
    revision: identity.revision,
    service: identity.service,
    at: clock.now(),
    leader: isLeading(tree()?.ledger() ?? emptyLedger),
    supervision: tree()?.view() ?? null,
    tapErrors: tap.errors(),
  }),
});
