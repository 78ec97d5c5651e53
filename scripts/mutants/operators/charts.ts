import {
  isArrayLiteralExpression,
  isArrowFunction,
  isBlock,
  isObjectLiteralExpression,
  isPropertyAssignment,
  type Node,
  type PropertyAssignment,
  type SourceFile,
} from 'typescript/unstable/ast';
import { type Change, instead, type Operator } from '../change.ts';

const nameOf = (node: PropertyAssignment, source: SourceFile): string =>
  node.name.getText(source).replaceAll("'", '');

/** The name of the property whose object, or list, a node stands in. */
const holder = (node: Node, source: SourceFile): string => {
  const outer = node.parent.parent;
  return isPropertyAssignment(outer) ? nameOf(outer, source) : '';
};

const removed = (node: Node, source: SourceFile, operator: string): readonly Change[] =>
  instead(node, source, operator, isPropertyAssignment(node) ? '...{}' : '...[]');

/** What a guard or a delay of `setup` means. */
const ofMeaning: Operator = (node, source) => {
  if (!isPropertyAssignment(node) || !isObjectLiteralExpression(node.parent)) return [];
  const made = node.initializer;
  const where = holder(node, source);
  if (where === 'guards') return instead(made, source, 'guard', '() => true', '() => false');
  if (where !== 'delays' || !isArrowFunction(made) || isBlock(made.body)) return [];
  return instead(made.body, source, 'delay', `2 * (${made.body.getText(source)})`);
};

const PARTS = new Set(['guard', 'target', 'actions', 'entry', 'exit', 'always', 'onError']);

/** What belongs to a state or an arrow of a chart. */
const ofArrow: Operator = (node, source) => {
  if (!isPropertyAssignment(node)) return [];
  if (PARTS.has(nameOf(node, source))) return removed(node, source, 'part of an arrow removed');
  const where = holder(node, source);
  return where === 'on' || where === 'after' ? removed(node, source, 'arrow removed') : [];
};

const LISTS = new Set(['actions', 'entry', 'exit', 'onDone', 'onError', 'always']);

/** One action of several, or one arrow of several. */
const ofList: Operator = (node, source) => {
  const list = node.parent;
  if (list === undefined || !isArrayLiteralExpression(list) || !isPropertyAssignment(list.parent))
    return [];
  return LISTS.has(nameOf(list.parent, source))
    ? removed(node, source, 'one of a list removed')
    : [];
};

/** When it is done. */
export const charts: readonly Operator[] = [ofMeaning, ofArrow, ofList];
