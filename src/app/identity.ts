import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Clock } from '../ports/clock.ts';

/** Who this process is, for leases, rows, lines and the User-Agent. */
export interface Identity {
  /** uuid of this life. */
  readonly instance: string;
  /** The machine where it has a name, else host and process id. */
  readonly holder: string;
  readonly version: string;
  readonly revision: string | null;
  /** `fly:app:region:machine`, or `local`. */
  readonly service: string;
  /** Stand in every JSON line. */
  readonly base: Readonly<Record<string, string>>;
  readonly userAgent: string;
}

const contact = 'https://github.com/paperscout/paperscout';

/** Reads `package.json` and what Fly says of the machine. */
export function identify(env: Readonly<Record<string, string | undefined>>): Identity {
  const version = versionOf(new URL('../../package.json', import.meta.url));
  const { FLY_APP_NAME: app, FLY_REGION: region, FLY_MACHINE_ID: machine } = env;
  const place = { ...(region ? { region } : {}), ...(machine ? { machine } : {}) };
  return {
    instance: randomUUID(),
    holder: machine ?? `${hostname()}:${process.pid}`,
    version,
    revision: null,
    service: app ? `fly:${app}:${region ?? ''}:${machine ?? ''}` : 'local',
    base: { service: 'paperscout', version, ...place },
    userAgent: `PaperScout/${version} (+${contact})`,
  };
}

function versionOf(packageJson: URL): string {
  const read: unknown = JSON.parse(readFileSync(packageJson, 'utf8'));
  const has = typeof read === 'object' && read !== null && 'version' in read;
  return has && typeof read.version === 'string' ? read.version : '0.0.0';
}

/** The clocks of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
};
