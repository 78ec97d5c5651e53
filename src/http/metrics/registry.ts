/** The metrics of this process, in the form that Prometheus reads. */

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  counters,
  gauges,
  histograms,
  metricName,
  processMetrics,
  totals,
} from '../../domain/health/metrics/definitions.ts';
import type { Level } from '../../domain/health/metrics/levels.ts';
import type { Move } from '../../domain/health/metrics/moves.ts';

/** Counts, and writes down what was counted. */
export interface Metrics {
  /** Takes one step of a counter or one value of a histogram. Never throws. */
  move(move: Move): void;
  /** Everything as text 0.0.4; the gauges are those that are given now, others are absent. */
  text(levels: readonly Level[]): Promise<string>;
}

/** What is read at each scrape. */
const read = { ...gauges, ...totals, ...processMetrics };

/** How many reasons have a label of their own; the next ones are `other`. */
const MOST_REASONS = 60;

const namesOf = <T extends object>(table: T): readonly (keyof T & string)[] =>
  Object.keys(table) as (keyof T & string)[]; // a constant table has no other keys

/** Metrics in a registry of their own: nothing else in the process can add to it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counted = new Map(
    namesOf(counters).map((name) => {
      const { help, labels } = counters[name];
      const labelNames = [...labels];
      return [name, new Counter({ name: metricName(name), help, labelNames, registers })] as const;
    }),
  );
  const measured = new Map(
    namesOf(histograms).map((name) => {
      const { help, labels, buckets: bounds } = histograms[name];
      const shape = { help, labelNames: [...labels], buckets: [...bounds], registers };
      return [name, new Histogram({ name: metricName(name), ...shape })] as const;
    }),
  );
  const shown = new Map(
    namesOf(read).map((name) => {
      const { help, labels } = read[name];
      const shape = { name: metricName(name), help, labelNames: [...labels], registers };
      const metric = name.endsWith('_total') ? new Counter(shape) : new Gauge(shape);
      return [name, { metric, bare: labels.length === 0 }] as const;
    }),
  );
  const reasons = new Set<string>();

  return {
    move: (move) => {
      if (move.type === 'observe') measured.get(move.name)?.observe(move.labels, move.value);
      else counted.get(move.name)?.inc(withFewReasons(move.labels, reasons), move.by);
    },
    text: async (levels) => {
      for (const { metric, bare } of shown.values()) empty(metric, bare);
      for (const { name, labels, value } of levels) shown.get(name)?.metric.inc(labels, value);
      return registry.metrics();
    },
  };
}

/** Takes every sample away. One without labels is left at zero by `reset`, which would be a lie. */
function empty(metric: Counter | Gauge, bare: boolean): void {
  metric.reset();
  if (bare) metric.remove();
}

function withFewReasons(labels: Readonly<Record<string, string>>, known: Set<string>) {
  const { reason } = labels;
  if (reason === undefined || known.has(reason)) return labels;
  if (known.size >= MOST_REASONS) return { ...labels, reason: 'other' };
  known.add(reason);
  return labels;
}

/**
 * The same text as OpenMetrics 1.0.0: counters are declared without `_total`, there are no empty
 * lines, and the end is marked. prom-client can write it, too, but renames its counters in doing so.
 */
export function asOpenMetrics(text: string): string {
  const counter = new Set(
    [...text.matchAll(/^# TYPE (\S+)_total counter$/gm)].map(([, one]) => one),
  );
  const lines = text.split('\n').filter((line) => line !== '');
  const declared = lines.map((line) => {
    const [, head = '', name = '', rest = ''] =
      /^(# (?:HELP|TYPE) )(\S+)_total( .*)$/.exec(line) ?? [];
    return counter.has(name) ? `${head}${name}${rest}` : line;
  });
  return `${declared.join('\n')}\n# EOF\n`;
}
