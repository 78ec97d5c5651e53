import { readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mutated } from '../../../scripts/mutants/change.ts';
import { openTree, type Tree } from '../../../scripts/mutants/tree.ts';
import { makeProject } from '../support/project.ts';

const test = suite('operators of mutants');

/** The name of the file, what it says, and each change as `operator: before -> after`. */
const cases: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'the edge of a comparison': ['export const f = (n: number) => n < g;', ['boundary: < -> <=']],
  'an equality': ['export const f = (n: string) => n === g;', ['equality: === -> !==']],
  'both sides of an and': [
    'export const f = (a: boolean, b: boolean) => a && b;',
    ['and, or: && -> ||', 'one side only: a && b -> (a)', 'one side only: a && b -> (b)'],
  ],
  'what stands in for what is missing': [
    'export const f = (n?: string) => n ?? g;',
    ['no fallback: n ?? g -> (n)'],
  ],
  'a condition, and a return under it': [
    'export function f(a: boolean) { if (a) return; }',
    ['condition: a -> true', 'condition: a -> false', 'return removed: return; -> ;'],
  ],
  'a negation': ['export const f = (a: boolean) => !a;', ['negation: !a -> (a)']],
  'a sum, but no joined text': [
    "export const f = (a: number) => [a + a, 'x ' + a];",
    ["array: [a + a, 'x ' + a] -> []", 'arithmetic: + -> -'],
  ],
  'a number, up and down': [
    'export const n = 1_000;',
    ['number: 1_000 -> 1001', 'number: 1_000 -> 999'],
  ],
  'a word for programs, but no sentence and no name': [
    "export const a = ['http_429', 'too many', { 'retry-after': g }][g];",
    ["array: ['http_429', 'too many', { 'retry-after': g }] -> []", "code: 'http_429' -> ''"],
  ],
  'a call that passes on what it was called on': [
    'export const f = (a: string) => a.trim();',
    ['call left out: a.trim() -> a'],
  ],
  'a call with an opposite': [
    'export const f = (a: number) => Math.min(a, g);',
    ['method: min -> max'],
  ],
  'something done': ['export const f = () => { g(); };', ['statement removed: g(); -> ;']],
  'what a guard and a delay mean': [
    'export const s = { guards: { isFull: () => g }, delays: { pause: () => g } };',
    ['guard: () => g -> () => true', 'guard: () => g -> () => false', 'delay: g -> 2 * (g)'],
  ],
  'parts of an arrow': [
    'export const s = { on: { stop: { target: g, actions: [g] } } };',
    [
      'arrow removed: stop: { target: g, actions: [g] } -> ...{}',
      'part of an arrow removed: target: g -> ...{}',
      'part of an arrow removed: actions: [g] -> ...{}',
      'array: [g] -> []',
      'one of a list removed: g -> ...[]',
    ],
  ],
  'neither types nor imports': [
    "import type { A } from './a_b.ts';\nexport type B = A | 1 | 'x_y';",
    [],
  ],
};

const files = Object.fromEntries(
  Object.values(cases).map(([text], index) => [`src/case${index}.ts`, text]),
);
const project = makeProject({ ...files, 'src/rule.ts': 'export const f = (n: number) => n < 7;' });
let tree: Tree;
test.before(() => {
  tree = openTree(project.root);
});
test.after(() => {
  tree.close();
  project.remove();
});

Object.entries(cases).forEach(([what, [, expected]], index) => {
  test(`changes ${what}`, () => {
    const found = tree.mutantsOf(`src/case${index}.ts`);
    assert.equal(
      found.map(({ operator, from, to }) => `${operator}: ${from} -> ${to}`),
      expected,
    );
  });
});

test('knows what the compiler refuses', () => {
  assert.equal(tree.complaints('src/rule.ts'), []);
  writeFileSync(join(project.root, 'src/rule.ts'), "export const f = (n: number) => n < '';");
  assert.match(tree.complaints('src/rule.ts').join(), /'<' cannot be applied/);
});

const ours = [
  'src/domain/papers/gates.ts',
  'src/domain/talk/grammar/watching.ts',
  'machines/watchdog.ts',
];

test('leaves code that can be read', () => {
  const here = openTree(process.cwd());
  const broken = ours.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const mutants = here.mutantsOf(file);
    assert.ok(mutants.length > 40, `${file} has ${mutants.length}`);
    return mutants.filter((mutant) => !isReadable(mutated(text, mutant)));
  });
  here.close();
  assert.equal(broken, []);
});

const isReadable = (text: string): boolean => {
  try {
    return stripTypeScriptTypes(text).length > 0;
  } catch {
    return false; // a mutant that cannot be read: the test names it
  }
};

test.run();
