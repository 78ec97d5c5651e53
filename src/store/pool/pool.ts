/** The pool: slots, the line, deadlines, the one repeat, recycling. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure } from '../../domain/health/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PoolStatus } from '../../ports/database.ts';
import type { Call, Db, Sql } from './db.ts';
import { createPace, type Pace } from './dial/pace.ts';
import { dbFailure, failureOf, isRepeated } from './failure.ts';
import { Generation, type Slot } from './generation.ts';
import { Line, type Place } from './line.ts';
import type { PoolLimits, ServerSettings } from './settings.ts';
import { Tally } from './tally.ts';

/** What a pool works with. */
export interface PoolParts {
  readonly server: ServerSettings;
  readonly limits: PoolLimits;
  readonly clock: Clock;
  /** From 0 to 1; spreads pauses. */
  readonly random: () => number;
  /** The pool has put new connections in the place of its old ones, and why. */
  readonly onRecycled: (why: 'deadline' | 'read_only') => void;
}

type Work<T> = (sql: Sql) => PromiseLike<T>;

/** A call with its limits worked out. */
interface Run extends Call {
  /** A moment of `Clock.elapsed`. */
  readonly answerBy: number;
  /** For a check: its failure is no reason to recycle while others succeed. */
  readonly lenient: boolean;
}

class Pool implements Db {
  readonly #parts: PoolParts;
  readonly #line: Line;
  readonly #pace: Pace;
  readonly #generations = new Set<Generation>();
  readonly #calm = Promise.withResolvers<void>();
  #current: Generation;
  #closing: Promise<void> | null = null;
  readonly #tally: Tally;

  constructor(parts: PoolParts) {
    this.#parts = parts;
    this.#tally = new Tally(parts.clock);
    this.#line = new Line(parts.limits.line);
    this.#pace = createPace(() => parts.clock.elapsed(), parts.random);
    this.#current = this.#generation();
  }

  run<T>(call: Call, work: Work<T>): Promise<T> {
    const { clock, limits } = this.#parts;
    const answerBy = clock.elapsed() + (call.deadlineMs ?? limits.deadlineMs);
    return this.#twice({ ...call, answerBy, lenient: false }, work);
  }

  async check(): Promise<number> {
    const { clock, limits } = this.#parts;
    const from = clock.elapsed();
    const limit = { answerBy: from + limits.checkMs, lenient: true, urgent: true };
    const run = { name: 'store.check', repeatable: false, ...limit };
    await this.#once(run, (sql) => sql`select 1`);
    return this.#tally.checked(clock.elapsed() - from);
  }

  status(): PoolStatus {
    return {
      max: this.#parts.limits.max,
      open: this.#current.count('open'),
      connecting: this.#current.count('connecting'),
      inUse: this.#current.inUse,
      earlyCloses: this.#pace.earlyCloses,
      ...this.#tally.status(),
    };
  }

  close(withinMs: number): Promise<void> {
    this.#closing ??= this.#end(withinMs);
    return this.#closing;
  }

  async #twice<T>(run: Run, work: Work<T>): Promise<T> {
    const { clock, limits, random } = this.#parts;
    const [from, to] = limits.repeatMs;
    const pauseMs = from + random() * (to - from);
    try {
      return await this.#once(run, work);
    } catch (thrown) {
      const inTime = clock.elapsed() + pauseMs < run.answerBy;
      if (!(run.repeatable && inTime && isRepeated(thrown))) throw thrown;
    }
    await sleep(pauseMs);
    this.#tally.repeats += 1;
    return await this.#once(run, work);
  }

  async #once<T>(run: Run, work: Work<T>): Promise<T> {
    try {
      const slot = await this.#slot(run);
      const late = this.#parts.clock.elapsed() >= run.answerBy;
      if (!late && run.signal?.aborted !== true) return await this.#use(slot, run, work);
      slot.free();
      throw late ? exhausted(run, 'no slot came free in time') : run.signal?.reason;
    } catch (thrown) {
      this.#tally.failed(thrown);
      throw thrown;
    }
  }

  /** Waits for a slot. Who leaves the line without one was not executed. */
  async #slot(run: Run): Promise<Slot> {
    const { clock } = this.#parts;
    run.signal?.throwIfAborted();
    if (this.#closing !== null) throw closed(run);
    if (!this.#current.isFull) return this.#take();
    const { promise, resolve, reject } = Promise.withResolvers<Slot>();
    const place: Place = {
      urgent: run.urgent === true,
      call: () => resolve(this.#take()),
      dismiss: () => reject(closed(run)),
    };
    const leave = (why: unknown) => {
      this.#line.leave(place); // at once: a slot given to who has left would never come back
      reject(why);
    };
    const late = () => leave(exhausted(run, 'no slot came free in time'));
    const aborted = () => leave(run.signal?.reason);
    const timer = setTimeout(late, run.answerBy - clock.elapsed());
    run.signal?.addEventListener('abort', aborted);
    if (!this.#line.enter(place)) reject(exhausted(run, 'the line is full'));
    this.#tally.line(this.#line.length);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      run.signal?.removeEventListener('abort', aborted);
      this.#tally.line(this.#line.length);
    }
  }

  /** Settles by the deadline or the signal at the latest; the slot is taken until the driver is done. */
  #use<T>(slot: Slot, run: Run, work: Work<T>): Promise<T> {
    const { clock, limits } = this.#parts;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const giveUp = () => {
      this.#recycle(slot.generation, 'deadline');
      slot.free();
    };
    const late = () => {
      this.#tally.deadlineHits += 1;
      reject(dbFailure('deadline', run.name, 'no answer of the database in time', 'DEADLINE'));
      const othersSucceed = this.#tally.sinceOk() < limits.checkQuietMs;
      if (run.lenient && othersSucceed) timer = setTimeout(giveUp, limits.deadlineMs);
      else giveUp();
    };
    let timer = setTimeout(late, run.answerBy - clock.elapsed());
    const letGo = () => reject(run.signal?.reason);
    run.signal?.addEventListener('abort', letGo);
    const done = () => {
      clearTimeout(timer);
      run.signal?.removeEventListener('abort', letGo);
      slot.free();
    };
    slot.use(work).then(
      (value) => {
        this.#tally.succeeded();
        done();
        resolve(value);
      },
      (thrown) => {
        const failure = failureOf(thrown, run.name);
        if (failure.reason === 'read_only') this.#recycle(slot.generation, 'read_only');
        done();
        reject(failure);
      },
    );
    return promise;
  }

  #take(): Slot {
    const slot = this.#current.take();
    return {
      ...slot,
      free: () => {
        slot.free();
        this.#serve();
      },
    };
  }

  #serve(): void {
    while (!this.#current.isFull) {
      const place = this.#line.next();
      if (place === undefined) break;
      place.call();
    }
    this.#tally.line(this.#line.length);
    if (this.#closing !== null && this.#isCalm()) this.#calm.resolve();
  }

  #generation(): Generation {
    const generation = new Generation({
      ...this.#parts,
      pace: this.#pace,
      onConnect: () => {
        this.#tally.connects += 1;
      },
    });
    this.#generations.add(generation);
    return generation;
  }

  /** New calls get new connections at once; the old ones end with the calls that still use them. */
  #recycle(old: Generation, why: 'deadline' | 'read_only'): void {
    if (old !== this.#current || this.#closing !== null) return;
    this.#tally.recycles += 1;
    this.#current = this.#generation();
    old.retire();
    for (const one of this.#generations) if (one.isOver) this.#generations.delete(one);
    this.#parts.onRecycled(why);
    this.#serve();
  }

  #isCalm = (): boolean => [...this.#generations].every(({ inUse }) => inUse === 0);

  async #end(withinMs: number): Promise<void> {
    for (let place = this.#line.next(); place !== undefined; place = this.#line.next())
      place.dismiss();
    if (!this.#isCalm()) {
      const timer = setTimeout(() => this.#calm.resolve(), withinMs);
      await this.#calm.promise;
      clearTimeout(timer);
    }
    await Promise.all([...this.#generations].map((generation) => generation.end()));
  }
}

const closed = (run: Run): Failure =>
  dbFailure('lost', run.name, 'the pool is closed', 'CONNECTION_ENDED');

const exhausted = (run: Run, message: string): Failure =>
  dbFailure('pool_exhausted', run.name, message, 'POOL_EXHAUSTED');

/** A pool that connects when it is first asked. Close it, or its connections keep the process alive. */
export const createPool = (parts: PoolParts): Db => new Pool(parts);
