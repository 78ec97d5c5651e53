/** The world of the demo on loopback, and everything that must be gone when it is over. */

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findPlace, type Place } from '../../store/embedded/place/place.ts';
import { dropSocketDir } from '../../store/embedded/place/socketDir.ts';
import { thisSystem } from '../../store/embedded/place/system.ts';
import { readPidFile } from '../../store/embedded/server/pidFile.ts';
import { stopServer } from '../../store/embedded/server/stop.ts';
import { startDraftsWorld } from '../world/drafts/server.ts';
import { type IndexWorld, startIndexWorld } from '../world/index/server.ts';
import { openSlackWorld, type SlackWorld } from '../world/slack/world.ts';
import { type Daemon, PATIENCE_MS, startDaemon } from './child.ts';
import { march2021 } from './data.ts';
import type { PromiseId, Seen } from './promises.ts';
import type { Teller } from './teller.ts';

/** Papers go to the first, what operators should know to the second. */
export const PAPERS = 'C0PAPERS';
export const OPS = 'C0OPS';

/** Short, so that nobody waits: the index is stale after twice this. */
export const INTERVAL_MS = 4_000;

/** What a scene plays with. */
export interface Stage {
  readonly index: IndexWorld;
  readonly slack: SlackWorld;
  readonly tell: Teller;
  /** What was seen so far. */
  readonly seen: ReadonlyMap<PromiseId, Seen>;
  see(id: PromiseId, kept: boolean, seen: string): void;
  /** Starts a daemon; only one runs at a time. */
  start(): Daemon;
  /** The one that was started last. */
  daemon(): Daemon;
  /** The process id of the database server; null when none runs. */
  databasePid(): Promise<number | null>;
  close(): Promise<void>;
}

const STOP_MS = 10_000;

/** Opens the world. Its folder, servers and processes are gone after `close`. */
export async function openStage(tell: Teller): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'paperscout-demo-'));
  await chmod(dataDir, 0o711); // run as root, the database is another user and must get in
  const index = await startIndexWorld(march2021());
  const slack = await openSlackWorld();
  const drafts = await startDraftsWorld();
  const daemons: Daemon[] = [];
  const seen = new Map<PromiseId, Seen>();
  let closed = false;

  const env = {
    DATA_DIR: dataDir,
    WG21_INDEX_URL: index.url,
    ISO_PAPERS_URL: drafts.url,
    SLACK_API_URL: slack.url,
    SLACK_BOT_TOKEN: slack.tokens.bot,
    SLACK_APP_TOKEN: slack.tokens.app,
    NOTIFICATION_CHANNEL: PAPERS,
    OPS_ALERT_CHANNEL: OPS,
    NTFY_URL: 'http://127.0.0.1:9/demo', // without a way past Slack health warns; nobody listens there
    POLL_INTERVAL: `${INTERVAL_MS}ms`,
    PORT: '0',
    OPS_PORT: '0',
    LOG_FORMAT: 'json',
  };
  const start = (): Daemon => {
    if (closed) throw new Error('The demo is over.');
    const daemon = startDaemon(env, (line) => tell.line(line));
    daemons.push(daemon);
    return daemon;
  };
  const daemon = (): Daemon => {
    const last = daemons.at(-1);
    if (last === undefined) throw new Error('No daemon was started.');
    return last;
  };
  const place = (): Promise<Place> => findPlace(dataDir, thisSystem());

  const close = async (): Promise<void> => {
    closed = true;
    await Promise.all(daemons.map(end));
    await endDatabase(await place());
    await Promise.all([index.close(), slack.close(), drafts.close()]);
    await rm(dataDir, { recursive: true, force: true });
  };
  return {
    index,
    slack,
    tell,
    seen,
    start,
    daemon,
    close,
    see: (id, kept, words) => void seen.set(id, { kept, seen: words }),
    databasePid: async () => (await readPidFile((await place()).data))?.pid ?? null,
  };
}

/** Asks a daemon to stop, and makes it. */
async function end(daemon: Daemon): Promise<void> {
  daemon.kill('SIGTERM');
  const late = pause(STOP_MS, 'late' as const, { ref: false });
  if ((await Promise.race([daemon.ended, late])) !== 'late') return;
  daemon.kill('SIGKILL');
  await daemon.ended;
}

/** A killed daemon leaves its database running. */
async function endDatabase(place: Place): Promise<void> {
  const left = await readPidFile(place.data);
  if (left === null) return;
  await stopServer(place, process.platform === 'linux', STOP_MS);
  if (left.socketDir !== null) await dropSocketDir(place, left.socketDir);
}

/** Waits for what no log line tells of; rejects with the sentence when it does not happen. */
export async function until<T>(what: string, look: () => T | null | Promise<T | null>): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > end) throw new Error(`Not within ${PATIENCE_MS / 1_000} s: ${what}.`);
    await pause(50);
  }
}
