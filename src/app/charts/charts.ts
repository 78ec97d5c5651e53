import { StateMachine } from 'xstate';
import { mermaidOf, type StateShape, shapeOf } from './chart.ts';

/** A machine as text for Mermaid and as data for the inspector. */
export interface Chart {
  readonly mermaid: string;
  readonly shape: StateShape;
}

/** The charts of the machines among these, by name. */
export const chartsOf = (
  named: Readonly<Record<string, { readonly logic: unknown }>>,
): Readonly<Record<string, Chart>> =>
  Object.fromEntries(
    Object.entries(named).flatMap(([name, { logic }]) =>
      logic instanceof StateMachine
        ? [[name, { mermaid: mermaidOf(logic.root), shape: shapeOf(logic.root) }]]
        : [],
    ),
  );
