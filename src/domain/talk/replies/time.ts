/** Moments and spans as people read them. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `12 min`, `3 hours`, `1 day`: the largest unit that fits, rounded down. */
export function spanInWords(ms: number): string {
  if (ms < MINUTE) return 'less than a minute';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  const [count, unit] = ms < DAY ? [Math.floor(ms / HOUR), 'hour'] : [Math.floor(ms / DAY), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** `12 min ago`, `just now`, `never`. */
export function ago(at: number | null, now: number): string {
  if (at === null) return 'never';
  return now - at < MINUTE ? 'just now' : `${spanInWords(now - at)} ago`;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `2024-05-16`, `2024-05` and `2024` as `16 May 2024`, `May 2024` and `2024`. */
export function dateInWords(iso: string): string {
  const [year = '', month, day] = iso.split('-');
  const name = months[Number(month) - 1];
  return [day === undefined ? null : String(Number(day)), name, year].filter(Boolean).join(' ');
}

/** Minutes after midnight as `22:30`. */
export const clockTime = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** A moment in somebody's zone: `Sat 29 Nov, 07:00`. */
export function momentInWords(at: number, zone: string | null): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone ?? 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('weekday')} ${of('day')} ${of('month')}, ${of('hour')}:${of('minute')}`;
}

/** Thousands with commas, as in `29,136`. */
export const counted = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 paper`, `4 papers`. */
export const many = (n: number, one: string, others = `${one}s`): string =>
  `${counted(n)} ${n === 1 ? one : others}`;
