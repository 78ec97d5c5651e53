import { mermaidOf } from '../../src/app/charts/chart.ts';
import { allMachines } from '../../test/support/machines.ts';

/** One Mermaid chart for each machine, drawn from the machines themselves. */
export async function machinesPage(): Promise<string> {
  const charts = (await allMachines()).map(({ id, root }) =>
    [`## ${id}`, '', '```mermaid', mermaidOf(root), '```'].join('\n'),
  );
  return `${['# Machines', 'Made by `npm run docs`; do not edit.', ...charts].join('\n\n')}\n`;
}
