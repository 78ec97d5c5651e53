/** From the sources to the files of `dist/`: one for the process, one for each of its threads. */

import { existsSync } from 'node:fs';
import { cp, readFile, rm } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Files that the daemon reads at run time, beside its code; `build.json` where there is one. */
const assets = ['package.json', 'build.json', 'src/store/migrations', 'src/http/inspect/page'];

/** CommonJS packages ask for Node's own modules by `require`. */
const banner = `import { createRequire as requireOf } from 'node:module';
const require = requireOf(import.meta.url);`;

/** `new URL('./worker.ts', import.meta.url)`: the file of a thread. */
const THREAD = /new URL\('(\.[^']+)\.ts', import\.meta\.url\)/g;

const asScript = (file: string): string => file.replace(/\.ts$/, '.js');

/**
 * Lets every source find what lies beside it: in one file all have the same `import.meta.url`, so
 * each gets the address that it would have if it had been copied. Files of threads are reported.
 */
const places = (root: string, entry: string, onThread: (file: string) => void): Plugin => ({
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const file = relative(root, path).replaceAll('\\', '/');
      const text = await readFile(path, 'utf8');
      for (const [, name = ''] of text.matchAll(THREAD))
        onThread(posix.join(posix.dirname(file), `${name}.ts`));
      const place = JSON.stringify(`./${posix.relative(posix.dirname(entry), asScript(file))}`);
      const contents = text
        .replaceAll(THREAD, `new URL('$1.js', import.meta.url)`)
        .replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`);
      return { contents, loader: 'ts' };
    });
  },
});

const bundleOne = (
  root: string,
  out: string,
  entry: string,
  onThread: (file: string) => void,
): Promise<unknown> =>
  build({
    entryPoints: [join(root, entry)],
    outfile: join(out, asScript(entry)),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minifySyntax: true,
    minifyWhitespace: true, // names stay: stacks are read by people
    sourcemap: false,
    legalComments: 'none',
    banner: { js: banner },
    plugins: [places(root, entry, onThread)],
    logLevel: 'warning',
  });

/** Fills `out` anew from the sources in `root`; the files that were made, as in the sources. */
export async function bundle(root: string, out: string): Promise<readonly string[]> {
  await rm(out, { recursive: true, force: true });
  const entries = new Set(['src/main.ts']);
  for (const entry of entries) await bundleOne(root, out, entry, (file) => entries.add(file)); // grows
  for (const asset of assets.filter((one) => existsSync(join(root, one))))
    await cp(join(root, asset), join(out, asset), { recursive: true });
  return [...entries].map(asScript).filter((file) => dirname(file) !== '.');
}
