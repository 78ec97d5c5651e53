/** Statecharts as text and as data, drawn from the machines themselves. */

import type { AnyStateMachine } from 'xstate';

/** A state and what lies in it. */
export type AnyNode = AnyStateMachine['root'];

/** A state as the inspector draws it. */
export interface StateShape {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  /** Keys of the states in which it begins; of a parallel one none: it is in all at once. */
  readonly initial: readonly string[];
  readonly states: readonly StateShape[];
  readonly arrows: readonly { readonly event: string; readonly to: string }[];
}

/** `xstate.after.interval.poller.waiting` is `interval`, `xstate.error.actor.poll` is `error`. */
export const shortName = (eventType: string): string =>
  eventType.replace(/^xstate\.(after|done|error)\.([^.]*).*$/, (_, kind: string, name: string) =>
    kind === 'after' ? name : kind,
  );

/** A state and all states inside it. */
export const nodesOf = (node: AnyNode): AnyNode[] => [
  node,
  ...Object.values(node.states).flatMap((child) => nodesOf(child)),
];

const transitionsOf = (node: AnyNode) => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
];

const initialOf = (node: AnyNode) => (node.type === 'compound' ? node.initial.target : []);

/** A machine, or a part of one, as data. */
export const shapeOf = (node: AnyNode): StateShape => ({
  id: node.id,
  key: node.key,
  type: node.type,
  initial: initialOf(node).map(({ key }) => key),
  states: Object.values(node.states).map(shapeOf),
  arrows: transitionsOf(node).flatMap(({ eventType, target }) =>
    (target ?? []).map(({ id: to }) => ({ event: shortName(eventType) || 'always', to })),
  ),
});

const alias = (id: string): string => id.replaceAll(/\W/g, '_');

function box(node: AnyNode, pad: string): string[] {
  const children = Object.values(node.states);
  const title = `${pad}state "${node.key}" as ${alias(node.id)}`;
  if (children.length === 0)
    return node.type === 'final' ? [title, `${pad}${alias(node.id)} --> [*]`] : [title];
  const between = node.type === 'parallel' ? [`${pad}  --`] : [];
  return [
    `${title} {`,
    ...initialOf(node).map(({ id }) => `${pad}  [*] --> ${alias(id)}`),
    ...children.flatMap((child, n) => [...(n > 0 ? between : []), ...box(child, `${pad}  `)]),
    `${pad}}`,
  ];
}

const arrowLines = (node: AnyNode): string[] =>
  transitionsOf(node).flatMap(({ target, eventType, source }) =>
    (target ?? []).map(
      (to) => `${alias(source.id)} --> ${alias(to.id)} : ${shortName(eventType) || 'always'}`,
    ),
  );

/** A machine as a Mermaid state diagram. */
export const mermaidOf = (root: AnyNode): string =>
  [
    'stateDiagram-v2',
    ...box(root, '  '),
    ...[...new Set(nodesOf(root).flatMap(arrowLines))].map((line) => `  ${line}`),
  ].join('\n');
