import type { Verdict } from './journal.ts';

/** One row: how the mutants of a room went. */
interface Row {
  readonly room: string;
  readonly killed: number;
  readonly timeout: number;
  readonly refused: number;
  readonly survived: number;
}

/** `src/domain/papers` of a file however deep in it; `machines` of all machines. */
export const roomOf = (file: string): string =>
  file.startsWith('src/') ? file.split('/').slice(0, 3).join('/') : (file.split('/')[0] ?? file);

const rowOf = (room: string, verdicts: readonly Verdict[]): Row => {
  const count = (wanted: Verdict): number =>
    verdicts.filter((verdict) => verdict === wanted).length;
  return {
    room,
    killed: count('killed'),
    timeout: count('timeout'),
    refused: count('refused'),
    survived: count('survived'),
  };
};

/** Of the mutants that compile; `-` when there are none. */
const shareOf = ({ killed, timeout, survived }: Row): string => {
  const tried = killed + timeout + survived;
  return tried === 0 ? '-' : `${((100 * (killed + timeout)) / tried).toFixed(1)} %`;
};

/** The table of a run: a row for each room, and one for all. */
export function tableOf(
  judged: readonly { readonly file: string; readonly verdict: Verdict }[],
): readonly string[] {
  const rooms = Map.groupBy(judged, ({ file }) => roomOf(file));
  const rows = [...rooms].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const all = [...rows, ['all', judged] as const].map(([room, those]) =>
    rowOf(
      room,
      those.map(({ verdict }) => verdict),
    ),
  );
  return [
    '| room | mutants | killed | of these hung | survived | killed of those tried | refused by the compiler |',
    '|---|---|---|---|---|---|---|',
    ...all.map((row) => {
      const tried = row.killed + row.timeout + row.survived;
      const cells = [row.room, tried, row.killed + row.timeout, row.timeout, row.survived];
      return `| ${[...cells, shareOf(row), row.refused].join(' | ')} |`;
    }),
  ];
}
