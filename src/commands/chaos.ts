/**
 * `npm run chaos -- --minutes 10 --seed 1`: two daemons on one database while wg21.link, isocpp.org,
 * Slack, the socket, PostgreSQL, the disk, the clock and the processes themselves go wrong. Bounded
 * in time. Exit code 0 when every promise was kept, 1 when not or for wrong words, 130 after Ctrl-C.
 */

import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type Asked, readArguments, usage } from './chaos/arguments.ts';
import { calm, told } from './chaos/calm.ts';
import { type Fleet, type Logbook, launch } from './chaos/fleet.ts';
import { type Life, startLife } from './chaos/life.ts';
import { seeded } from './chaos/random.ts';
import { openSea, type Sea } from './chaos/sea.ts';
import { storm, type Tally } from './chaos/storm.ts';
import type { AlertsSeen } from './chaos/verdict/alerts/alerts.ts';
import type { Finding } from './chaos/verdict/finding.ts';
import { judge } from './chaos/verdict/judge.ts';
import { watchMemory } from './chaos/verdict/memory.ts';
import { readRows } from './chaos/verdict/rows.ts';

const START_MS = 60_000;

type Wanted = Omit<Extract<Asked, { type: 'run' }>, 'type'>;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Waits until the first index is stored; what comes later is news. */
async function firstIndex({ logbook }: Fleet): Promise<void> {
  const end = performance.now() + START_MS;
  while (!logbook().lines.some(({ event }) => event === 'index.seeded')) {
    if (performance.now() > end) throw new Error(`no index was stored: ${lastSerious(logbook())}`);
    await pause(100);
  }
}

const lastSerious = ({ lines }: Logbook): string =>
  JSON.stringify(
    lines.findLast(({ level }) => level === 'error' || level === 'fatal') ?? 'no word',
  );

/** Everything for those who look for the cause: one JSON object a line, the alerts last. */
async function keep(
  file: string,
  { lines }: Logbook,
  alerts: AlertsSeen['records'],
): Promise<void> {
  const all = [...lines, { event: 'chaos.alerts', ...alerts }];
  await writeFile(file, `${all.map((line) => JSON.stringify(line)).join('\n')}\n`);
}

async function run(sea: Sea, { minutes, seed, log }: Wanted): Promise<readonly Finding[]> {
  const random = seeded(seed);
  const fleet = await launch(sea.folder, sea.env);
  try {
    await firstIndex(fleet);
    const memory = watchMemory(fleet);
    const life: Life = startLife(sea, random);
    const startedAt = performance.now();
    const stamp = (text: string): void =>
      say(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(7)} s  ${text}`);
    const tally: Tally = await storm({ sea, fleet, random }, life, minutes * 60_000, stamp);
    const promised = [...life.papers, ...life.drafts];
    say(`\nAll is well again; ${promised.length} papers and drafts must have been told.`);
    const alerts = await calm(sea, promised);
    memory.stop();
    const ends = await Promise.all(fleet.berths.map((berth) => berth.end()));
    say(`\nFaults: ${[...tally].map(([name, count]) => `${count} x ${name}`).join(', ')}.`);
    if (log !== null) await keep(log, fleet.logbook(), alerts.records);
    return judge({
      promised,
      told: told(sea),
      rows: await readRows(sea.env['DATABASE_URL'] ?? ''),
      breaches: sea.slack.breaches(),
      logbook: fleet.logbook(),
      codes: ends.map(({ code }) => code),
      lives: memory.lives(),
      alerts,
    });
  } finally {
    await Promise.all(fleet.berths.map((berth) => berth.end()));
    fleet.unmount();
  }
}

function table(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ promise }) => promise.length));
  return findings
    .map(
      ({ kept, promise, seen }) =>
        `${kept ? 'kept  ' : 'BROKEN'}  ${promise.padEnd(width)}  ${seen}`,
    )
    .join('\n');
}

/** Runs the storm with a world around it. */
async function chaos(wanted: Wanted): Promise<number> {
  const { minutes, seed } = wanted;
  say(`Chaos for ${minutes} min with seed ${seed}.`);
  const sea = await openSea();
  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => resolve('interrupted'));
  });
  try {
    const findings = await Promise.race([run(sea, wanted), interrupted]);
    if (findings === 'interrupted') return 130;
    say(`\n${table(findings)}`);
    const broken = findings.filter(({ kept }) => !kept);
    say(
      broken.length === 0
        ? '\nAll promises were kept.'
        : `\n${broken.length} broken; seed ${seed}.`,
    );
    return broken.length === 0 ? 0 : 1;
  } finally {
    await sea.close();
  }
}

const asked = readArguments(process.argv.slice(2), Math.trunc(Math.random() * 2 ** 32));
switch (asked.type) {
  case 'help':
    say(usage);
    break;
  case 'wrong':
    process.stderr.write(`${asked.problem}\n\n${usage}\n`);
    process.exitCode = 1;
    break;
  case 'run':
    process.exit(await chaos(asked));
}
