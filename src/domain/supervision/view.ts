import type { Child, Core, Status } from './types.ts';

/** How a child is listed: `undefined` is a spec without an actor. */
export type Listed = 'up' | 'restarting' | 'undefined';

/** One line of `which`. */
export interface ListedChild {
  readonly id: string;
  readonly state: Listed;
}

const listed: Readonly<Record<Status, Listed>> = {
  starting: 'up',
  up: 'up',
  stopping: 'up',
  restarting: 'restarting',
  down: 'undefined',
};

/** All children and their state, the one started last first. */
export const whichOf = (core: Core): readonly ListedChild[] =>
  childrenOf(core)
    .map(({ spec, status }) => ({ id: spec.id, state: listed[status] }))
    .toReversed();

/** Specs, active children, supervisors, workers; the last two whether active or not. */
export function countOf(core: Core): readonly [number, number, number, number] {
  const children = childrenOf(core);
  const active = children.filter(({ status }) => listed[status] === 'up').length;
  const supervisors = children.filter(({ spec }) => spec.type === 'supervisor').length;
  return [children.length, active, supervisors, children.length - supervisors];
}

/** The children in the order of starting. */
export const childrenOf = ({ order, children }: Core): readonly Child[] =>
  order.flatMap((id) => children[id] ?? []);
