import type { Ending } from '../../app/lifecycle.ts';
import type { TreeEnd } from '../../app/runTree.ts';
import { Failure } from '../../domain/health/failure.ts';
import { failureFields } from '../../log/facts.ts';
import type { Log } from '../../log/logger.ts';

/** Configuration problems that are found only by trying: exit code 1, as those of a variable. */
const asConfigured = new Set(['no_database', 'invalid', 'data_dir_unwritable']);

/** Why the start failed: one line that says what to do, and the exit code. */
export function endOfStart(thrown: unknown, log: Log): Ending {
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return { code: 0, reason: 'asked to stop while starting' };
  const failure = Failure.from(thrown, 'daemon.start');
  log.event('daemon.start_failed', { ...failureFields(failure.toRecord()), err: thrown });
  const { category, reason, message } = failure;
  const code = category === 'CONFIG' && asConfigured.has(reason) ? 1 : 2;
  return { code, reason: `${category}/${reason}: ${message}` };
}

/** What the end of the tree means for the process; its chain was logged as it ended. */
export function endOfTree(end: TreeEnd): Ending {
  if (end.type === 'stopped') return { code: 0, reason: 'stopped' };
  const atBoot = end.exit.kind === 'gave_up' && end.exit.why === 'boot';
  return atBoot ? { code: 2, reason: 'boot failed' } : { code: 3, reason: 'the root gave up' };
}
