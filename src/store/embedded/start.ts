import { join } from 'node:path';
import type { Failure } from '../../domain/health/failure.ts';
import type { ServerSettings } from '../pool/settings.ts';
import { bringUp, type Limits, type Site } from './bringUp.ts';
import { DATABASE, serverAt } from './client.ts';
import { asFailure } from './failures.ts';
import { keep, type Log } from './keeper.ts';
import { findPlace } from './place/place.ts';
import { dropSocketDir, socketDir } from './place/socketDir.ts';
import { type System, thisSystem } from './place/system.ts';
import { findBinaries, findPackage } from './server/binaries.ts';
import { ensureCluster } from './server/cluster.ts';
import type { Settings } from './server/launch.ts';
import { stopServer } from './server/stop.ts';

/** What the launcher needs; `settings` and `system` are for tests. */
export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: Log;
  /** Another process took the database while the server was away: nothing may be written any more. */
  readonly onTaken: (failure: Failure) => void;
  readonly limits?: Partial<Limits>;
  /** Settings of the server that differ from ours. */
  readonly settings?: Settings;
  readonly system?: System;
}

/** The embedded server, running and ours alone. */
export interface Embedded {
  /** How to connect to the daemon's database there. */
  readonly server: ServerSettings;
  /** The folder of its socket. */
  readonly host: string;
  readonly database: string;
  readonly how: 'started' | 'adopted';
  /** How long the start took. */
  readonly ms: number;
  /** Resolves when the server is up and ours: at once, or after it was brought back. */
  ensure(): Promise<void>;
  /** Ends the server; waits up to `withinMs` for it. */
  stop(withinMs: number): Promise<void>;
}

const usual: Limits = {
  answerMs: 30_000,
  askEveryMs: 15,
  tryEveryMs: 250,
  lockMs: 2_000,
  logBytes: 10 * 1024 * 1024,
};

const survey = async (options: EmbeddedOptions): Promise<Site> => {
  const { dataDir, log, settings = {}, limits, system = thisSystem() } = options;
  const pack = await findPackage(system);
  const place = await findPlace(dataDir, system);
  if (place.relocated) log('db.relocated', { from: dataDir, to: place.root });
  const binaries = await findBinaries(pack, place);
  await ensureCluster(place, binaries, pack.major, settings.fsync !== 'off');
  const sockets = await socketDir(place, system.tmp);
  const linux = system.platform === 'linux';
  return { place, binaries, sockets, settings, limits: { ...usual, ...limits }, linux };
};

/**
 * Starts the PostgreSQL that comes with the package, or adopts the one that an earlier process
 * left running, and keeps it up until `stop`. Throws CONFIG/`no_database` (exit 1) and
 * CONFIG/`second_instance`, `data_dir_version`, `data_dir_unwritable`, DB/`disk_full`, `embedded`
 * (exit 2), each with a sentence that says what to do.
 */
export const startEmbedded = async (options: EmbeddedOptions): Promise<Embedded> => {
  const startedAt = performance.now();
  const site = await survey(options).catch((error: unknown) => {
    throw asFailure(error, join(options.dataDir, 'pg.log'));
  });
  const keeper = keep(options, (onLost, signal) => bringUp(site, onLost, signal));
  const { how, sockets } = await keeper.first();
  const ms = Math.round(performance.now() - startedAt);
  options.log('db.started', { how, ms });
  return {
    server: serverAt(sockets, DATABASE),
    host: sockets,
    database: DATABASE,
    how,
    ms,
    ensure: keeper.ensure,
    stop: async (withinMs) => {
      await keeper.end();
      await stopServer(site.place, site.linux, withinMs);
      await dropSocketDir(site.place, sockets);
    },
  };
};
