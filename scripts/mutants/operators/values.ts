import {
  isArrayLiteralExpression,
  isBinaryExpression,
  isCallExpression,
  isNumericLiteral,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isStringLiteral,
  isTemplateExpression,
  type Node,
  type SourceFile,
  SyntaxKind,
} from 'typescript/unstable/ast';
import { instead, type Operator } from '../change.ts';

const signs: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '+=': '-=',
  '-=': '+=',
};

/** Texts are joined with `+` too. */
const joins = (node: Node, source: SourceFile): boolean => /['"`]/.test(node.getText(source));

const ofArithmetic: Operator = (node, source) => {
  if (!isBinaryExpression(node) || joins(node, source)) return [];
  const other = signs[node.operatorToken.getText(source)];
  return other === undefined ? [] : instead(node.operatorToken, source, 'arithmetic', other);
};

const ofNumber: Operator = (node, source) => {
  if (!isNumericLiteral(node)) return [];
  const value = Number(node.getText(source).replaceAll('_', ''));
  return instead(node, source, 'number', `${value + 1}`, value === 0 ? '(-1)' : `${value - 1}`);
};

const ofBoolean: Operator = (node, source) => {
  if (node.kind === SyntaxKind.TrueKeyword) return instead(node, source, 'boolean', 'false');
  if (node.kind === SyntaxKind.FalseKeyword) return instead(node, source, 'boolean', 'true');
  return [];
};

/** A word for programs; sentences are for people, and worded by golden tests or not at all. */
const CODE = /^.[\w.:-]+.$/;

const isName = (node: Node): boolean =>
  isPropertyAssignment(node.parent) && node.parent.name === node;

const ofCode: Operator = (node, source) => {
  const text = node.getText(source);
  if (isStringLiteral(node) && CODE.test(text) && !isName(node))
    return instead(node, source, 'code', "''");
  if (isTemplateExpression(node) && !text.includes(' ')) return instead(node, source, 'code', "''");
  return [];
};

const ofArray: Operator = (node, source) =>
  isArrayLiteralExpression(node) && node.elements.length > 0
    ? instead(node, source, 'array', '[]')
    : [];

const others: Readonly<Record<string, string>> = {
  min: 'max',
  max: 'min',
  some: 'every',
  every: 'some',
  floor: 'ceil',
  ceil: 'floor',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
};

/** Calls whose result is of the type that they were called on. */
const PASSING =
  /^(?:filter|slice|toSorted|toReversed|trim|trimEnd|normalize|toLowerCase|toUpperCase)$/;

const ofMethod: Operator = (node, source) => {
  if (!isCallExpression(node) || !isPropertyAccessExpression(node.expression)) return [];
  const { name, expression } = node.expression;
  const word = name.getText(source);
  if (PASSING.test(word)) return instead(node, source, 'call left out', expression.getText(source));
  const other = others[word];
  return other === undefined ? [] : instead(name, source, 'method', other);
};

/** What is computed or named. */
export const values: readonly Operator[] = [
  ofArithmetic,
  ofNumber,
  ofBoolean,
  ofCode,
  ofArray,
  ofMethod,
];
