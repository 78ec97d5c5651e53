import type { BenchRow } from '../row.ts';

const heads = ['line', 'floor', 'ours', 'ratio', 'goal', 'met'] as const;

const cells = ({ line, floor, ours, ratio, goal, met }: BenchRow): readonly string[] => [
  ...[line, floor, ours],
  ratio === null ? '-' : ratio.toFixed(2),
  ...[goal, met ? 'met' : 'NOT MET'],
];

/** The rows as a Markdown table, in columns of equal width. */
export function table(rows: readonly BenchRow[]): string {
  const lines = [heads, ...rows.map(cells)];
  const widths = heads.map((_, n) => Math.max(...lines.map((line) => line[n]?.length ?? 0)));
  const text = lines.map(
    (line) => `| ${line.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`,
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [text[0], rule, ...text.slice(1)].join('\n');
}
