import type { Identity } from '../../app/identity.ts';
import { readLastExit } from '../../app/lastWords/record.ts';
import type { LastExit, LastTargets } from '../../app/lastWords/requests.ts';
import { sayLastWords, sendNow } from '../../app/lastWords/say.ts';
import type { Ending } from '../../app/lifecycle.ts';
import type { LastOrder } from '../../app/stall.ts';
import type { Config } from '../../config/config.ts';
import type { Log } from '../../log/logger.ts';
import type { PreviousRun } from '../../ports/runs.ts';

/** Whom to tell, with everything that it takes; for the watch thread and for the end of `main`. */
export function lastOrder(config: Config, { version, instance, service }: Identity): LastOrder {
  return { targets: targetsOf(config, service), dataDir: config.dataDir, version, instance };
}

function targetsOf({ alerting, slack }: Config, service: string): LastTargets {
  const { tokens, apiUrl, opsChannel } = slack;
  const { ntfy, discord, webhook, webhookSecret } = alerting;
  return {
    slack:
      tokens === null || opsChannel === null
        ? null
        : { apiUrl, token: tokens.bot.reveal(), channel: opsChannel },
    ntfy: ntfy?.reveal() ?? null,
    discord: discord?.reveal() ?? null,
    webhook:
      webhook === null ? null : { url: webhook.reveal(), secret: webhookSecret?.reveal() ?? null },
    service,
  };
}

/** Tells of an end that nobody asked for; other ends are silent. */
export async function tellEnd(ending: Ending, order: LastOrder, log: Log): Promise<void> {
  const { code } = ending;
  if (code !== 2 && code !== 3) return;
  const { version, instance } = order;
  const exit: LastExit = {
    code,
    reason: shortReason(ending.reason),
    at: Date.now(),
    version,
    instance,
  };
  const told = await sayLastWords(exit, { ...order, send: sendNow });
  log.event('daemon.last_words', { exit_code: code, reason: exit.reason, told });
}

/** Category and reason where they are known; the words behind them may be foreign. */
const shortReason = (reason: string): string => /^[A-Z_]+\/\w+/.exec(reason)?.[0] ?? reason;

/** How the process before ended: its code, or `unclean` when it left no word anywhere. */
export function previousExit(run: PreviousRun | null, dataDir: string): number | 'unclean' | null {
  if (run === null) return null;
  if (run.exitCode !== null) return run.exitCode;
  const last = readLastExit(dataDir);
  return last?.instance === run.instance ? last.code : 'unclean';
}
