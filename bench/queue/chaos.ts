/**
 * The queue under fire: the real daemon, PostgreSQL and the double of Slack; 2,000 messages to 30
 * conversations, 1,000 random faults, 100 times kill -9. It lasts some twenty minutes, because the
 * pace of Slack is kept. `SEED` and `SCALE` (1: all of it) may be set.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startIndexWorld } from '../../src/commands/world/index/server.ts';
import { openSlackWorld, type SlackWorld } from '../../src/commands/world/slack/world.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createDeadLetters } from '../../src/store/outbox/aside/deadLetters.ts';
import { createOutbox } from '../../src/store/outbox/outbox.ts';
import type { Db } from '../../src/store/pool/db.ts';
import { type Daemon, startDaemon } from '../../test/e2e/support/daemon.ts';
import { smallIndex } from '../../test/e2e/support/scene.ts';
import { poolTo } from '../../test/store/support/postgres.ts';
import type { BenchRow } from '../row.ts';
import { startPostgres } from '../support/postgres.ts';
import { conversations, draftsOf, ownTextOf, randomFault, seeded } from './chaosPlan.ts';
import { judged } from './chaosVerdict.ts';

const scale = Number(process.env['SCALE'] ?? '1');
const MESSAGES = Math.round(2_000 * scale);
const FAULTS = Math.round(1_000 * scale);
const KILLS = Math.round(100 * scale);
const LONGEST_MS = 75 * 60_000;
const SEED = Number(process.env['SEED'] ?? '1');

/** The right to read public channels and direct messages, but not private channels. */
const scopes = [
  'chat:write',
  'channels:read',
  'groups:read',
  'im:write',
  'users:read',
  'commands',
  'channels:history',
  'im:history',
  'im:read',
  'app_mentions:read',
];

const say = (text: string): void => void process.stderr.write(`chaos: ${text}\n`);

/** Keeps one to three faults waiting for their calls, until all were met. */
async function faults(slack: SlackWorld, random: () => number, over: () => boolean): Promise<void> {
  for (let n = 0; n < FAULTS && !over(); n++) {
    const before = slack.calls().length;
    slack.fault(randomFault(random));
    // two calls in five go wrong
    const calls = before + 1 + Math.floor(random() * 4);
    while (slack.calls().length < calls && !over()) await pause(20);
  }
  say('all faults are placed');
}

/** Writes the messages in bursts over the first minutes. */
async function enqueue(db: Db, random: () => number, over: () => boolean): Promise<void> {
  const outbox = createOutbox(db);
  const drafts = [...draftsOf(MESSAGES, random)];
  while (drafts.length > 0 && !over()) {
    await outbox.enqueue(drafts.splice(0, 1 + Math.floor(random() * 40)));
    await pause(random() * 4_000);
  }
  say('all messages are written');
}

/**
 * Whether all rows have ended. What is set aside after three doubts waits for an operator: when
 * nothing else is left it is tried again, as an operator would.
 */
async function ended(db: Db): Promise<boolean> {
  const [row] = await db.run(
    { name: 'bench', repeatable: true },
    (sql) => sql<{ open: number; aside: number }>`
      select count(*) filter (where state <> 'parked')::int as open,
        count(*) filter (where state = 'parked')::int as aside
      from outbox where state in ('pending', 'inflight', 'ambiguous', 'parked')`,
  );
  if (row === undefined || row.open > 0) return false;
  if (row.aside === 0) return true;
  say(`${row.aside} rows were set aside and are tried again`);
  await createDeadLetters(db).replay('all');
  return false;
}

/** Ends a daemon as the kernel would; one that had ended by itself is the finding of the run. */
async function killed(daemon: Daemon): Promise<void> {
  daemon.kill('SIGKILL');
  const { signal, code } = await daemon.ended;
  if (signal === 'SIGKILL') return;
  throw new Error(`the daemon ended by itself: ${code}: ${daemon.noise.slice(-5).join(' ')}`);
}

/** Starts and kills daemons, and lets the last one finish. */
async function life(start: () => Daemon, random: () => number, done: () => Promise<boolean>) {
  const from = Date.now();
  const isLate = (): boolean => Date.now() - from > LONGEST_MS;
  let daemon = start();
  let kills = 0;
  for (; kills < KILLS && !isLate(); kills++) {
    await Promise.race([pause(500 + random() * 9_000), daemon.ended]);
    await killed(daemon);
    daemon = start();
    if (kills % 10 === 9) say(`${kills + 1} kills, ${Math.round((Date.now() - from) / 1_000)} s`);
  }
  while (!(await done()) && !isLate()) await pause(1_000);
  await killed(daemon);
  return { kills, minutes: (Date.now() - from) / 60_000 };
}

export async function chaosBench(): Promise<BenchRow[]> {
  const random = seeded(SEED);
  const server = await startPostgres();
  const { settings, url } = await server.database();
  await migrate(settings);
  const db = poolTo(settings);
  const index = await startIndexWorld(smallIndex(60));
  const { channels, users } = conversations;
  const slack = await openSlackWorld({ channels: [...channels, 'C0OPS'], users, scopes });
  const dataDir = mkdtempSync(join(tmpdir(), 'paperscout-chaos-'));
  slack.latency(0, 60);
  const env = {
    DATABASE_URL: url,
    DATA_DIR: dataDir,
    WG21_INDEX_URL: index.url,
    SLACK_API_URL: slack.url,
    SLACK_BOT_TOKEN: slack.tokens.bot,
    SLACK_APP_TOKEN: slack.tokens.app,
    OPS_ALERT_CHANNEL: 'C0OPS',
    INDEX_MIN_ENTRIES: '50',
    FLY_MACHINE_ID: 'chaos',
    LOG_LEVEL: 'info',
  };
  let over = false;
  let written = false;
  const parts = [
    enqueue(db, random, () => over).then(() => {
      written = true;
    }),
    faults(slack, random, () => over),
  ];
  try {
    const done = async () => written && (await ended(db));
    const { kills, minutes } = await life(() => startDaemon(env), random, done);
    over = true;
    await Promise.all(parts);
    return await judged({ db, slack, kills, minutes, faults: FAULTS, textOf: ownTextOf });
  } finally {
    over = true;
    await Promise.allSettled(parts);
    await Promise.all([index.close(), slack.close(), db.close(1_000)]);
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
