import type { Dispatcher } from 'undici';
import type { Kind } from '../../domain/health/failure.ts';
import type { ProbeAnswer } from '../../domain/papers/probe/answer.ts';
import { redirected } from '../../domain/papers/probe/redirect.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OnRequest } from '../../ports/operators/measured.ts';
import { isRedirect } from '../redirect.ts';
import type { Errand } from './errand.ts';
import { Line } from './line.ts';
import { burstMs, Pace } from './pace.ts';
import { type Headers, headerOf, replyOf } from './reply.ts';
import { Slot, type SlotOwner } from './slot.ts';

export interface SenderNeeds {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly userAgent: string;
  /** Hears of the first request of each errand: of all, it would cost as much as probing. */
  readonly onRequest?: OnRequest;
}

const loop: Kind = { category: 'UPSTREAM_CHANGED', reason: 'redirect_loop' };
const nothing = new Uint8Array(0);

/** Sends the requests of all errands: one count, one pace and one timer for all of them. */
export class Sender implements SlotOwner {
  readonly #needs: SenderNeeds;
  readonly #pace = new Pace();
  readonly #line = new Line();
  readonly #flying = new Set<Slot>();
  readonly #free: Slot[] = [];
  #timer: NodeJS.Timeout | null = null;
  #timerMs = 0;
  #isPumpDue = false;

  constructor(needs: SenderNeeds) {
    this.#needs = needs;
  }

  add(errand: Errand): void {
    this.#pace.refill(this.#needs.clock.elapsed(), errand.limits);
    this.#line.add(errand);
    this.#pump();
  }

  /** Ends an errand at once: what is in flight is broken off, and nobody hears of it any more. */
  break(errand: Errand, reason: unknown): void {
    errand.break(reason);
    for (const slot of this.#line.drop(errand)) this.#release(slot);
    for (const slot of this.#flying)
      if (slot.errand === errand) {
        slot.giveUp();
        this.#release(slot);
      }
    this.#pumpSoon();
  }

  replied(slot: Slot, status: number, headers: Headers, body: Uint8Array): void {
    const requests = slot.hops.length + 1;
    this.#measure(slot, status);
    if (isRedirect(status)) this.#redirected(slot, headerOf(headers, 'location'), requests);
    else this.#answer(slot, replyOf(status, headers, requests, this.#needs.clock.now()), body);
  }

  failed(slot: Slot, kind: Kind): void {
    this.#measure(slot, null);
    this.#answer(slot, { type: 'failed', requests: slot.hops.length + 1, ...kind }, nothing);
  }

  #measure(slot: Slot, status: number | null): void {
    if (slot.index > 0) return;
    const { clock, onRequest } = this.#needs;
    onRequest?.({ what: 'draft.request', status, ms: clock.elapsed() - slot.sentAt });
  }

  #redirected(slot: Slot, location: string | null, requests: number): void {
    const next = redirected([slot.errand.url(slot.index), ...slot.hops], location);
    switch (next.type) {
      case 'follow':
        slot.hops = [...slot.hops, next.url];
        this.#flying.delete(slot);
        this.#line.follow(slot);
        this.#pumpSoon();
        return;
      case 'loop':
        this.#answer(slot, { type: 'failed', requests, ...loop }, nothing);
        return;
      case 'host':
      case 'path':
        this.#answer(slot, { type: 'strayed', requests, to: next.type }, nothing);
    }
  }

  #answer(slot: Slot, answer: ProbeAnswer, body: Uint8Array): void {
    const { errand, index } = slot;
    this.#release(slot);
    errand.answered(index, answer, body);
    endIfDone(errand);
    this.#pumpSoon();
  }

  #release(slot: Slot): void {
    this.#flying.delete(slot);
    slot.errand.under -= 1;
    if (slot.isReusable) this.#free.push(slot);
  }

  /** Answers come in swarms, and undici has a connection free only a turn later: one pump for all. */
  #pumpSoon(): void {
    if (this.#isPumpDue) return;
    this.#isPumpDue = true;
    setImmediate(() => setImmediate(this.#pump));
  }

  /** Sends what may be sent now. */
  readonly #pump = (): void => {
    this.#isPumpDue = false;
    for (let next = this.#next(); next !== null; next = this.#next()) {
      if (this.#flying.size >= next.limits.concurrency || !this.#pace.take(next.limits)) break;
      this.#send(this.#line.nextRedirect() ?? this.#begin(next));
    }
    this.#keepTime();
  };

  /** One timer, as often as bursts go out, while there is anything to do. */
  #keepTime(): void {
    const rate = this.#line.next()?.limits.ratePerSecond;
    const ms = rate === undefined ? this.#timerMs || burstMs(0) : burstMs(rate);
    if (this.#timer !== null && (this.#isIdle || ms !== this.#timerMs)) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    if (this.#timer !== null || this.#isIdle) return;
    this.#timer = setInterval(this.#tick, ms);
    this.#timerMs = ms;
  }

  /** The errand whose turn it is; those that may not go on leave the line. */
  #next(): Errand | null {
    for (let errand = this.#line.next(); errand !== null; errand = this.#line.next()) {
      if (errand.begun < errand.count || errand.under > 0) if (errand.mayGoOn()) return errand;
      for (const slot of this.#line.drop(errand)) this.#release(slot);
      endIfDone(errand);
    }
    return null;
  }

  #begin(errand: Errand): Slot {
    const slot = this.#free.pop() ?? new Slot(this, this.#needs.userAgent, errand);
    slot.errand = errand;
    slot.index = errand.begun;
    slot.hops = noHops;
    errand.begun += 1;
    errand.under += 1;
    if (errand.begun === errand.count) this.#line.begunAll(errand);
    return slot;
  }

  #send(slot: Slot): void {
    this.#flying.add(slot);
    slot.send(this.#needs.dispatcher, this.#needs.clock.elapsed());
  }

  get #isIdle(): boolean {
    return this.#flying.size === 0 && this.#line.isEmpty;
  }

  /** Ends what took too long, and sends the next burst. */
  readonly #tick = (): void => {
    const now = this.#needs.clock.elapsed();
    for (const slot of this.#flying)
      if (now - slot.sentAt >= slot.errand.limits.timeoutMs) slot.expire();
    const next = this.#line.next();
    if (next !== null) this.#pace.refill(now, next.limits);
    this.#pump();
  };
}

const noHops: readonly string[] = [];

function endIfDone(errand: Errand): void {
  if (errand.under === 0 && errand.begun === errand.count) errand.end();
}
