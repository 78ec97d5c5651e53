import { pollerMachine } from '../../../machines/poller.ts';
import { createPoll, type PollNeeds, pollDeadlines } from '../../flows/pollPapers.ts';
import { isLeading } from '../healthCollectors.ts';
import { step } from '../step.ts';
import type { Worker } from '../tree.ts';

/** The longest of the poller's steps, in ms: for so long it may be silent. */
export const longestPollStepMs = Math.max(...Object.values(pollDeadlines));

/** The poller, with its steps. */
export function pollerWorker(needs: PollNeeds): Worker {
  const { clock, intervalMs } = needs;
  const poll = createPoll(needs);
  const of = (name: keyof typeof pollDeadlines) => ({
    operation: `poll.${name}`,
    component: 'poller' as const,
    deadlineMs: pollDeadlines[name],
    clock,
  });
  const logic = pollerMachine.provide({
    actors: {
      begin: step({ ...of('begin'), run: poll.begin }),
      fetch: step({ ...of('fetch'), run: poll.fetch }),
      validate: step({ ...of('validate'), run: poll.validate }),
      commit: step({ ...of('commit'), run: poll.commit }),
      fail: step({ ...of('fail'), run: poll.fail }),
    },
  });
  return { logic, input: (ledger) => ({ intervalMs, leading: isLeading(ledger) }) };
}
