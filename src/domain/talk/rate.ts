/** How many commands somebody may give. */

/** Commands in one minute by one person. */
const MOST = 20;
const MINUTE_MS = 60_000;
const MOST_PEOPLE = 10_000;

/** The minute of each person: since when, and how many commands there were. */
export type Rates = ReadonlyMap<string, { readonly since: number; readonly count: number }>;

/** `wait` is said once; what comes after it in the same minute is not answered. */
export type Allowed = 'yes' | 'wait' | 'silent';

/** Counts a command. `now`: ms that only pass. */
export function take(
  rates: Rates,
  user: string,
  now: number,
): { readonly rates: Rates; readonly allowed: Allowed } {
  const last = rates.get(user);
  const isSame = last !== undefined && now - last.since < MINUTE_MS;
  const minute = isSame ? { ...last, count: last.count + 1 } : { since: now, count: 1 };
  const kept = rates.size < MOST_PEOPLE ? rates : pruned(rates, now);
  return { rates: new Map([...kept, [user, minute]]), allowed: allowedBy(minute.count) };
}

const allowedBy = (count: number): Allowed => {
  if (count <= MOST) return 'yes';
  return count === MOST + 1 ? 'wait' : 'silent';
};

const pruned = (rates: Rates, now: number): Rates =>
  new Map([...rates].filter(([, { since }]) => now - since < MINUTE_MS).slice(-MOST_PEOPLE / 2));
