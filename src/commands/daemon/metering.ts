/** From facts, requests, statements and lines to metrics. */

import type { Identity } from '../../app/identity.ts';
import { noSlowest, type Slowest } from '../../app/operators/slowest.ts';
import type { Fact } from '../../domain/health/fact.ts';
import { type Level, type LevelNeeds, levelsOf } from '../../domain/health/metrics/levels.ts';
import { type Move, movesOf, observe } from '../../domain/health/metrics/moves.ts';
import type { Collection } from '../../http/collect.ts';
import { createMetrics, type Metrics } from '../../http/metrics/registry.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OnRequest, OnStatement } from '../../ports/operators/measured.ts';

/** Everything that moves a metric, as functions for whoever is measured. */
export interface Metering extends Metrics {
  /** A fact, as the root has it. */
  note(fact: Fact): void;
  readonly onRequest: OnRequest;
  readonly onStatement: OnStatement;
  /** A look at all alert rules, in ms. */
  readonly onEvaluated: (ms: number) => void;
  readonly slowest: Slowest;
  /** The gauges at the moment of a collection. */
  levels(collection: Collection, actors: LevelNeeds['actors']): readonly Level[];
}

/** Nothing was counted yet. */
export function createMetering(identity: Identity, clock: Clock): Metering {
  const metrics = createMetrics();
  const gates = new Map<string, number>();
  const slowest = noSlowest();
  const { version, revision } = identity;
  const build = { version, revision: revision ?? 'unknown', node: process.versions.node };
  return {
    ...metrics,
    slowest,
    note: (fact) => {
      for (const move of movesOf(fact)) metrics.move(move);
      if (fact.type === 'queue.gate_closed') {
        const until = fact.at + fact.waitMs;
        gates.set(fact.method, Math.max(until, gates.get(fact.method) ?? 0));
      }
    },
    onRequest: (request) => {
      for (const move of movesOfRequest(request)) metrics.move(move);
    },
    onStatement: (op, ms) => {
      metrics.move(observe('db_query_duration_seconds', { op }, ms));
      slowest.note(op, ms, clock.now());
    },
    onEvaluated: (ms) => metrics.move(observe('rule_eval_duration_seconds', {}, ms)),
    levels: ({ parts, at }, actors) => levelsOf({ parts, actors, gates, build }, at),
  };
}

/** Whom a request went to, by the first word of its operation. */
const hosts: Readonly<Record<string, string>> = {
  index: 'index',
  draft: 'drafts',
  probe: 'drafts',
};

const slackMethod = /\/((?:[a-z]+\.)+[A-Za-z.]+)$/;

function movesOfRequest({ what, status, ms }: Parameters<OnRequest>[0]): readonly Move[] {
  const [, method] = slackMethod.exec(what) ?? [];
  const host = method === undefined ? (hosts[what.split('.')[0] ?? ''] ?? 'alerting') : 'slack';
  const status_class = status === null ? 'none' : `${Math.floor(status / 100)}xx`;
  const request = observe('http_client_request_duration_seconds', { host, status_class }, ms);
  return method === undefined
    ? [request]
    : [request, observe('slack_call_seconds', { method }, ms)];
}
