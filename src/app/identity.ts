import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Clock } from '../ports/clock.ts';

/** Who this process is, for leases, rows, lines and the User-Agent. */
export interface Identity {
  /** uuid of this life. */
  readonly instance: string;
  /** The machine where it has a name, else host and process id. */
  readonly holder: string;
  readonly version: string;
  /** The commit that `build.json` names; null where nothing was built. */
  readonly revision: string | null;
  /** `fly:app:region:machine`, or `local`. */
  readonly service: string;
  /** Stand in every JSON line. */
  readonly base: Readonly<Record<string, string>>;
  readonly userAgent: string;
  /** Where the project lives. */
  readonly home: string;
}

const contact = 'https://github.com/paperscout/paperscout';

/** Reads `package.json`, `build.json` and what Fly says of the machine. */
export function identify(env: Readonly<Record<string, string | undefined>>): Identity {
  const version = wordIn(new URL('../../package.json', import.meta.url), 'version') ?? '0.0.0';
  const { FLY_APP_NAME: app, FLY_REGION: region, FLY_MACHINE_ID: machine } = env;
  const place = { ...(region ? { region } : {}), ...(machine ? { machine } : {}) };
  return {
    instance: randomUUID(),
    holder: machine ?? `${hostname()}:${process.pid}`,
    version,
    revision: wordIn(new URL('../../build.json', import.meta.url), 'revision'),
    service: app ? `fly:${app}:${region ?? ''}:${machine ?? ''}` : 'local',
    base: { service: 'paperscout', version, ...place },
    userAgent: `PaperScout/${version} (+${contact})`,
    home: contact,
  };
}

/** A text of a JSON file; null where file or key is missing. A file that is broken is a broken build. */
function wordIn(file: URL, key: string): string | null {
  if (!existsSync(file)) return null;
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const found: unknown = typeof read === 'object' && read !== null ? Reflect.get(read, key) : null;
  return typeof found === 'string' ? found : null;
}

/** The clocks of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
};
