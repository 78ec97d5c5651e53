import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** What is there at run time: imports of types alone are gone by then. */
const IMPORT =
  /(?:^|\s)(?:import|export) (?!type )[^;']*?from '(\.[^']+\.ts)'|import\('(\.[^']+\.ts)'\)/g;

/** Everything that a file imports, and over how many files. */
function distances(
  start: string,
  importsOf: (file: string) => readonly string[],
): ReadonlyMap<string, number> {
  const far = new Map([[start, 0]]);
  for (const [file, distance] of far)
    for (const other of importsOf(file)) if (!far.has(other)) far.set(other, distance + 1);
  return far;
}

/** They start servers and processes, compare made pages, or count what all others did. */
const APART = /^test\/(?:e2e|store|commands|scripts|docs|deploy)\/|zz_arrows/;

/**
 * For each file of a project the tests that import it, however far away: nearest first, and of
 * those as near the ones first that import little else.
 */
export function testsByFile(root: string): ReadonlyMap<string, readonly string[]> {
  const known = new Map<string, readonly string[]>();
  const importsOf = (file: string): readonly string[] => {
    const text = known.has(file) ? '' : readFileSync(join(root, file), 'utf8');
    const found = known.get(file) ?? [
      ...[...text.matchAll(IMPORT)].map(([, from, made]) =>
        normalize(join(dirname(file), from ?? made ?? '')),
      ),
    ];
    known.set(file, found);
    return found;
  };
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('test', name))
    .filter((name) => name.endsWith('.test.ts') && !APART.test(name));
  const found = new Map<string, { readonly test: string; readonly far: readonly number[] }[]>();
  for (const test of tests.toSorted()) {
    const all = distances(test, importsOf);
    for (const [file, far] of all)
      found.set(file, [...(found.get(file) ?? []), { test, far: [far, all.size] }]);
  }
  const order = ([a = 0, b = 0]: readonly number[], [c = 0, d = 0]: readonly number[]): number =>
    a - c || b - d;
  return new Map(
    [...found].map(([file, those]) => [
      file,
      those.toSorted((a, b) => order(a.far, b.far)).map(({ test }) => test),
    ]),
  );
}
