import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { announce } from '../../../../src/domain/papers/news.ts';
import { directReader } from '../../../support/papers/directReader.ts';
import { IndexStore, poll } from '../../../support/papers/indexStore.ts';
import { bodyOf } from '../../../support/papers/wg21.ts';

const test = suite('sequences of index states');

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

const channel = { dest: 'C1', kind: 'channel' } as const;

/** A random history of one index, and what it must never do. */
class History {
  readonly #random: () => number;
  readonly #store = new IndexStore();
  readonly #index = new Map<string, { title: string }>();
  readonly #away: string[] = [];
  readonly #told = new Map<string, number>();
  #reader = directReader();

  constructor(seed: number) {
    this.#random = chance(seed);
    for (let n = 0; n < 60; n++) this.#add();
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  #add(): void {
    const kinds = ['P', 'P', 'P', 'N', 'LWG', 'EDIT'];
    const kind = kinds[this.#below(kinds.length)] ?? 'P';
    const number = 1000 + this.#below(80);
    this.#index.set(kind === 'P' ? `P${number}R${this.#below(6)}` : `${kind}${number}`, {
      title: 'x',
    });
  }

  #change(): void {
    const keys = [...this.#index.keys()];
    const key = keys[this.#below(keys.length)] ?? '';
    switch (this.#below(4)) {
      case 0:
        this.#index.delete(key);
        this.#away.push(key);
        return;
      case 1:
        for (const back of this.#away.splice(0, 2)) this.#index.set(back, { title: 'x' });
        return;
      case 2:
        this.#index.set(key, { title: `title ${this.#below(3)}` });
        return;
      default:
        for (let n = this.#below(20); n >= 0; n--) this.#add();
    }
  }

  #body(): Buffer {
    const entry = (key: string, { title }: { title: string }) => ({
      type: 'paper',
      link: `https://x.example/${key}`,
      title,
    });
    const all = [...this.#index].map(([key, value]) => [key, entry(key, value)] as const);
    return bodyOf(Object.fromEntries(all));
  }

  /** A body that no gate lets pass, with an id of its own. */
  #bad(): Buffer {
    const text = this.#body().toString();
    const spoilt = `{"P9999R9":{"type":"paper","link":"x","title":"x"},${text.slice(1)}`;
    return Buffer.from(this.#below(2) === 0 ? spoilt.slice(0, -5) : `<html>${spoilt}`);
  }

  async poll(): Promise<void> {
    if (this.#below(5) === 0) this.#reader = directReader(); // a restart
    if (this.#below(5) === 0) {
      const { fresh, gate } = await poll(this.#reader, this.#store, this.#bad());
      assert.ok(gate !== null && fresh.length === 0);
      return;
    }
    this.#change();
    const isFirst = this.#store.base === null;
    const accept = this.#below(3) > 0;
    const before = new Set(this.#store.events.keys());
    const { gate, prepared, fresh } = await poll(this.#reader, this.#store, this.#body(), {
      accept,
    });
    if (gate !== null) return assert.is(this.#store.events.size, before.size);
    if (isFirst) assert.is(fresh.length, 0);
    for (const { dedupe } of prepared?.events ?? [])
      assert.ok(!before.has(dedupe) || !dedupe.startsWith('new:'), dedupe);
    for (const message of announce(prepared?.events ?? [], channel)) this.#tell(message.content);
  }

  #tell(content: object): void {
    for (const [, id = ''] of JSON.stringify(content).matchAll(/"id":"([^"]+)"/g))
      this.#told.set(id, (this.#told.get(id) ?? 0) + 1);
  }

  check(): void {
    const { rows, events, missing } = this.#store;
    assert.ok(
      [...this.#told.values()].every((times) => times === 1),
      'an id was told twice',
    );
    for (const [key, { seeded }] of rows) assert.is(events.has(`new:${key}`), !seeded, key);
    assert.is(rows.has('P9999R9'), false);
    for (const key of missing) assert.ok(rows.has(key));
  }
}

test('each id is told at most once and each committed one is recorded, in 1,000 histories', async () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const history = new History(seed);
    for (let n = 0; n < 6; n++) await history.poll();
    history.check();
  }
});

test.run();
