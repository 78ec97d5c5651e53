/**
 * Random lives of alerts: series, silences, acknowledgements, channels that fail, crashes at any
 * await, databases that go. The same seed gives the same life.
 */

import { isFiring } from '../../../src/domain/alerts/episode.ts';
import type { Rule } from '../../../src/domain/alerts/rule.ts';
import type { Fallback, Notice } from '../../../src/domain/alerts/telling/notice.ts';
import type { OutboxDraft } from '../../../src/domain/delivery/outbox.ts';
import type { Failure } from '../../../src/domain/health/failure.ts';
import { beginAlerts } from '../../../src/flows/alerts/beginAlerts.ts';
import { type AlertKeeper, createAlertKeeper } from '../../../src/flows/alerts/keeper.ts';
import { raiseAlert } from '../../../src/flows/alerts/raiseAlert.ts';
import { sendNotice } from '../../../src/flows/alerts/sendNotice.ts';
import { createMemoryStore } from '../../../src/store/memory/memory.ts';
import { dice, pick } from '../../domain/supervision/random.ts';
import { SimulatedQueue } from './simulatedQueue.ts';
import {
  type Arrived,
  answerOf,
  away,
  Crash,
  channels,
  fine,
  MINUTE,
  memorySpool,
  noCause,
  plainWords,
  SECOND,
  silenceOf,
  simulatedRules,
} from './world.ts';

/** One life; `looks` of ten seconds each, then an hour of calm in which everything answers. */
export async function simulate(seed: number, looks: number, rules = simulatedRules) {
  const life = new Life(seed, rules);
  await life.boot();
  for (let n = 0; n < looks; n++) await life.round();
  life.calm();
  for (let n = 0; n < 360; n++) await life.round();
  return life;
}

class Life {
  readonly arrived: Arrived[] = [];
  readonly problems: string[] = [];
  readonly #random: () => number;
  readonly #rules: readonly Rule[];
  readonly #time = { now: 1_790_000_000_000 };
  readonly #clock = { now: () => this.#time.now, elapsed: () => this.#time.now };
  readonly store = createMemoryStore(this.#clock);
  readonly #spool = memorySpool();
  readonly #queue = new SimulatedQueue(this.store, () => this.keeper, this.arrived);
  readonly #world = new Map<string, string>([...'pcrflq'].map((key) => [key, 'good']));
  keeper: AlertKeeper;
  #isAway = false;
  #isCalm = false;
  #slackRefuses = false;
  #ids = 0;
  #lives = 0;

  constructor(seed: number, rules: readonly Rule[]) {
    this.#random = dice(seed);
    this.#rules = rules;
    this.keeper = createAlertKeeper(this.#clock, rules);
  }

  readonly #chance = (share: number): boolean => this.#random() < share;

  /** The process may end before and after each await. */
  async #risky<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#isCalm && this.#chance(0.004)) throw new Crash();
    const value = await work();
    if (!this.#isCalm && this.#chance(0.004)) throw new Crash();
    return value;
  }

  #guarded<T>(work: () => Promise<T>): Promise<T> {
    return this.#risky(async () => {
      if (this.#isAway) throw away;
      return work();
    });
  }

  #parts() {
    const { alerts } = this.store;
    const emergency = {
      offer: (draft: OutboxDraft) => this.#queue.offer(draft),
      keep: async () => {},
      isSettled: () => true,
    };
    const store: typeof alerts = {
      ...alerts,
      load: () => this.#guarded(alerts.load),
      commit: (epoch, commit) => this.#guarded(() => alerts.commit(epoch, commit)),
    };
    return { store, emergency, spool: this.#spool };
  }

  async boot(): Promise<void> {
    do {
      this.#lives += 1;
      this.keeper = createAlertKeeper(this.#clock, this.#rules);
      this.#see();
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
    [this.#isCalm, this.#isAway, this.#slackRefuses] = [true, false, false];
    for (const key of this.#world.keys()) this.#world.set(key, 'good');
  }

  #see(): void {
    for (const [key, value] of this.#world)
      this.keeper.hear([{ key, value, labels: key === 'l' ? { host: 'a' } : {} }]);
  }

  async round(): Promise<void> {
    try {
      if (!this.#isCalm) await this.#happen();
      this.keeper.storeAway = this.#isAway && this.#chance(0.5);
      this.#see();
      await this.#look();
      this.#check();
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
    if (this.#chance(0.02)) this.#slackRefuses = !this.#slackRefuses;
    if (this.#chance(0.02)) this.#isAway = !this.#isAway;
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
      ...{ keeper: this.keeper, channel: 'COPS', buttons: true },
      ...this.#parts(),
      newId: () => `00000000-0000-4000-8000-${String(this.#ids++).padStart(12, '0')}`,
      words: plainWords,
      causeOf: () => noCause,
      paths: () => ({ slack: this.#slackRefuses ? 'refuses' : 'ok', fallbacks: channels }),
      ...{ gauges: () => [], stepped: () => 0, onStored: () => {}, onEvaluated: () => {} },
    });
    if (fenced) throw new Crash();
  }

  /** What must be so after every look. */
  #check(): void {
    const { book, lastTurnAt } = this.keeper;
    const open = [...book.episodes.values()].filter(({ endedAt }) => endedAt === null);
    const keys = open.map(({ key }) => key).sort();
    if (new Set(keys).size !== keys.length) this.problems.push('I1: two open episodes of one key');
    const firing = [...book.watched.values()].filter(isFiring).map(({ key }) => key);
    if (firing.sort().join() !== keys.join())
      this.problems.push(`I4: ${firing.join()} fires, ${keys.join()} is open`);
    const isParentFiring = isFiring(book.watched.get('parent'));
    const told = [...book.notices.values()].some(
      ({ body, madeAt, kind }) =>
        body.rule === 'child' &&
        madeAt === lastTurnAt &&
        (kind === 'firing' || kind === 'reminder'),
    );
    if (told && isParentFiring) this.problems.push('I12: a child is told while its parent fires');
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
    const { takes, failure } = this.#isCalm ? fine : answerOf(this.#random);
    const { channel, key, body } = notice;
    if (takes) this.arrived.push({ channel, key, notice, state: body.state, edit: false });
    if (failure) throw failure;
  }
}
