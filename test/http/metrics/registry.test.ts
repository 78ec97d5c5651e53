import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { count, observe } from '../../../src/domain/health/metrics/moves.ts';
import { asOpenMetrics, createMetrics } from '../../../src/http/metrics/registry.ts';
import { amountOf, problemsIn, samplesOf } from '../../support/metrics/exposition.ts';
import { hasPromtool, promtoolSays } from '../../support/metrics/promtool.ts';

/** Metrics in which every kind has something. */
function busy() {
  const metrics = createMetrics();
  metrics.move(count('polls_total', { outcome: 'failed' }));
  metrics.move(count('poll_failures_total', { category: 'NETWORK', reason: 'refused' }, 2));
  for (const ms of [3, 40, 700, 20_000])
    metrics.move(
      observe(
        'http_server_request_duration_seconds',
        { method: 'GET', route: '/health', status: '200' },
        ms,
      ),
    );
  metrics.move(observe('message_wait_seconds', { lane: 'news' }, 61_000));
  return metrics;
}

const levels = [
  { name: 'leader', labels: {}, value: 1 },
  { name: 'actor_state', labels: { actor: 'poller', state: 'a"b\\c\nd' }, value: 1 },
  { name: 'process_cpu_seconds_total', labels: {}, value: 12.5 },
] as const;

const test = suite('metrics');

test('no sample twice, no bucket that falls, every histogram ends in +Inf, every value is a number', async () => {
  const text = await busy().text(levels);
  assert.equal(problemsIn(text), []);
  assert.ok(samplesOf(text).some(({ labels }) => labels['le'] === '+Inf'));
});

test('the checks find what they are for', () => {
  const bad = [
    'a{x="1"} 1',
    'a{x="1"} 2',
    'h_bucket{le="1"} 3',
    'h_bucket{le="0.5"} 2',
    'h_count 3',
    'n NaN',
    'broken{x="a"b"} 1',
  ].join('\n');
  assert.equal(problemsIn(bad), [
    'unreadable: broken{x="a"b"} 1',
    'twice: a [["x","1"]]',
    'no number: n [] NaN',
    'no +Inf: h_bucket []',
    'bounds fall: h_bucket []',
    'counts fall: h_bucket []',
    'count is not +Inf: h_bucket []',
  ]);
});

test('quotes, backslashes and new lines in a label come back as they were', async () => {
  const text = await busy().text(levels);
  const state = samplesOf(text).find(({ name }) => name === 'paperscout_actor_state');
  assert.is(state?.labels['state'], 'a"b\\c\nd');
});

test('a gauge that nobody knows is absent, at the next scrape too', async () => {
  const metrics = busy();
  assert.is(amountOf(await metrics.text(levels), 'paperscout_leader'), 1);
  const later = await metrics.text([]);
  for (const name of ['paperscout_leader', 'paperscout_actor_state', 'process_cpu_seconds_total'])
    assert.is(amountOf(later, name), null, name);
});

test('a scrape does not move what it shows', async () => {
  const metrics = busy();
  const [first, second] = [await metrics.text(levels), await metrics.text(levels)];
  assert.is(first, second);
});

test('sixty reasons have a label of their own, the next ones are "other"', async () => {
  const metrics = createMetrics();
  for (let n = 0; n < 70; n += 1)
    metrics.move(count('poll_failures_total', { category: 'SLACK', reason: `code_${n}` }));
  const text = await metrics.text([]);
  assert.is(amountOf(text, 'paperscout_poll_failures_total', { reason: 'code_59' }), 1);
  assert.is(amountOf(text, 'paperscout_poll_failures_total', { reason: 'code_60' }), null);
  assert.is(amountOf(text, 'paperscout_poll_failures_total', { reason: 'other' }), 10);
});

test('OpenMetrics: counters are declared without _total, no empty line, an end', async () => {
  const text = asOpenMetrics(await busy().text(levels));
  assert.match(text, /^# TYPE paperscout_poll_failures counter$/m);
  assert.match(text, /^# HELP paperscout_poll_failures Failed polls/m);
  assert.match(text, /^paperscout_poll_failures_total\{category="NETWORK",reason="refused"\} 2$/m);
  assert.match(text, /^# TYPE paperscout_poll_stale gauge$/m);
  assert.not.match(text, /\n\n/);
  assert.ok(text.endsWith('\n# EOF\n'));
  assert.equal(problemsIn(text), []);
});

const withPromtool = hasPromtool ? test : Object.assign(() => test.skip(), test);

withPromtool(
  'promtool finds nothing (skipped without promtool: apt-get install prometheus)',
  async () => {
    assert.is(promtoolSays(await busy().text(levels)), '');
  },
);

test.run();
