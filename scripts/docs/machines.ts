import { type AnyNode, allMachines, nodesOf, shortName } from '../../test/support/machines.ts';

const alias = (id: string): string => id.replaceAll(/\W/g, '_');

function box(node: AnyNode, pad: string): string[] {
  const children = Object.values(node.states);
  const title = `${pad}state "${node.key}" as ${alias(node.id)}`;
  if (children.length === 0)
    return node.type === 'final' ? [title, `${pad}${alias(node.id)} --> [*]`] : [title];
  const first = node.type === 'compound' ? node.initial.target : [];
  const between = node.type === 'parallel' ? [`${pad}  --`] : [];
  return [
    `${title} {`,
    ...first.map(({ id }) => `${pad}  [*] --> ${alias(id)}`),
    ...children.flatMap((child, n) => [...(n > 0 ? between : []), ...box(child, `${pad}  `)]),
    `${pad}}`,
  ];
}

const arrows = (node: AnyNode): string[] =>
  [...[...node.transitions.values()].flat(), ...(node.always ?? [])].flatMap(
    ({ target, eventType, source }) =>
      (target ?? []).map(
        (to) => `${alias(source.id)} --> ${alias(to.id)} : ${shortName(eventType) || 'always'}`,
      ),
  );

const unique = (lines: readonly string[]): string[] => [...new Set(lines)];

/** One Mermaid chart for each machine, drawn from the machines themselves. */
export async function machinesPage(): Promise<string> {
  const charts = (await allMachines()).map(({ id, root }) =>
    [
      `## ${id}`,
      '',
      '```mermaid',
      'stateDiagram-v2',
      ...box(root, '  '),
      ...unique(nodesOf(root).flatMap(arrows)).map((line) => `  ${line}`),
      '```',
    ].join('\n'),
  );
  return `${['# Machines', 'Made by `npm run docs`; do not edit.', ...charts].join('\n\n')}\n`;
}
