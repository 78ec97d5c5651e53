/** Composition root: who gets what. Everything else is told what it needs and asks nobody. */

import { setTimeout as pause } from 'node:timers/promises';
import { createTap } from './app/actors/inspection.ts';
import { type Gauges, startGauges } from './app/gauges.ts';
import { healthCollectors } from './app/healthCollectors.ts';
import { identify, systemClock } from './app/identity.ts';
import { createLifecycle, type Ending, type Lifecycle, watchProcess } from './app/lifecycle.ts';
import { noFailures } from './app/operators/failures.ts';
import { noWaits } from './app/operators/waits.ts';
import { type StallWatch, watchLoop } from './app/stall.ts';
import { noAbsences } from './app/supervisorPart.ts';
import { createTracer } from './app/tracing/tracer.ts';
import { noPulse } from './app/workers/socket/pulse.ts';
import { type Actors, startActors } from './commands/daemon/actors.ts';
import { statusOf } from './commands/daemon/alerts/build.ts';
import { surfaceOf } from './commands/daemon/debug/surface.ts';
import { endOfStart, endOfTree } from './commands/daemon/ends.ts';
import { lastOrder, previousExit, tellEnd } from './commands/daemon/lastWords.ts';
import { openListeners } from './commands/daemon/listeners.ts';
import { visibleOf } from './commands/daemon/listening.ts';
import { openLog } from './commands/daemon/log.ts';
import { createMetering, type Metering } from './commands/daemon/metering.ts';
import type { DaemonOptions } from './commands/daemon/options.ts';
import { sayStart } from './commands/daemon/startLines.ts';
import { type Config, loadConfig } from './config/config.ts';
import { ConfigError, type Env } from './config/env.ts';
import { count } from './domain/health/metrics/moves.ts';
import type { Log } from './log/logger.ts';
import { type OpenStore, openStore } from './store/open.ts';
import { createProcessRuns } from './store/runs.ts';

/** Runs the daemon to its end and gives its exit code. `options` are for the demo and for tests. */
export async function runDaemon(env: Env, options: DaemonOptions = {}): Promise<number> {
  try {
    return await run(loadConfig(env), env, options);
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    process.stderr.write(`${thrown.message}\n`); // no log yet: its form is part of what may be wrong
    return 1;
  }
}

/** What is open, in the order of opening; null is not open yet. */
interface Open {
  gauges: Gauges;
  /** Null under a debugger. */
  stall: StallWatch | null;
  listeners: ((withinMs: number) => Promise<void>) | null;
  store: OpenStore | null;
  tree: Actors | null;
}

async function run(config: Config, env: Env, options: DaemonOptions): Promise<number> {
  const { clock = systemClock } = options;
  const identity = identify(env);
  const metering = createMetering(identity, clock);
  const tracer = createTracer();
  const failures = noFailures();
  const waits = noWaits();
  const tap = config.inspect ? createTap({ now: clock.now, visible: visibleOf }) : null;
  const {
    log,
    redact,
    ring,
    close: closeLog,
  } = openLog(
    config,
    identity,
    ({ level }) => metering.move(count('log_lines_total', { level })),
    tracer,
  );
  const lifecycle = createLifecycle(clock);
  const last = lastOrder(config, identity);
  const absences = noAbsences();
  const pulse = noPulse();
  const open: Open = {
    gauges: startGauges(config.dataDir, config.log.dir),
    stall: watchLoop({ base: identity.base, last }),
    listeners: null,
    store: null,
    tree: null,
  };
  const unwatch = watch(log, lifecycle, metering);
  const supervision = () => open.tree?.view() ?? null;
  let ending: Ending;
  let left: readonly string[] = [];
  try {
    const collectors = healthCollectors({
      now: clock.now,
      lifecycle,
      absences,
      supervision,
      gauges: open.gauges,
      ledger: () => open.tree?.ledger() ?? null,
      pool: () => open.store?.pools.main.status() ?? null,
      pulse,
      alerts: () => open.tree?.alerting.health() ?? null,
      dryRun: config.slack.tokens === null,
      opsChannel: config.slack.opsChannel !== null,
      intervalMs: config.poller.intervalMs,
      probeIntervalMs: config.prober.intervalMs,
      threshold: config.queue.threshold,
    });
    open.listeners = await openListeners({
      config,
      identity,
      lifecycle,
      clock,
      log,
      metering,
      tracer,
      collectors,
      ...surfaceOf({
        config,
        env,
        identity,
        clock,
        log,
        redact,
        ring,
        metering,
        failures,
        waits,
        tap,
        last,
        gauges: open.gauges,
        faults: options.faults === true,
        tree: () => open.tree,
        store: () => open.store,
      }),
    });
    open.store = await openStore({
      server: config.database.server?.reveal() ?? null,
      prepare: config.database.prepare,
      dataDir: config.dataDir,
      clock,
      random: Math.random,
      log: (event, fields) => log.of('store').event(event, fields),
      onTaken: (failure) => lifecycle.end(endOfStart(failure, log)),
      signal: lifecycle.signal,
      onStatement: metering.onStatement,
    });
    const runs = createProcessRuns(open.store.pools.main);
    await runs.started(identity);
    const before = await runs.previous(identity);
    open.tree = await startActors(
      {
        config,
        identity,
        clock,
        log,
        redact,
        absences,
        metering,
        failures,
        tracer,
        waits,
        tap,
        store: open.store,
        pulse,
        startedAt: lifecycle.startedAt,
        gauges: open.gauges,
        status: statusOf(collectors, clock),
      },
      options,
    );
    lifecycle.running();
    sayStart(config, log, {
      schema: open.store.schema,
      previousExit: previousExit(before, config.dataDir),
    });
    ending = await Promise.race([lifecycle.ending, open.tree.ended.then(endOfTree)]);
    lifecycle.end(ending);
    left = await drain(open.tree, config.shutdownMs);
    await settleWithin(runs.ended(identity.instance, ending.code, ending.reason), CLOSE_MS);
  } catch (thrown) {
    ending = lifecycle.phase() === 'draining' ? await lifecycle.ending : endOfStart(thrown, log);
  }
  await tellEnd(ending, last, log);
  await close(open);
  log.event('daemon.stopped', { ...ending, left });
  unwatch();
  await closeLog();
  return ending.code;
}

/** The end of a run is a note for later: a database that is away must not hold the process. */
async function settleWithin(work: Promise<unknown>, ms: number): Promise<void> {
  await Promise.race([Promise.allSettled([work]), pause(ms, undefined, { ref: false })]);
}

/** Asks the tree to stop and waits for it; what was still there when the time was over, by name. */
async function drain(tree: Actors, withinMs: number): Promise<readonly string[]> {
  tree.stop();
  const late = pause(withinMs, 'late' as const, { ref: false });
  const end = await Promise.race([tree.ended, late]);
  return end === 'late' ? tree.alive() : [];
}

const CLOSE_MS = 2_000;

/** Database before listeners: health answers to the end. */
async function close({ listeners, store, tree, gauges, stall }: Open): Promise<void> {
  await tree?.close();
  await store?.close(CLOSE_MS);
  await listeners?.(CLOSE_MS);
  gauges.stop();
  await stall?.stop();
}

/** Signals and what nobody handled lead to the same drain; a second signal ends at once. */
const watch = (log: Log, lifecycle: Lifecycle, metering: Metering): (() => void) =>
  watchProcess({
    onSignal: (signal, times) => {
      if (times > 1) process.exit(0);
      log.event('daemon.draining', { signal });
      lifecycle.end({ code: 0, reason: signal });
    },
    onUnhandled: (err) => {
      metering.move(count('unhandled_total', {}));
      log.event('daemon.unhandled', { err });
      lifecycle.end({ code: 3, reason: 'unhandled' });
    },
  });

if (import.meta.main) process.exit(await runDaemon(process.env));
