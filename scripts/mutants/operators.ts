/** Small changes to code that a good test notices. Text in, places out. */

/** One change to one file. */
export interface Mutant {
  readonly file: string;
  /** Where it begins in the text. */
  readonly at: number;
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

interface Operator {
  readonly find: RegExp;
  readonly to: (found: string) => string;
}

const swap = (one: string, other: string): Operator => {
  const escaped = [one, other].map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return {
    find: new RegExp(escaped.join('|'), 'g'),
    to: (found) => (found === one ? other : one),
  };
};

const operators: readonly Operator[] = [
  swap(' < ', ' <= '),
  swap(' > ', ' >= '),
  swap(' === ', ' !== '),
  swap(' && ', ' || '),
  swap(' + ', ' - '),
  swap(' * ', ' / '),
  swap('Math.min(', 'Math.max('),
  swap('.some(', '.every('),
  { find: /\b(?:true|false)\b/g, to: (found) => (found === 'true' ? 'false' : 'true') },
  {
    find: /(?<=[ ([])\d[\d_]*(?=[ ,;)\]])/g,
    to: (found) => `${Number(found.replaceAll('_', '')) + 1}`,
  },
  { find: /(?<=[ (])!(?=[a-z(])/g, to: () => '' },
  { find: / \?\? [^;,)\n]+/g, to: () => '' },
];

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** The same text, with blanks for what no test can notice: comments, texts, patterns, imports, types. */
const codeOf = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, blank)
    .replaceAll(/'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g, blank)
    .replaceAll(/(?<=[(=,:] ?)\/(?![*/ ])(?:\\.|[^/\\\n])+\/[a-z]*/g, blank)
    .replaceAll(/^import [\s\S]*?;$/gm, blank)
    .replaceAll(/^(?:export )?(?:interface|type) [\s\S]*?^(?:\}|[^\n]*;)$/gm, blank);

/** Every change that the operators know for a file. */
export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const code = codeOf(text);
  return operators.flatMap(({ find, to }) =>
    [...code.matchAll(find)].map((match) => ({
      file,
      at: match.index,
      line: code.slice(0, match.index).split('\n').length,
      from: match[0],
      to: to(match[0]),
    })),
  );
}

/** The text with the change in it. */
export const mutated = (text: string, { at, from, to }: Mutant): string =>
  text.slice(0, at) + to + text.slice(at + from.length);
