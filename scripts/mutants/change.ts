import type { Node, SourceFile } from 'typescript/unstable/ast';

/** Another text for a piece of a file. */
export interface Change {
  readonly operator: string;
  /** Where the piece begins and ends in the text of the file. */
  readonly at: number;
  readonly end: number;
  readonly to: string;
}

/** One change to one file. */
export interface Mutant extends Change {
  readonly file: string;
  readonly line: number;
  readonly from: string;
}

/** The changes that begin at a node. */
export type Operator = (node: Node, source: SourceFile) => readonly Change[];

/** A node in other words. */
export const instead = (
  node: Node,
  source: SourceFile,
  operator: string,
  ...texts: readonly string[]
): readonly Change[] =>
  texts.map((to) => ({ operator, at: node.getStart(source), end: node.end, to }));

/** The text with the change in it. */
export const mutated = (text: string, { at, end, to }: Change): string =>
  text.slice(0, at) + to + text.slice(end);
