/** The world in which the daemons of the chaos live, and its database. */

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPlace } from '../../store/embedded/place/place.ts';
import { thisSystem } from '../../store/embedded/place/system.ts';
import { readPidFile } from '../../store/embedded/server/pidFile.ts';
import { type Embedded, startEmbedded } from '../../store/embedded/start.ts';
import { type Index, march2021 } from '../demo/data.ts';
import { type DraftsWorld, startDraftsWorld } from '../world/drafts/server.ts';
import { type IndexWorld, startIndexWorld } from '../world/index/server.ts';
import { plainScopes } from '../world/slack/workspace.ts';
import { openSlackWorld, type SlackWorld } from '../world/slack/world.ts';

/** Papers go to the first, what operators should know to the second. */
export const PAPERS = 'C0PAPERS';
export const OPS = 'C0OPS';

/** Between two polls, in ms: as short as it can be. */
export const POLL_MS = 3_000;

/** Somebody who watches papers. */
export const WATCHER = 'U0ADA';

/** What goes wrong, and what the daemons are told about it. */
export interface Sea {
  readonly folder: string;
  readonly index: IndexWorld;
  readonly drafts: DraftsWorld;
  readonly slack: SlackWorld;
  readonly database: Embedded;
  /** The index that is served, entry by entry. */
  readonly published: Record<string, unknown>;
  /** The variables of both daemons, but for `DATA_DIR`. */
  readonly env: Readonly<Record<string, string>>;
  /** Kills the database server; it is brought back by itself. */
  killDatabase(): Promise<void>;
  close(): Promise<void>;
}

/** Opens all of it on loopback, in a temporary folder. */
export async function openSea(): Promise<Sea> {
  const folder = await mkdtemp(join(tmpdir(), 'paperscout-chaos-'));
  await chmod(folder, 0o711); // run as root, the database is another user and must get in
  const home = join(folder, 'database');
  const published: Index = march2021();
  const [index, drafts, slack, database] = await Promise.all([
    startIndexWorld(published),
    startDraftsWorld(),
    openSlackWorld({
      channels: [PAPERS, OPS],
      users: [WATCHER],
      // With the right to read what was said, an uncertain message is looked up: no repeat is allowed.
      scopes: [...plainScopes, 'channels:history', 'groups:history'],
    }),
    startEmbedded({ dataDir: home, log() {}, onTaken() {} }),
  ]);
  const url = `postgres://postgres@localhost/${database.database}?host=${encodeURIComponent(database.host)}`;
  return {
    folder,
    index,
    drafts,
    slack,
    database,
    published: { ...published },
    env: {
      DATABASE_URL: url,
      WG21_INDEX_URL: index.url,
      ISO_PAPERS_URL: drafts.url,
      SLACK_API_URL: slack.url,
      SLACK_BOT_TOKEN: slack.tokens.bot,
      SLACK_APP_TOKEN: slack.tokens.app,
      NOTIFICATION_CHANNEL: PAPERS,
      OPS_ALERT_CHANNEL: OPS,
      POLL_INTERVAL: `${POLL_MS}ms`,
      PROBE_INTERVAL: '6s',
      PROBE_RATE: '100',
      PROBE_BUDGET: '200',
      NODE_OPTIONS: '--max-semi-space-size=1 --max-old-space-size=128', // as the image runs it
      PORT: '0',
      OPS_PORT: '0',
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'debug',
    },
    killDatabase: async () => {
      const place = await findPlace(home, thisSystem());
      const server = await readPidFile(place.data);
      if (server !== null) process.kill(server.pid, 'SIGKILL');
    },
    close: async () => {
      await database.stop(5_000);
      await Promise.all([index.close(), drafts.close(), slack.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
