/** What random lives of alerts are made of. */

import type { AlertCommit } from '../../../src/domain/alerts/book.ts';
import type { Rule } from '../../../src/domain/alerts/rule.ts';
import type { Fallback, Notice } from '../../../src/domain/alerts/telling/notice.ts';
import type { Match, Silence } from '../../../src/domain/alerts/telling/silence.ts';
import type { Words } from '../../../src/domain/alerts/telling/tell.ts';
import type { OutboxDraft } from '../../../src/domain/delivery/outbox.ts';
import { Failure } from '../../../src/domain/health/failure.ts';
import { type AlertKeeper, createAlertKeeper } from '../../../src/flows/alerts/keeper.ts';
import { redactor } from '../../../src/log/redact.ts';
import type { AlertSpool } from '../../../src/ports/alerts/store.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { MemoryStore } from '../../../src/store/memory/memory.ts';
import { pick } from '../../domain/supervision/random.ts';
import { ruleOf } from './rules.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** The ways past Slack. */
export const channels: readonly Fallback[] = ['ntfy', 'webhook'];

/** Something that arrived on a channel; `edit`: a message of Slack that looks otherwise now. */
export interface Arrived {
  readonly channel: string;
  readonly key: string;
  readonly notice: Notice;
  /** How it looked when it arrived. */
  readonly state: 'firing' | 'resolved';
  readonly edit: boolean;
}

/** A parent and its child, one that flickers, one that is reminded of, one with labels, one P3. */
export const simulatedRules: readonly Rule[] = [
  ruleOf({ id: 'parent', severity: 'P1', forMs: MINUTE, keepMs: MINUTE, when: bad('p') }),
  ruleOf({ id: 'child', when: bad('c'), dependsOn: ['parent'] }),
  ruleOf({ id: 'reminded', when: bad('r'), remindMs: 5 * MINUTE }),
  ruleOf({ id: 'flickers', when: bad('f') }),
  ruleOf({ id: 'labelled', when: bad('l'), scope: ['host'], avoid: ['ntfy'] }),
  ruleOf({ id: 'quiet', severity: 'P3', when: bad('q') }),
];

function bad(of: string) {
  return { kind: 'state', of, is: ['bad'] } as const;
}

/** A crash of the process, thrown out of whatever was awaited. */
export class Crash extends Error {}

export const away = new Failure({
  category: 'DB',
  reason: 'lost',
  operation: 'x',
  message: 'gone',
});

const answers = ['ok', 'ok', 'ok', '429', '500', 'timeout', 'permanent'] as const;

const failures: Readonly<Record<string, Failure>> = {
  429: new Failure({
    category: 'RATE_LIMIT',
    reason: 'http_429',
    operation: 's',
    message: '429',
    retryAfterMs: 5_000,
  }),
  500: new Failure({ category: 'NETWORK', reason: 'http_5xx', operation: 's', message: '500' }),
  timeout: new Failure({
    category: 'TIMEOUT',
    reason: 'total_timeout',
    operation: 's',
    message: 't',
  }),
  permanent: new Failure({
    category: 'UPSTREAM_CHANGED',
    reason: 'http_404',
    operation: 's',
    message: '404',
  }),
};

/** Words that say which alert and how it stands. */
export const plainWords: Words = ({ key }, state) => ({
  title: key,
  text: `${key} ${state}`,
  publicText: key,
  runbook: '',
});

export const noCause = { category: null, reason: null, traceId: null } as const;

/** An answer, and whether what was sent arrived; a timeout may have arrived all the same. */
export interface Answer {
  readonly takes: boolean;
  readonly failure: Failure | undefined;
}

export const fine: Answer = { takes: true, failure: undefined };

/** How a channel answers. */
export function answerOf(random: () => number): Answer {
  const answer = pick(random, answers);
  const takes = answer === 'ok' || (answer === 'timeout' && random() < 0.5);
  return { takes, failure: failures[answer] };
}

/** A spool that forgets with the test. */
export function memorySpool(): AlertSpool {
  let kept: AlertCommit[] = [];
  return {
    append: async (commit) => void kept.push(structuredClone(commit)),
    read: async () => [...kept],
    refused: () => {},
    clear: async () => {
      kept = [];
    },
  };
}

/** The database learns of what went past it, as the queue tells it. */
export const adopt = (store: MemoryStore, draft: OutboxDraft): Promise<void> =>
  store.outbox.adopt([
    {
      draft,
      before: [],
      nonce: draft.dedupeKey,
      state: 'sent',
      attempts: 1,
      channel: draft.dest,
      ts: '1.000001',
    },
  ]);

/** A silence that begins now. */
export const silenceOf = (match: Match, fromAt: number, spanMs: number): Omit<Silence, 'id'> => ({
  match,
  author: 'U1',
  reason: 'x',
  fromAt,
  untilAt: fromAt + spanMs,
  endedBy: null,
});

/** What must reach nobody. */
export const planted = 'planted';

/** Many at once. Their names come from a server, and hold a token and a mention. */
export const stormy: readonly string[] = Array.from(
  { length: 24 },
  (_, n) => `h${n} <!channel> xoxb-${n}-${planted}`,
);

/** What one process knows, as in the daemon: secrets are gone before anything is made of them. */
export const keeperOf = (clock: Clock, rules: readonly Rule[]): AlertKeeper =>
  createAlertKeeper(clock, rules, clock.now(), redactor([]));
