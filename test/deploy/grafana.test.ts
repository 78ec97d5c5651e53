import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  counters,
  gauges,
  histograms,
  metricName,
  processMetrics,
} from '../../src/domain/health/metrics/definitions.ts';

const text = readFileSync(new URL('../../docs/grafana.json', import.meta.url), 'utf8');

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const { panels } = JSON.parse(text) as { readonly panels: readonly Panel[] };

const targets = panels.flatMap((panel) => panel.targets ?? []);

/** Labels by the name that is scraped; a histogram has three. */
const known = new Map<string, readonly string[]>([
  ...Object.entries({ ...counters, ...gauges, ...processMetrics }).map(
    ([name, { labels }]) => [metricName(name), labels] as const,
  ),
  ...Object.entries(histograms).flatMap(([name, { labels }]) =>
    ['_bucket', '_sum', '_count'].map(
      (end) => [`${metricName(name)}${end}`, [...labels, 'le']] as const,
    ),
  ),
]);

const metricsIn = (expression: string): readonly string[] =>
  expression.match(/\b(?:paperscout|process)_\w+/g) ?? [];

const test = suite('the dashboard');

test('names only metrics that there are', () => {
  const named = [...new Set(metricsIn(text))];
  assert.ok(named.length >= 25);
  assert.equal(
    named.filter((name) => !known.has(name)),
    [],
  );
});

test('groups and names only by labels that the metrics have', () => {
  for (const { expr, legendFormat } of targets) {
    const labels = metricsIn(expr).flatMap((name) => known.get(name) ?? []);
    const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) =>
      list.split(', '),
    );
    const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    for (const label of [...grouped, ...shown])
      assert.ok(labels.includes(label), `${expr}: ${label}`);
  }
});

test('every panel asks for something, and no two have the same title', () => {
  const titles = panels.map(({ title }) => title);
  assert.is(new Set(titles).size, titles.length);
  assert.ok(targets.every(({ expr }) => expr.length > 5));
});

test.run();
