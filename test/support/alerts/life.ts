/** What happens to alerts, and to all that they stand on, at random. */

import type { Rule } from '../../../src/domain/alerts/rule.ts';
import type { Fallback, Notice } from '../../../src/domain/alerts/telling/notice.ts';
import type { Failure } from '../../../src/domain/health/failure.ts';
import { beginAlerts } from '../../../src/flows/alerts/beginAlerts.ts';
import { handOver } from '../../../src/flows/alerts/handOver.ts';
import type { AlertKeeper } from '../../../src/flows/alerts/keeper.ts';
import { raiseAlert } from '../../../src/flows/alerts/raiseAlert.ts';
import { sendNotice } from '../../../src/flows/alerts/sendNotice.ts';
import { createMemoryStore } from '../../../src/store/memory/memory.ts';
import { dice, pick } from '../../domain/supervision/random.ts';
import { splitIn, watchLooks } from './invariants.ts';
import { SimulatedQueue } from './simulatedQueue.ts';
import {
  type Arrived,
  answerOf,
  away,
  Crash,
  channels,
  fine,
  keeperOf,
  MINUTE,
  memorySpool,
  noCause,
  plainWords,
  SECOND,
  silenceOf,
  stormy,
} from './world.ts';

/** One life of alerts, with all that happens to it. */
export class Life {
  readonly arrived: Arrived[] = [];
  readonly problems: string[] = [];
  /** Episodes with which two machines have dealt, neither knowing of the other. */
  readonly split = new Set<string>();
  readonly #random: () => number;
  readonly #rules: readonly Rule[];
  readonly #time = { now: 1_790_000_000_000 };
  readonly #clock = { now: () => this.#time.now, elapsed: () => this.#time.now };
  readonly store = createMemoryStore(this.#clock);
  /** Of two machines; each keeps what it has told without the database. */
  readonly #spools = [memorySpool(), memorySpool()] as const;
  #machine: 0 | 1 = 0;
  readonly #queue = new SimulatedQueue(this.store, () => this.keeper, this.arrived);
  readonly #world = new Map<string, string>([...'pcrflq'].map((key) => [key, 'good']));
  #storm = 'good';
  #watch = watchLooks();
  keeper: AlertKeeper;
  #isAway = false;
  #isDead = false;
  #isCalm = false;
  #slackRefuses = false;
  #ids = 0;
  #lives = 0;
  /** Nothing fails, nobody does anything. */
  readonly #isQuiet: boolean;

  constructor(seed: number, rules: readonly Rule[], quiet: boolean) {
    this.#isQuiet = quiet;
    this.#random = dice(seed);
    this.#rules = rules;
    this.keeper = keeperOf(this.#clock, rules);
  }

  get #isFine(): boolean {
    return this.#isCalm || this.#isQuiet;
  }

  readonly #chance = (share: number): boolean => this.#random() < share;

  /** The process may end before and after each await. */
  async #risky<T>(work: () => Promise<T>): Promise<T> {
    this.#mayEnd();
    const value = await work();
    this.#mayEnd();
    return value;
  }

  /** Who catches what it throws is dead all the same. */
  #mayEnd(): void {
    if (!this.#isFine && this.#chance(0.004)) this.#isDead = true;
    if (this.#isDead) throw new Crash();
  }

  #alive<T>(work: () => Promise<T>): Promise<T> {
    return this.#isDead ? Promise.reject(new Crash()) : work();
  }

  #guarded<T>(work: () => Promise<T>): Promise<T> {
    return this.#risky(async () => {
      if (this.#isAway) throw away;
      return work();
    });
  }

  #parts() {
    const { alerts } = this.store;
    const emergency = this.#queue.emergency();
    const store: typeof alerts = {
      ...alerts,
      load: () => this.#guarded(alerts.load),
      handOver: (commits) => this.#guarded(() => alerts.handOver(commits)),
      endHandover: (id) => this.#guarded(() => alerts.endHandover(id)),
      handedOver: async () => {
        const all = await this.#guarded(alerts.handedOver);
        for (const id of splitIn(all)) this.split.add(id);
        return all;
      },
      commit: (epoch, commit) => this.#guarded(() => alerts.commit(epoch, commit)),
    };
    const disk = this.#spools[this.#machine];
    const spool: typeof disk = {
      ...disk,
      append: (commit) => this.#alive(() => disk.append(commit)),
      clear: () => this.#alive(disk.clear),
    };
    return { store, emergency, spool };
  }

  async boot(): Promise<void> {
    do {
      this.#lives += 1;
      this.#isDead = false;
      if (this.#chance(0.3)) this.#machine = this.#machine === 0 ? 1 : 0;
      this.keeper = keeperOf(this.#clock, this.#rules);
      this.#see();
      this.#seeStorm();
      this.#watch = watchLooks();
      const candidate = { instance: `i${this.#lives}`, holder: 'h', alone: true };
      const leadership = this.store.leadership(candidate);
      await leadership.bid(true);
      const needs = { keeper: this.keeper, leadership, standbyMs: 0, onTakenOver: async () => {} };
      await beginAlerts({ ...needs, ...this.#parts() }).catch((thrown: unknown) => {
        if (!(thrown instanceof Crash) && thrown !== away) throw thrown;
        this.#time.now += SECOND;
        this.#isAway = false;
      });
    } while (this.keeper.epoch === null);
  }

  /** From now on all is well, and everything answers. */
  calm(): void {
    [this.#isCalm, this.#isAway, this.#slackRefuses, this.#storm] = [true, false, false, 'good'];
    for (const key of this.#world.keys()) this.#world.set(key, 'good');
    this.#seeStorm();
  }

  #see(): void {
    for (const [key, value] of this.#world)
      this.keeper.hear([{ key, value, labels: key === 'l' ? { host: 'a' } : {} }]);
  }

  /** Many of one kind at once; what they are called holds what must not be told. */
  #seeStorm(): void {
    this.keeper.hear(stormy.map((host) => ({ key: 'l', value: this.#storm, labels: { host } })));
  }

  /** The machine that does not lead leaves what it has told to the one that does. */
  async #leave(): Promise<void> {
    if (this.#isAway || !(this.#isCalm || this.#chance(0.1))) return;
    const spool = this.#spools[this.#machine === 0 ? 1 : 0];
    const keeper = keeperOf(this.#clock, this.#rules);
    const { emergency } = this.#parts();
    await handOver({ keeper, spool, emergency, store: this.store.alerts });
  }

  async round(): Promise<void> {
    try {
      if (!this.#isCalm) await this.#happen();
      await this.#leave();
      this.keeper.storeAway = this.#isAway && this.#chance(0.5);
      this.#see();
      await this.#look();
      this.problems.push(...this.#watch.look(this.keeper));
      for (const channel of channels) await this.#send(channel);
      this.#queue.send({ away: this.#isAway, refuses: this.#slackRefuses });
    } catch (thrown) {
      if (!(thrown instanceof Crash)) throw thrown;
      await this.boot();
    }
    this.#time.now += 10 * SECOND;
  }

  async #happen(): Promise<void> {
    this.#turn();
    if (this.#isQuiet) return;
    if (this.#chance(0.02)) this.#slackRefuses = !this.#slackRefuses;
    if (this.#chance(0.02)) this.#isAway = !this.#isAway;
    if (this.#chance(0.01)) {
      this.#storm = this.#storm === 'bad' ? 'good' : 'bad';
      this.#seeStorm();
    }
    const [episode] = this.keeper.book.episodes.values();
    if (this.#chance(0.03) && episode !== undefined)
      this.keeper.ack({ episode: episode.id, who: 'U1' });
    if (this.#chance(0.02) && !this.#isAway) await this.#silence();
  }

  #turn(): void {
    for (const [key, value] of this.#world)
      if (this.#chance(key === 'f' ? 0.25 : 0.06))
        this.#world.set(key, value === 'bad' ? 'good' : 'bad');
  }

  async #silence(): Promise<void> {
    const match = { rule: pick(this.#random, this.#rules).id, labels: {} };
    const made = silenceOf(match, this.#time.now, this.#chance(0.5) ? MINUTE : 10 * MINUTE);
    const id = await this.store.alerts.silence(made);
    this.keeper.silences = [...this.keeper.silences, { ...made, id }];
  }

  async #look(): Promise<void> {
    const { fenced } = await raiseAlert({
      keeper: this.keeper,
      channel: 'COPS',
      buttons: true,
      ...this.#parts(),
      newId: () => `00000000-0000-4000-8000-${String(this.#ids++).padStart(12, '0')}`,
      words: plainWords,
      causeOf: () => noCause,
      paths: () => ({ slack: this.#slackRefuses ? 'refuses' : 'ok', fallbacks: channels }),
      gauges: () => [],
      stepped: () => 0,
      onStored: () => {},
      onEvaluated: () => {},
    });
    if (fenced || this.#isDead) throw new Crash();
  }

  async #send(channel: Fallback): Promise<void> {
    const sender = { channel, send: (notice: Notice) => this.#risky(() => this.#answer(notice)) };
    const needs = { keeper: this.keeper, senders: [sender] };
    for (let more = true; more; ) {
      const turn = await sendNotice(needs, channel, AbortSignal.any([]));
      const isBug = (fact: object) =>
        'failure' in fact && (fact.failure as Failure).category === 'UNKNOWN';
      if (turn.facts.some(isBug)) throw new Crash(); // it ended within the sending
      more = turn.result === 'sent';
    }
  }

  async #answer(notice: Notice): Promise<void> {
    const { takes, failure } = this.#isFine ? fine : answerOf(this.#random);
    const { channel, key, body } = notice;
    if (takes) this.arrived.push({ channel, key, notice, state: body.state, edit: false });
    if (failure) throw failure;
  }
}
