/** What the run under fire must show. */

import type { SlackWorld } from '../../src/commands/world/slack/world.ts';
import type { Db } from '../../src/store/pool/db.ts';
import type { BenchRow } from '../row.ts';

interface Seen {
  readonly db: Db;
  readonly slack: SlackWorld;
  readonly kills: number;
  readonly minutes: number;
  readonly faults: number;
  /** The messages that one Slack message tells, in order. */
  readonly textOf: (text: string) => readonly string[];
}

interface RowSeen {
  readonly key: string;
  readonly state: string;
  readonly dest: string;
  readonly possible: boolean;
}

const count = (line: string, found: number, goal: string, met: boolean, floor = '-'): BenchRow => ({
  line,
  floor,
  ours: String(found),
  ratio: null,
  goal,
  met,
});

const rowsIn = async (db: Db): Promise<readonly RowSeen[]> => [
  ...(await db.run(
    { name: 'bench', repeatable: true },
    (sql) => sql<RowSeen>`
      select o.dedupe_key as key, o.state, o.dest,
        o.possible_duplicate or coalesce(head.possible_duplicate, false) as possible
      from outbox o left join outbox head on head.id = o.folded_into
      where o.dedupe_key like '[%' order by o.id`,
  )),
];

/** How often a later message of one conversation and lane came before an earlier one, repeats aside. */
function outOfOrder(told: readonly string[]): number {
  const first = [...new Set(told)];
  const last = new Map<string, number>();
  let wrong = 0;
  for (const text of first) {
    const [dest = '', lane = '', n = ''] = text.slice(1, -1).split('/');
    const key = `${dest}/${lane}`;
    if (Number(n) < (last.get(key) ?? -1)) wrong += 1;
    last.set(key, Math.max(Number(n), last.get(key) ?? -1));
  }
  return wrong;
}

/** The rows of the table. */
export async function judged(seen: Seen): Promise<BenchRow[]> {
  const { slack, kills, minutes, faults } = seen;
  const rows = await rowsIn(seen.db);
  const told = slack.messages().flatMap(({ text }) => seen.textOf(text));
  const times = new Map<string, number>();
  for (const text of told) times.set(text, (times.get(text) ?? 0) + 1);
  const lost = rows.filter(({ key }) => !times.has(key));
  const repeated = rows.filter(({ key }) => (times.get(key) ?? 0) > 1);
  const readable = repeated.filter(({ dest }) => !dest.startsWith('G'));
  const uncounted = repeated.filter(({ possible }) => !possible);
  const names = Object.groupBy(slack.breaches(), ({ name }) => name);
  const hasty = slack.breaches().filter(({ name }) => name === 'inside_retry_after');
  const unsaid = names['before_it_was_said']?.length ?? 0;
  const other = Object.entries(names).filter(
    ([name]) => name !== 'inside_retry_after' && name !== 'before_it_was_said',
  );
  const states = Object.entries(Object.groupBy(rows, ({ state }) => state));
  const run = `${rows.length} messages to 30 conversations, ${faults} faults, ${kills} kills, ${minutes.toFixed(1)} min`;
  const table = states.map(([state, some]) => `${some?.length} ${state}`).join(', ');
  return [
    count(`${run}: lost`, lost.length, '0', lost.length === 0, table),
    count(
      'out of order within a conversation and lane',
      outOfOrder(told),
      '0',
      outOfOrder(told) === 0,
    ),
    count(
      'calls inside a running Retry-After',
      hasty.length,
      '0',
      hasty.length === 0,
      [
        ...hasty.map(({ method, channel }) => `${method} ${channel}`.trim()),
        `${unsaid} before it was said that all conversations are meant`,
      ].join(', '),
    ),
    count('repeats where the history can be read', readable.length, '0', readable.length === 0),
    count(
      'repeats in all',
      repeated.length,
      'all counted',
      uncounted.length === 0,
      `${uncounted.length} uncounted`,
    ),
    count(
      'other breaches',
      other.reduce((sum, [, some]) => sum + (some?.length ?? 0), 0),
      '0',
      other.length === 0,
      other.map(([name, some]) => `${name} ${some?.length}`).join(', ') || '-',
    ),
  ];
}
