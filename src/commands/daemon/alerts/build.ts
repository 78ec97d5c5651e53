/** Alerts from their parts: ways out, places to keep them, and what the configuration lacks. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Alerting, createAlerting } from '../../../app/alerts/alerting.ts';
import { isLeading } from '../../../app/healthCollectors.ts';
import type { RunningTree } from '../../../app/runTree.ts';
import type { ActiveTime } from '../../../app/time/activeTime.ts';
import type { Config } from '../../../config/config.ts';
import { verdictOf } from '../../../domain/health/document/document.ts';
import { type Collectors, createCollect } from '../../../http/collect.ts';
import type { NoticeSender } from '../../../ports/alerts/ways.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Emergency } from '../../../ports/delivery.ts';
import type { Leadership } from '../../../ports/leadership.ts';
import { createDeadman } from '../../../sources/alerting/deadman.ts';
import { createDiscord } from '../../../sources/alerting/discord.ts';
import { createNtfy } from '../../../sources/alerting/ntfy.ts';
import { createPoster, type Poster } from '../../../sources/alerting/post.ts';
import { createWebhook } from '../../../sources/alerting/webhook.ts';
import { createAlerts } from '../../../store/alerts/alerts.ts';
import { createAlertSpool } from '../../../store/alerts/spool.ts';
import { createProcessRuns } from '../../../store/runs.ts';
import type { ActorsNeeds } from '../actors.ts';
import type { DaemonOptions } from '../options.ts';

const UNCLEAN_MS = 15 * 60_000;

/** What the actors know beside their needs. */
export interface AlertingParts {
  readonly emergency: Emergency;
  readonly active: ActiveTime;
  readonly pinging: Pick<DaemonOptions, 'pingMs'>;
  readonly leadership: Leadership;
  readonly lastGoodPollAt: number | null;
  readonly lastGoodPoll: () => Promise<number | null>;
  /** Null before there is a tree. */
  readonly tree: () => Pick<RunningTree, 'ledger' | 'view'> | null;
}

/** Alerts, and how to close their connections. Throws DB failures. */
export async function buildAlerting(
  needs: ActorsNeeds,
  parts: AlertingParts,
): Promise<Alerting & { readonly end: () => Promise<void> }> {
  const { config, clock, log, store, identity, startedAt, gauges } = needs;
  const { active, leadership, lastGoodPollAt, lastGoodPoll, tree } = parts;
  const { main } = store.pools;
  const poster = createPoster({ clock, traceparent: needs.tracer.traceparent });
  const runs = createProcessRuns(main);
  const { deadman } = config.alerting;
  const dryRun = config.slack.tokens === null;
  const alerting = createAlerting({
    ...parts.pinging,
    clock,
    active,
    leadership,
    emergency: parts.emergency,
    dryRun,
    startedAt,
    lastGoodPollAt,
    lastGoodPoll,
    store: createAlerts(main),
    spool: createAlertSpool(join(config.dataDir, 'spool'), (lines) =>
      log.of('alerts').event('spool.torn', { lines }),
    ),
    senders: sendersOf(config, poster, identity.service),
    deadman: deadman === null ? null : createDeadman(poster, deadman.reveal()),
    channel: config.slack.opsChannel,
    users: config.slack.opsUsers,
    runbook: `${identity.home}/blob/main/docs/runbook.md`,
    newId: randomUUID,
    redact: needs.redact,
    traceId: () => needs.tracer.current()?.traceId ?? null,
    onEvaluated: needs.metering.onEvaluated,
    ledger: () => tree()?.ledger() ?? null,
    pool: () => main.status(),
    restartsLeft: () => tree()?.view().intensityLeft ?? null,
    runtime: gauges.read,
    pollIntervalMs: config.poller.intervalMs,
    threshold: config.queue.threshold,
    uncleanStarts: await runs.uncleanStarts(identity.holder, UNCLEAN_MS),
    storeNow: await runs.now(),
    problems: dryRun ? [] : missing(config),
    proof: async () => ({
      leading: isLeading(tree()?.ledger() ?? null),
      status: await needs.status(),
      version: identity.version,
    }),
  });
  const end = async (): Promise<void> => {
    alerting.close();
    await poster.close();
  };
  return { ...alerting, end };
}

function sendersOf({ alerting }: Config, poster: Poster, service: string): readonly NoticeSender[] {
  const { ntfy, discord, webhook, webhookSecret } = alerting;
  const secret = webhookSecret?.reveal() ?? null;
  return [
    ...(ntfy === null ? [] : [createNtfy(poster, ntfy.reveal())]),
    ...(discord === null ? [] : [createDiscord(poster, discord.reveal())]),
    ...(webhook === null
      ? []
      : [createWebhook(poster, { url: webhook.reveal(), secret, service })]),
  ];
}

/** The verdict of health on its own; what a collector cannot tell is a warning there. */
export function statusOf(
  collectors: Collectors,
  clock: Clock,
): () => Promise<'pass' | 'warn' | 'fail'> {
  const limits = { clock, deadlineMs: 250, keepMs: 1_000, onTrouble: () => {} };
  const collect = createCollect(collectors, limits);
  return async () => {
    const { parts, at } = await collect();
    return verdictOf(parts, at);
  };
}

/** What is known from the start to be no way out. */
function missing({ slack, alerting }: Config) {
  const { ntfy, discord, webhook, webhookSecret } = alerting;
  const lacks = (isSo: boolean, problem: string) =>
    isSo ? [{ kind: 'missing', problem } as const] : [];
  return [
    ...lacks(slack.opsChannel === null, 'OPS_ALERT_CHANNEL is not set'),
    ...lacks(ntfy === null && discord === null && webhook === null, 'No way past Slack is set'),
    ...lacks(webhook !== null && webhookSecret === null, 'ALERT_WEBHOOK_SECRET is not set'),
  ];
}
