import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DraftsWorld, startDraftsWorld } from '../../../src/commands/world/drafts/server.ts';
import type { Snapshot } from '../../../src/commands/world/index/page.ts';
import { type IndexWorld, startIndexWorld } from '../../../src/commands/world/index/server.ts';
import {
  openSlackWorld,
  type SlackWorld,
  type SlackWorldOptions,
} from '../../../src/commands/world/slack/world.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { type Daemon, startDaemon } from './daemon.ts';

/** The world around a daemon, and the daemons started in it. */
export interface Scene {
  readonly index: IndexWorld;
  /** Where drafts lie: nothing, unless the test puts something there. */
  readonly drafts: DraftsWorld;
  readonly slack: SlackWorld;
  /** The folder that every daemon of the scene works in. */
  readonly dataDir: string;
  /** Null: the daemons run the embedded database in `dataDir`. */
  readonly database: TestDatabase | null;
  /** Starts a daemon; `env` comes on top of what points it at this world. */
  daemon(env?: Readonly<Record<string, string>>): Daemon;
  close(): Promise<void>;
}

export interface SceneOptions {
  readonly snapshot: Snapshot;
  readonly slack?: SlackWorldOptions;
  /** True: a database of its own in `dataDir`, as in the first five minutes. */
  readonly embedded?: boolean;
}

const entry = new URL('./daemonEntry.ts', import.meta.url).pathname;

/** Papers that everybody should see go here. */
export const PAPERS = 'C0PAPERS';
/** What operators should know goes here. */
export const OPS = 'C0OPS';

/** Opens a world on loopback. Close it in an `after` hook: it ends its daemons, too. */
export async function openScene({
  snapshot,
  slack: world,
  embedded = false,
}: SceneOptions): Promise<Scene> {
  const dataDir = await mkdtemp(join(tmpdir(), 'paperscout-scene-'));
  const database = embedded ? null : await testDatabase();
  const index = await startIndexWorld(snapshot);
  const slack = await openSlackWorld(world);
  const drafts = await startDraftsWorld();
  const daemons: Daemon[] = [];
  return {
    index,
    slack,
    drafts,
    dataDir,
    database,
    daemon: (env = {}) => {
      const started = startDaemon(
        {
          ...(database === null ? {} : { DATABASE_URL: database.url }),
          DATA_DIR: dataDir,
          WG21_INDEX_URL: index.url,
          ISO_PAPERS_URL: drafts.url,
          SLACK_API_URL: slack.url,
          SLACK_BOT_TOKEN: slack.tokens.bot,
          SLACK_APP_TOKEN: slack.tokens.app,
          NOTIFICATION_CHANNEL: PAPERS,
          OPS_ALERT_CHANNEL: OPS,
          ...env,
        },
        entry,
      );
      daemons.push(started);
      return started;
    },
    close: async () => {
      for (const one of daemons) one.kill('SIGKILL');
      await Promise.all(daemons.map(({ ended }) => ended));
      await Promise.all([index.close(), slack.close(), drafts.close(), database?.close()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A snapshot as the index serves it. */
export type Entries = Record<string, Record<string, unknown>>;

/** A small index that passes every gate once `INDEX_MIN_ENTRIES` allows it: P1001R0 and so on. */
export const smallIndex = (papers: number, first = 1001): Entries =>
  Object.fromEntries(
    Array.from({ length: papers }, (_, n) => {
      const id = `P${first + n}R0`;
      const link = `https://wg21.link/${id.toLowerCase()}`;
      return [
        id,
        {
          type: 'paper',
          title: `Paper ${first + n}`,
          author: 'Ada Lovelace',
          date: '2026-10-01',
          link,
        },
      ];
    }),
  );
