/**
 * The one error type of the daemon.
 *
 * Adapters classify what went wrong where they still know it (an HTTP status, a PostgreSQL
 * code, a Slack code). Everything further in reads `category` and `reason`, never a message.
 */

import { frameOf } from './frame.ts';

/** The actors and parts that a failure or a fact can belong to. */
export const components = [
  'poller',
  'prober',
  'message-queue',
  'watchdog',
  'slack-socket',
  'alerts',
  'http',
  'store',
  'supervisor',
] as const;

/** One of `components`; the word under `component` in log lines. */
export type Component = (typeof components)[number];

/**
 * Every reason there is, by category. A reason is a short stable word: dashboards and alert
 * rules hang on it. SLACK takes Slack's own error codes besides, so its list is only ours.
 */
export const reasons = {
  /** Told to slow down. */
  RATE_LIMIT: ['http_429', 'http_503', 'retry_after', 'message_limit', 'events'],
  /** No connection, or one that broke. */
  NETWORK: [
    'http_5xx',
    'refused',
    'reset',
    'dns',
    'unreachable',
    'tls',
    'body_cut',
    'bad_body',
    'redirect',
    'socket_closed',
  ],
  /** No answer in time. */
  TIMEOUT: [
    'connect_timeout',
    'headers_timeout',
    'body_timeout',
    'total_timeout',
    'step',
    'call',
    'lease',
    'open',
    'no_hello',
  ],
  /** An answer that cannot be read, or that must not be believed. */
  DATA_INVALID: [
    'too_large',
    'html',
    'not_object',
    'not_json',
    'too_few',
    'fields_missing',
    'shrunk',
    'papers_shrunk',
    'frontier_back',
  ],
  /** The other side answers otherwise than agreed. */
  UPSTREAM_CHANGED: [
    'http_401',
    'http_403',
    'http_404',
    'http_4xx',
    'http_unexpected',
    'redirect_host',
    'redirect_loop',
    'redirect_insecure',
    'unexpected_304',
    'canary_missing_found',
    'canary_present_lost',
    'suspicious',
    'foreign_host',
  ],
  /** PostgreSQL refused, or is away. */
  DB: [
    'refused',
    'lost',
    'deadline',
    'pool_exhausted',
    'statement_timeout',
    'serialization',
    'read_only',
    'auth',
    'protocol',
    'constraint',
    'disk_full',
    'server',
    'migration',
    'embedded',
    'unsuitable',
  ],
  /** Slack refused for another reason than its rate. */
  SLACK: ['http_5xx', 'http_4xx'],
  /** Set up wrongly. */
  CONFIG: [
    'invalid',
    'no_database',
    'data_dir_version',
    'data_dir_unwritable',
    'second_instance',
    'channel_unusable',
    'port_taken',
    'not_enabled',
  ],
  /** No sign of life in time. */
  HUNG: ['silent', 'not_ready', 'stop_timeout', 'loop_stalled'],
  /** A bug of ours until shown otherwise. */
  UNKNOWN: ['bug', 'unknown_code'],
} as const;

/** The ten categories of the contract; the bare word stands in logs under `failure_category`. */
export type FailureCategory = keyof typeof reasons;

/** All categories, for tables that must have a row for each. */
export const failureCategories = Object.keys(reasons) as readonly FailureCategory[];

/** Slack's own error code, such as `channel_not_found`; branded so that no other text slips in. */
export type SlackCode = string & { readonly __slackCode: true };

/** Takes a text for a Slack code when it has the form of one (`^[a-z][a-z0-9_]{1,63}$`). */
export const isSlackCode = (text: string): text is SlackCode => /^[a-z][a-z0-9_]{1,63}$/.test(text);

/** The reasons that a category may have. */
export type ReasonOf<C extends FailureCategory> =
  | (typeof reasons)[C][number]
  | (C extends 'SLACK' | 'CONFIG' | 'UNKNOWN' ? SlackCode : never);

/** A category with one of its own reasons: a wrong pair does not compile. */
export type Kind = {
  [C in FailureCategory]: { readonly category: C; readonly reason: ReasonOf<C> };
}[FailureCategory];

/** Any reason at all. */
export type FailureReason = Kind['reason'];

/** A failure as plain data: what crosses actor borders, is logged, stored and compared. */
export interface FailureRecord {
  readonly category: FailureCategory;
  readonly reason: string;
  /** What was being done, for example `index.fetch`. Never holds a secret. */
  readonly operation: string;
  readonly component: Component;
  /** At most 500 characters, for people; nothing may depend on it. */
  readonly message: string;
  /** How many in a row, this one included; 1 for the first. */
  readonly attempt: number;
  /** How long the other side asked us to wait; null when it did not. */
  readonly retryAfterMs: number | null;
  /** When it happened, in ms since the epoch. */
  readonly at: number;
  /** Of UNKNOWN alone: the line of ours that threw. */
  readonly frame?: string;
}

/** Who failed and when: what the adapter does not know and the step around it does. */
export interface FailureContext {
  readonly component: Component;
  readonly at: number;
}

/** What an adapter says about a failure. */
export type FailureInit = Kind & {
  readonly operation: string;
  readonly message: string;
  readonly retryAfterMs?: number | null;
  /** Plain numbers and words that explain the failure in a log line. Never a secret. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
  readonly cause?: unknown;
};

const LONGEST_MESSAGE = 500;

/** Thrown by adapters and flows for every trouble that an outside party can cause. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly category: FailureCategory;
  readonly reason: string;
  readonly operation: string;
  readonly retryAfterMs: number | null;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
  /** Null until the step around the call has filled it in. */
  readonly context: FailureContext | null;

  constructor(init: FailureInit, context: FailureContext | null = null) {
    super(init.message.slice(0, LONGEST_MESSAGE), { cause: init.cause });
    this.category = init.category;
    this.reason = init.reason;
    this.operation = init.operation;
    this.retryAfterMs = init.retryAfterMs ?? null;
    this.details = init.details ?? {};
    this.context = context;
  }

  /** What was thrown, as a Failure: itself if it is one, else UNKNOWN/`bug`. */
  static from(thrown: unknown, operation: string): Failure {
    if (thrown instanceof Failure) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new Failure({ category: 'UNKNOWN', reason: 'bug', operation, message, cause: thrown });
  }

  /** The same failure with who and when; a context that is already there stays. */
  within(context: FailureContext): Failure {
    if (this.context !== null) return this;
    const { category, reason, operation, message, retryAfterMs, details, cause } = this;
    const init = { category, reason, operation, message, retryAfterMs, details, cause };
    const located = new Failure(init as FailureInit, context); // the pair was checked when it was made
    if (this.stack !== undefined) located.stack = this.stack;
    return located;
  }

  /** As plain data. `fallback` serves where no step was around it (start-up, tests). */
  toRecord(
    attempt = 1,
    fallback: FailureContext = { component: 'supervisor', at: 0 },
  ): FailureRecord {
    const { category, reason, operation, message, retryAfterMs, cause } = this;
    const { component, at } = this.context ?? fallback;
    const { stack = '' } = cause instanceof Error ? cause : this;
    const frame = category === 'UNKNOWN' ? frameOf(stack) : null;
    const record = { category, reason, operation, component, message, attempt, retryAfterMs, at };
    return frame === null ? record : { ...record, frame };
  }
}

/** The failure that a machine's `onError` got, as plain data. */
export const failureRecord = (
  thrown: unknown,
  operation: string,
  attempt: number,
  fallback?: FailureContext,
): FailureRecord => Failure.from(thrown, operation).toRecord(attempt, fallback);
