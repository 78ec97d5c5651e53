/**
 * Local times of a zone. The table of zones is Node's own; a zone and a moment always give the
 * same answer, so this is as pure as the arithmetic around it.
 */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than a thousand uses of it. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

/** Whether there is such a zone; `Europe/Berlin`, not `CET+1` or `Berlin`. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    return formatOf(name).resolvedOptions().timeZone !== '';
  } catch {
    return false; // a RangeError is how Intl says no
  }
}

/** The local wall clock as if it were UTC, in ms, whole seconds. */
function wallOf(zone: string, at: number): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const [year, month, day] = [part('year'), part('month') - 1, part('day')];
  return Date.UTC(year, month, day, part('hour'), part('minute'), part('second'));
}

/** How far the local clock is ahead of UTC, in ms. */
const offsetAt = (zone: string, at: number): number =>
  wallOf(zone, at) - Math.floor(at / 1_000) * 1_000;

/** A local day and a minute of it. */
export interface LocalTime {
  /** Days since the epoch, of the local calendar. */
  readonly day: number;
  /** Minutes after local midnight, as the clock on the wall shows. */
  readonly minute: number;
}

/** What day and minute it is there. */
export function localTime(zone: string, at: number): LocalTime {
  const wall = wallOf(zone, at);
  const day = Math.floor(wall / DAY_MS);
  return { day, minute: Math.floor((wall - day * DAY_MS) / MINUTE_MS) };
}

/** The moment at which the clocks change, between two whole ones that are on either side of it. */
function changeBetween(zone: string, before: number, after: number): number {
  let [low, high] = [before, after];
  const first = offsetAt(zone, low);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle) === first) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The moment of a local time, in ms since the epoch. One that occurs twice that day is its first;
 * one that is skipped is the next there is: the moment at which the clocks go forward.
 */
export function momentOf(zone: string, { day, minute }: LocalTime): number {
  const wall = day * DAY_MS + Math.floor(minute) * MINUTE_MS;
  const around = [wall - DAY_MS, wall + DAY_MS] as const;
  const candidates = around.map((at) => wall - offsetAt(zone, at)).sort((a, b) => a - b);
  const found = candidates.find((at) => wallOf(zone, at) === wall);
  return found ?? changeBetween(zone, ...around);
}
