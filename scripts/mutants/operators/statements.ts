import {
  isBreakStatement,
  isContinueStatement,
  isExpressionStatement,
  isIfStatement,
  isReturnStatement,
  isSpreadAssignment,
  isSpreadElement,
  isThrowStatement,
} from 'typescript/unstable/ast';
import { instead, type Operator } from '../change.ts';

const ofStatement: Operator = (node, source) =>
  isExpressionStatement(node) ||
  isThrowStatement(node) ||
  isContinueStatement(node) ||
  isBreakStatement(node)
    ? instead(node, source, 'statement removed', ';')
    : [];

/** A return that ends a function before its end. */
const ofReturn: Operator = (node, source) =>
  isReturnStatement(node) && isIfStatement(node.parent)
    ? instead(node, source, 'return removed', ';')
    : [];

const ofSpread: Operator = (node, source) => {
  if (isSpreadElement(node)) return instead(node, source, 'spread removed', '...[]');
  if (isSpreadAssignment(node)) return instead(node, source, 'spread removed', '...{}');
  return [];
};

/** What is done. */
export const statements: readonly Operator[] = [ofStatement, ofReturn, ofSpread];
