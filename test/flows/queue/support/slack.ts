/** Slack as far as the queue sees it. */

import type { Verdict } from '../../../../src/domain/delivery/verdict.ts';
import { Failure, type FailureInit } from '../../../../src/domain/health/failure.ts';
import type { Chat, Rendered } from '../../../../src/ports/chat.ts';
import type { Clock } from '../../../../src/ports/clock.ts';

/** A failure in few words. */
export const failure = (kind: Pick<FailureInit, 'category' | 'reason'>): Failure =>
  new Failure({
    ...kind,
    operation: 'chat.postMessage',
    message: 'as the test wants it',
  } as FailureInit);

/** What a call to Slack meets: null is a good day. `took`: it is stored all the same. */
export type Weather = (
  message: Rendered,
) => { readonly verdict: Verdict; readonly took?: boolean } | null;

/** One message in Slack, and when it came. */
export interface Seen {
  readonly channel: string;
  readonly text: string;
  readonly nonce: string;
  readonly at: number;
}

export const sunny: Weather = () => null;

/** Slack as far as the queue sees it: it stores messages, and fails as the weather says. */
export class Slack implements Chat {
  readonly messages: Seen[] = [];
  readonly calls: Seen[] = [];
  /** Changed messages: the new text, and which. */
  readonly edits: { readonly text: string; readonly ts: string | null }[] = [];
  /** Replies: the text and the parent. */
  readonly threads: (readonly [string, string])[] = [];
  weather: Weather = sunny;
  history = true;
  token = true;
  tests = 0;
  /** A call to this channel waits for it. */
  readonly hung = new Map<string, Promise<unknown>>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async deliver(message: Rendered): Promise<Verdict> {
    const { channel, text, nonce } = message;
    const seen = { channel, text, nonce, at: this.#clock.now() };
    this.calls.push(seen);
    await this.hung.get(channel);
    if (!this.token) return refusedToken;
    const bad = this.weather(message);
    if (bad === null || bad.took === true) this.#store(message, seen);
    return bad?.verdict ?? { type: 'sent', channel, ts: `${this.messages.length}.000000` };
  }

  #store(message: Rendered, seen: Seen): void {
    if (message.kind === 'update') this.edits.push({ text: seen.text, ts: message.ts ?? null });
    else if (message.threadTs === null) this.messages.push(seen);
    else this.threads.push([seen.text, message.threadTs]);
  }

  /** How many doubts each reading of a history was for. */
  readonly readings: number[] = [];

  async look(doubts: readonly { readonly nonce: string }[]) {
    if (!this.history) return { type: 'unreadable' } as const;
    this.readings.push(doubts.length);
    const sights = doubts.map(({ nonce }) => {
      const n = this.messages.findIndex((message) => message.nonce === nonce);
      return n < 0
        ? ({ type: 'absent' } as const)
        : ({ type: 'found', ts: `${n}.000000` } as const);
    });
    return { type: 'read', sights } as const;
  }

  /** `U…` → `D…`, as they were asked for. */
  readonly opened: string[] = [];
  /** What opening the conversation with a person meets. */
  opening: (person: string) => Verdict | null = () => null;
  /** What asking after a conversation meets: null, it can be used. */
  probing: (dest: string) => Verdict | null = () => null;
  readonly probes: { readonly dest: string; readonly at: number }[] = [];

  async open(person: string) {
    this.opened.push(person);
    return this.opening(person) ?? ({ type: 'opened', channel: `D${person.slice(1)}` } as const);
  }

  async probe(dest: string): Promise<Verdict> {
    this.probes.push({ dest, at: this.#clock.now() });
    return this.probing(dest) ?? { type: 'sent', channel: null, ts: null };
  }

  async auth(): Promise<Verdict> {
    this.tests++;
    return this.token ? { type: 'sent', channel: null, ts: null } : refusedToken;
  }

  texts(channel = 'C1'): readonly string[] {
    return this.messages.filter((one) => one.channel === channel).map(({ text }) => text);
  }
}

const refusedToken: Verdict = {
  type: 'refused',
  kind: 'auth',
  failure: failure({ category: 'SLACK', reason: 'invalid_auth' as never }),
};
