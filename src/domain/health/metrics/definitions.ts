/** Every metric that there is: its kind, its labels and what it means. `docs/` and the dashboard hang on the names. */

/** A metric as data. Names carry no prefix here; `metricName` gives the whole one. */
export interface Definition {
  readonly help: string;
  readonly labels: readonly string[];
}

/** A histogram; the bounds are in seconds, and `+Inf` comes by itself. */
export interface HistogramDefinition extends Definition {
  readonly buckets: readonly number[];
}

const define = <const L extends readonly string[]>(help: string, ...labels: L) => ({
  help,
  labels,
});

/** What is counted. Each name ends with `_total`. */
export const counters = {
  polls_total: define('Polls of the index, by how they ended', 'outcome'),
  poll_failures_total: define('Failed polls of the index', 'category', 'reason'),
  poll_retries_total: define('Attempts within a poll after the first one'),
  probes_total: define('Looks for drafts, by what they came to', 'outcome'),
  probe_failures_total: define('Failed cycles of looking for drafts', 'category', 'reason'),
  papers_found_total: define('New entries of the index, and drafts', 'kind'),
  rate_limited_total: define('Turns that ended because a server asked to slow down', 'host'),
  actor_restarts_total: define('Restarts of an actor', 'actor'),
  actor_failures_total: define('Crashes, failed starts and failed stops', 'actor', 'category'),
  alert_transitions_total: define('Alerts that began to fire or were resolved', 'rule', 'to'),
  notifications_total: define(
    'Tries to hand an alert on past Slack, by what it says',
    'channel',
    'kind',
    'outcome',
  ),
  alert_fallback_total: define(
    'Alerts that a way past Slack took or did not, try by try',
    'target',
    'outcome',
  ),
  deadman_pings_total: define('Pings of the dead man’s switch', 'outcome'),
  api_auth_failures_total: define("Requests refused at the operators' listener"),
  health_collector_errors_total: define('Collectors that threw or were late', 'collector'),
  clock_steps_total: define('Jumps of the wall clock against the monotonic one'),
  unhandled_total: define('Errors that nobody handled'),
  log_lines_total: define('Lines of the log', 'level'),
  messages_sent_total: define('Messages that Slack took', 'lane'),
  messages_failed_total: define('Deliveries that failed', 'lane', 'category'),
  messages_expired_total: define('Messages that were too old to be told', 'lane'),
  messages_folded_total: define('Messages that were told in the message of another one'),
  messages_possible_duplicates_total: define('Messages sent again though nobody could look'),
  messages_confirmed_total: define('Doubtful messages, by what was found at Slack', 'result'),
  slack_rate_limited_total: define('Waits that Slack asked for', 'method'),
  slack_reconnects_total: define('Sockets that ended or did not come about', 'reason'),
  slack_frames_rejected_total: define('Frames of Slack that were dropped', 'kind'),
  slack_ack_failed_total: define('Envelopes whose ack could not be sent'),
  slack_envelopes_duplicate_total: define('Envelopes that were dealt with before'),
} as const satisfies Record<string, Definition>;

/** What is as large as it is now. */
export const gauges = {
  poll_last_success_timestamp_seconds: define('When a poll last succeeded; absent until the first'),
  poll_stale: define('1 while there was no good poll for twice the interval'),
  poll_interval_seconds: define('Time between two polls'),
  index_entries: define('Entries of the last good index'),
  probe_hit_ratio: define('Hits among hits and misses of the last cycle; absent without any'),
  probe_targets: define('URLs in the plan of drafts'),
  db_up: define('1 while the database answers'),
  db_pool_connections: define('Connections of the pool', 'state'),
  db_pool_max_connections: define('The most connections that the pool opens'),
  db_pool_waiting: define('Calls that wait for a connection'),
  actor_up: define('1 while the actor is up', 'actor'),
  actor_state: define('1 for the state in which the actor is', 'actor', 'state'),
  leader: define('1 in the process that polls and sends'),
  build_info: define('Always 1; the labels say what runs', 'version', 'revision', 'node'),
  eventloop_delay_max_seconds: define('Longest delay of the event loop in the last minute'),
  eventloop_delay_p99_seconds: define('99th percentile of the delay in the last minute'),
  eventloop_utilization: define('Share of time in which the event loop was busy'),
  disk_used_ratio: define('Used share of the volume of DATA_DIR'),
  alerts: define('Alerts that fire or wait to', 'state', 'severity'),
  alert_outbox_pending: define('Notices that have arrived nowhere yet'),
  alert_outbox_oldest_age_seconds: define('Age of the oldest of them'),
  queue_depth: define('Messages that wait', 'lane'),
  queue_oldest_age_seconds: define('Age of the oldest message that is due', 'lane'),
  queue_backpressure: define('1 while more messages wait than should'),
  queue_breaker_open: define('1 while sending pauses because it keeps failing'),
  slack_gate_seconds: define('How long Slack still wants no call of this method', 'method'),
  slack_socket_connected: define('1 while a socket to Slack serves'),
  slack_reported_connections: define('Connections of this app, as Slack counts them'),
  destinations_suspended: define('Conversations that take no messages'),
} as const satisfies Record<string, Definition>;

/** Counters that the database keeps: they count what every process did, and go on over restarts. */
export const totals = {
  messages_enqueued_total: define('Messages that were written to be sent', 'lane'),
} as const satisfies Record<string, Definition>;

/** Gauges and counters of the process: names that every dashboard knows, so without a prefix. */
export const processMetrics = {
  process_resident_memory_bytes: define('Resident memory'),
  process_cpu_seconds_total: define('CPU time, user and system'),
  process_start_time_seconds: define('Start of the process, since the epoch'),
  process_open_fds: define('Open file descriptors'),
} as const satisfies Record<string, Definition>;

const requests = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const polls = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const waits = [1, 5, 15, 60, 300, 900, 3_600];
const queries = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1];

const measure = <const L extends readonly string[]>(
  help: string,
  buckets: readonly number[],
  ...labels: L
) => ({ help, buckets, labels });

/** What is measured, in seconds. */
export const histograms = {
  poll_duration_seconds: measure('How long a poll took', polls),
  probe_duration_seconds: measure('How long a cycle of looking for drafts took', polls),
  http_client_request_duration_seconds: measure(
    'Outgoing requests, to the end of the headers; of drafts to the end, reads and the first of each list of looks',
    requests,
    'host',
    'status_class',
  ),
  http_server_request_duration_seconds: measure(
    'Requests to our own listeners',
    requests,
    'method',
    'route',
    'status',
  ),
  db_query_duration_seconds: measure(
    'Statements, waiting for a connection included',
    queries,
    'op',
  ),
  message_wait_seconds: measure('From the commit of a message until Slack took it', waits, 'lane'),
  notification_latency_seconds: measure(
    'From the making of a notice until a way past Slack took it',
    waits,
    'channel',
  ),
  rule_eval_duration_seconds: measure(
    'A look at all alert rules, and what is told of them',
    queries,
  ),
  slack_ack_seconds: measure('From an envelope to its ack', requests),
  slack_call_seconds: measure('Calls of the Web API', requests, 'method'),
} as const satisfies Record<string, HistogramDefinition>;

/** A counter by name. */
export type CounterName = keyof typeof counters;
/** What is read at each scrape: gauges, and what the database or the system counts. */
export type GaugeName = keyof typeof gauges | keyof typeof totals | keyof typeof processMetrics;
/** A histogram by name. */
export type HistogramName = keyof typeof histograms;

type Every = typeof counters &
  typeof gauges &
  typeof totals &
  typeof histograms &
  typeof processMetrics;

/** The labels that a metric has: all of them, and no other. */
export type LabelsOf<N extends keyof Every> = {
  readonly [L in Every[N]['labels'][number]]: string;
};

/** The name as it is scraped. */
export const metricName = (name: string): string =>
  Object.hasOwn(processMetrics, name) ? name : `paperscout_${name}`;
