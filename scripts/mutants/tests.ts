import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, name = '']) =>
    normalize(join(dirname(file), name)),
  );

/** Everything that a file imports, however far away. */
function reach(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const other of importsOf(file)) reach(other, seen);
  return seen;
}

/**
 * For each file the test files that see it, nearest first: those with its name, then those that
 * import fewest others. Only tests that need no server and no process, so that a mutant costs a second.
 */
export function testsByFile(): ReadonlyMap<string, readonly string[]> {
  const tests = ['test/domain', 'test/machines', 'test/flows']
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((name) => name.endsWith('.test.ts') && !/zz_arrows|\/all\.|postgres/.test(name));
  const found = new Map<string, { readonly test: string; readonly far: number }[]>();
  for (const test of tests) {
    const seen = reach(test);
    for (const file of seen)
      found.set(file, [...(found.get(file) ?? []), { test, far: seen.size }]);
  }
  return new Map(
    [...found].map(([file, those]) => [
      file,
      those.toSorted((a, b) => a.far - b.far).map(({ test }) => test),
    ]),
  );
}
