/** What the doctor says: one line for each thing it looked at. */

/** `bad` makes the exit code 1; a `note` is worth knowing and hinders nothing. */
export interface Finding {
  readonly state: 'ok' | 'note' | 'bad';
  /** What was looked at, in few words. */
  readonly about: string;
  /** What was found; where it is bad, what to do. */
  readonly words: string;
}

export const ok = (about: string, words: string): Finding => ({ state: 'ok', about, words });
export const note = (about: string, words: string): Finding => ({ state: 'note', about, words });
export const bad = (about: string, words: string): Finding => ({ state: 'bad', about, words });

const WIDTH = 22;

/** The line of a finding. */
export const line = ({ state, about, words }: Finding): string =>
  `${state.padEnd(5)}${about.padEnd(WIDTH)}${words}`;

/** Bytes as people read them. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(
    units.length - 1,
    Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1_000)),
  );
  return `${Math.round(bytes / 1_000 ** step)} ${units[step]}`;
}
