import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  counters,
  type Definition,
  gauges,
  histograms,
  metricName,
  processMetrics,
  totals,
} from '../../../../src/domain/health/metrics/definitions.ts';

/** What dashboards and alerts elsewhere hang on, without the prefix: a name that goes, breaks them. */
const promised = {
  counters: `
    polls_total{outcome} poll_failures_total{category,reason} poll_retries_total
    probes_total{outcome} probe_failures_total{category,reason} papers_found_total{kind}
    rate_limited_total{host} actor_restarts_total{actor} actor_failures_total{actor,category}
    alert_transitions_total{rule,to} notifications_total{channel,kind,outcome}
    deadman_pings_total{outcome} api_auth_failures_total
    health_collector_errors_total{collector} clock_steps_total unhandled_total
    log_lines_total{level} messages_sent_total{lane} messages_failed_total{lane,category}
    messages_folded_total messages_expired_total{lane} messages_confirmed_total{result}
    messages_possible_duplicates_total slack_rate_limited_total{method}
    slack_reconnects_total{reason} slack_frames_rejected_total{kind} slack_ack_failed_total
    slack_envelopes_duplicate_total alert_fallback_total{target,outcome}`,
  gauges: `
    poll_last_success_timestamp_seconds poll_stale poll_interval_seconds probe_hit_ratio
    probe_targets index_entries db_up db_pool_connections{state} db_pool_max_connections
    db_pool_waiting actor_up{actor} actor_state{actor,state} alerts{state,severity}
    alert_outbox_pending alert_outbox_oldest_age_seconds leader build_info{version,revision,node}
    eventloop_delay_max_seconds eventloop_delay_p99_seconds eventloop_utilization disk_used_ratio
    queue_depth{lane} queue_oldest_age_seconds{lane} queue_backpressure queue_breaker_open
    slack_gate_seconds{method} slack_socket_connected slack_reported_connections
    destinations_suspended`,
  histograms: `
    poll_duration_seconds probe_duration_seconds
    http_client_request_duration_seconds{host,status_class}
    http_server_request_duration_seconds{method,route,status} db_query_duration_seconds{op}
    message_wait_seconds{lane} notification_latency_seconds{channel} slack_call_seconds{method}
    slack_ack_seconds rule_eval_duration_seconds`,
  totals: `messages_enqueued_total{lane}`,
  process: `
    process_resident_memory_bytes process_cpu_seconds_total process_start_time_seconds
    process_open_fds`,
} as const;

const shown = (table: Readonly<Record<string, Definition>>): readonly string[] =>
  Object.entries(table)
    .map(([name, { labels }]) => (labels.length === 0 ? name : `${name}{${labels.join(',')}}`))
    .sort();

const listed = (text: string): readonly string[] => text.trim().split(/\s+/).sort();

const test = suite('names of metrics');

for (const [kind, table] of Object.entries({
  counters,
  gauges,
  totals,
  histograms,
  process: processMetrics,
}))
  test(`${kind}: all that are promised, with their labels, and no other`, () => {
    assert.equal(shown(table), listed(promised[kind as keyof typeof promised]));
  });

test('names of ours have the prefix; those of every process have none', () => {
  assert.is(metricName('polls_total'), 'paperscout_polls_total');
  assert.is(metricName('process_open_fds'), 'process_open_fds');
});

test.run();
