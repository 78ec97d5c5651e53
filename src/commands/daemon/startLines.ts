import type { Config } from '../../config/config.ts';
import type { Log } from '../../log/logger.ts';

/** What the start has found. */
export interface Found {
  /** The newest migration. */
  readonly schema: string;
  /** The exit code of the process before; null: there was none. */
  readonly previousExit: number | 'unclean' | null;
}

/** What an operator should know of a start: what is watched, and what is missing for it. */
export function sayStart(config: Config, log: Log, found: Found): void {
  const { poller, watchdog, queue, slack } = config;
  const dryRun = slack.tokens === null;
  log.event('daemon.started', { schema: found.schema, dry_run: dryRun });
  log.event('monitoring.started', {
    poll_interval_ms: poller.intervalMs,
    stale_after_ms: watchdog.staleAfterMs,
    backpressure_threshold: queue.threshold,
    alerts_to: slack.opsChannel,
    fallbacks: fallbacksOf(config),
    listeners: [
      `${config.http.host}:${config.http.port}`,
      `${config.http.opsHost}:${config.http.opsPort}`,
    ],
    previous_exit: found.previousExit,
  });
  if (dryRun) return; // nothing reaches Slack anyway
  if (slack.opsChannel === null)
    log.event('config.warning', {
      variable: 'OPS_ALERT_CHANNEL',
      effect: 'no alert reaches Slack; /health and the log are all there is',
    });
  if (slack.channel === null)
    log.event('config.warning', {
      variable: 'NOTIFICATION_CHANNEL',
      effect: 'papers are stored, and nobody is told of them',
    });
}

/** The ways past Slack that are set up, by name. */
const fallbacksOf = ({ alerting: { ntfy, discord, webhook } }: Config): readonly string[] =>
  Object.entries({ ntfy, discord, webhook })
    .filter(([, target]) => target !== null)
    .map(([name]) => name);
