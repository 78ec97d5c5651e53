import { proberMachine } from '../../../machines/prober.ts';
import { createProbe, probeDeadlines } from '../../flows/probeDrafts.ts';
import type { ProbeNeeds } from '../../flows/probing/run.ts';
import { isLeading } from '../healthCollectors.ts';
import { step } from '../step.ts';
import type { Worker } from '../tree.ts';

/** The prober, with its steps. A cycle ends itself at two thirds of the interval; its step waits longer. */
export function proberWorker(needs: ProbeNeeds): Worker {
  const { clock, intervalMs } = needs;
  const probe = createProbe(needs);
  const common = { component: 'prober', clock } as const;
  const logic = proberMachine.provide({
    actors: {
      begin: step({
        ...common,
        operation: 'probe.begin',
        deadlineMs: probeDeadlines.begin,
        run: probe.begin,
      }),
      cycle: step({
        ...common,
        operation: 'probe.cycle',
        deadlineMs: intervalMs + probeDeadlines.aroundCycle,
        run: probe.cycle,
      }),
    },
  });
  return { logic, input: (ledger) => ({ intervalMs, leading: isLeading(ledger) }) };
}
