/** What the demo promises to show, and whether it did. */

/** Every promise, in the order of the scenes. */
export const promises = {
  seeded: 'The first index is stored, nobody is told',
  note: 'Operators get one note about it',
  mailing: '100 new P ids are 84 lines of one digest',
  failed: 'Each failed poll names category and reason',
  stale: 'At twice the interval one alert, health 503',
  recovered: 'One notice that it is over, health 200',
  crash: 'A crashed actor is back about a second later',
  nothingLost: 'kill -9 with messages waiting: nothing lost',
  nothingTwice: 'and nothing told twice',
  adopted: 'The database that was left running is adopted',
  stopped: 'SIGTERM ends daemon and database, exit code 0',
  manners: 'No rule of Slack was broken on the way',
} as const;

/** The name of a promise. */
export type PromiseId = keyof typeof promises;

/** What was seen of a promise. */
export interface Seen {
  readonly kept: boolean;
  readonly seen: string;
}

/** A line of the summary. */
export interface Row extends Seen {
  readonly promise: string;
}

/** How the demo went; a promise that nothing was seen of is not kept. */
export function verdict(seen: ReadonlyMap<PromiseId, Seen>): {
  readonly rows: readonly Row[];
  readonly broken: readonly string[];
} {
  const ids = Object.keys(promises) as PromiseId[]; // the keys of the object above
  const rows = ids.map((id) => ({
    promise: promises[id],
    ...(seen.get(id) ?? { kept: false, seen: 'not reached' }),
  }));
  return { rows, broken: rows.filter(({ kept }) => !kept).map(({ promise }) => promise) };
}
