import type { BenchRow } from '../row.ts';

const heads = ['#', 'what', 'floor', 'peers', 'ours', 'ratio', 'goal', 'met'] as const;

/** The number of a goal at the beginning of a line, and the rest of it. */
function parted(line: string): { readonly number: number | null; readonly what: string } {
  const [, number, what] = /^(\d+):? (.*)$/.exec(line) ?? [];
  return number === undefined
    ? { number: null, what: line }
    : { number: Number(number), what: what ?? '' };
}

const verdict = ({ met, reason }: BenchRow): string => {
  if (met) return 'met';
  return reason === undefined ? 'NOT MET' : `NOT MET: ${reason}`;
};

const cells = (row: BenchRow): readonly string[] => {
  const { number, what } = parted(row.line);
  return [
    number === null ? '-' : String(number),
    what,
    row.floor,
    row.peers ?? '-',
    row.ours,
    row.ratio === null ? '-' : row.ratio.toFixed(2),
    row.goal,
    verdict(row),
  ];
};

/** Lines that have no number come last. */
const place = ({ line }: BenchRow): number => parted(line).number ?? Number.POSITIVE_INFINITY;

/** The rows as a Markdown table, in the order of their numbers, in columns of equal width. */
export function table(rows: readonly BenchRow[]): string {
  const sorted = rows.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
  const lines = [heads, ...sorted.map(cells)];
  const widths = heads.map((_, n) => Math.max(...lines.map((line) => line[n]?.length ?? 0)));
  const text = lines.map(
    (line) => `| ${line.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`,
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [text[0], rule, ...text.slice(1)].join('\n');
}
