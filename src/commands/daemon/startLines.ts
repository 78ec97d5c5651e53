import type { Config } from '../../config/config.ts';
import type { Log } from '../../log/logger.ts';

/** What an operator should know of a start: what is watched, and what is missing for it. */
export function sayStart(config: Config, log: Log, schema: string): void {
  const { poller, watchdog, queue, slack, unused } = config;
  const dryRun = slack.tokens === null;
  log.event('daemon.started', { schema, dry_run: dryRun });
  log.event('monitoring.started', {
    poll_interval_ms: poller.intervalMs,
    stale_after_ms: watchdog.staleAfterMs,
    backpressure_threshold: queue.threshold,
    alerts_to: slack.opsChannel,
  });
  if (unused.length > 0) log.event('config.unused', { variables: unused });
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
