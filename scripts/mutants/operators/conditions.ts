import {
  type BinaryExpression,
  isBinaryExpression,
  isConditionalExpression,
  isIfStatement,
  isPrefixUnaryExpression,
  type Node,
  type SourceFile,
  SyntaxKind,
} from 'typescript/unstable/ast';
import { type Change, instead, type Operator } from '../change.ts';

const boundaries: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
};

const opposites: Readonly<Record<string, string>> = { '===': '!==', '!==': '===' };

const others: Readonly<Record<string, string>> = { '&&': '||', '||': '&&' };

const swapped = (
  node: Node,
  source: SourceFile,
  operator: string,
  words: Readonly<Record<string, string>>,
): readonly Change[] => {
  const other = words[node.getText(source)];
  return other === undefined ? [] : instead(node, source, operator, other);
};

/** `a && b` is also tried as `a` alone and as `b` alone. */
const halves = (node: BinaryExpression, source: SourceFile): readonly Change[] => {
  if (others[node.operatorToken.getText(source)] === undefined) return [];
  const [left, right] = [node.left.getText(source), node.right.getText(source)];
  return instead(node, source, 'one side only', `(${left})`, `(${right})`);
};

const ofBinary: Operator = (node, source) => {
  if (!isBinaryExpression(node)) return [];
  const sign = node.operatorToken;
  const fallback =
    sign.kind === SyntaxKind.QuestionQuestionToken
      ? instead(node, source, 'no fallback', `(${node.left.getText(source)})`)
      : [];
  return [
    ...swapped(sign, source, 'boundary', boundaries),
    ...swapped(sign, source, 'equality', opposites),
    ...swapped(sign, source, 'and, or', others),
    ...halves(node, source),
    ...fallback,
  ];
};

const ofCondition: Operator = (node, source) => {
  if (isIfStatement(node)) return instead(node.expression, source, 'condition', 'true', 'false');
  if (isConditionalExpression(node))
    return instead(node.condition, source, 'condition', 'true', 'false');
  return [];
};

const ofNot: Operator = (node, source) =>
  isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken
    ? instead(node, source, 'negation', `(${node.operand.getText(source)})`)
    : [];

/** What is asked. */
export const conditions: readonly Operator[] = [ofBinary, ofCondition, ofNot];
