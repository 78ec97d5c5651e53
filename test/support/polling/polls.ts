import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Failure, type FailureRecord } from '../../../src/domain/health/failure.ts';
import type { Acceptance, PollEnd, Refusal, TurnInput } from '../../../src/domain/polling/steps.ts';
import { createPoll, type PollNeeds } from '../../../src/flows/pollPapers.ts';
import type { IndexBody, IndexSource, Validators } from '../../../src/ports/papers.ts';
import { createMemoryStore } from '../../../src/store/memory/memory.ts';
import { directReader } from '../papers/directReader.ts';

export const HALF_HOUR = 30 * 60_000;
export const DAY = 24 * 60 * 60_000;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A server without a network: an ETag that follows the content, unless told otherwise. */
export class FakeSource implements IndexSource {
  readonly asked: (Validators | null)[] = [];
  #json: Buffer = Buffer.from('{}');
  #etag: string | null = null;
  #next: (() => never) | 'not_modified' | null = null;

  serve(index: unknown, etag: string | null = null): void {
    this.#json = Buffer.isBuffer(index) ? index : Buffer.from(JSON.stringify(index));
    this.#etag = etag ?? sha256(this.#json).slice(0, 8);
    this.#next = null;
  }

  /** Throws, or says 304 whatever is asked, until something is served again. */
  fail(next: Failure | 'not_modified'): void {
    this.#next =
      next === 'not_modified'
        ? next
        : () => {
            throw next;
          };
  }

  async fetch(validators: Validators | null): ReturnType<IndexSource['fetch']> {
    this.asked.push(validators);
    if (typeof this.#next === 'function') return this.#next();
    if (this.#next !== null || (validators !== null && validators.etag === this.#etag))
      return { type: 'not_modified' };
    const bytes = gzipSync(this.#json);
    const body: IndexBody = {
      type: 'body',
      bytes,
      encoding: 'gzip',
      etag: this.#etag,
      lastModified: null,
      sentSha256: sha256(bytes),
    };
    return body;
  }
}

/** How a poll ended. */
export type Polled =
  | Extract<PollEnd, { type: 'committed' }>
  | { readonly type: 'fenced' }
  | { readonly type: 'failed'; readonly reason: string; readonly refusal: Refusal | null };

/** A poller without its machine, over a store in memory; time passes when it is told. */
export function pollWorld(own: Partial<PollNeeds> = {}) {
  const time = { now: Date.UTC(2026, 7, 22, 12), elapsed: 0 };
  const clock = { now: () => time.now, elapsed: () => time.elapsed };
  const store = createMemoryStore(clock);
  const leadership = store.leadership({ instance: 'i1', holder: 'h1', alone: false });
  const source = new FakeSource();
  let ids = 0;
  const needs: PollNeeds = {
    source,
    reader: directReader(),
    store: store.papers,
    people: store.people,
    leadership,
    clock,
    newId: () => `cycle-${++ids}`,
    random: () => 0.5,
    channels: { papers: 'C0PAPERS', ops: 'C0OPS' },
    minEntries: 1,
    intervalMs: HALF_HOUR,
    ...own,
  };
  let flow = createPoll(needs);
  let epoch = '';
  const { signal } = new AbortController();

  async function begin() {
    await leadership.bid(true);
    const begun = await flow.begin();
    if (begun.type === 'begun') epoch = begun.epoch;
    return begun;
  }

  async function failed(input: TurnInput, failure: FailureRecord, refusal: Refusal | null) {
    const end = await flow.fail({ ...input, failure });
    if (end.type === 'fenced') return end;
    return { type: 'failed', reason: `${failure.category}/${failure.reason}`, refusal } as const;
  }

  /** The steps of a poll as its machine runs them, without retries. */
  async function steps(input: TurnInput): Promise<Polled> {
    const fetched = await flow.fetch(input, signal);
    if (fetched.type === 'rejected') return failed(input, fetched.failure, fetched);
    if (fetched.type === 'body') {
      const validated = await flow.validate(input, signal);
      if (validated.type === 'rejected') return failed(input, validated.failure, validated);
    }
    return flow.commit(input, signal);
  }

  const poll = (accept: Acceptance | null = null): Promise<Polled> => {
    const input = { epoch, retries: 0, accept };
    return steps(input).catch((thrown) => {
      if (thrown instanceof Failure) return failed(input, thrown.toRecord(), null);
      throw thrown;
    });
  };

  return {
    time,
    store,
    source,
    leadership,
    begin,
    poll,
    /** A regular poll: half an hour later. */
    later: async (accept: Acceptance | null = null) => {
      time.now += HALF_HOUR;
      return poll(accept);
    },
    /** Another process takes over, or this one starts anew. */
    restart: async () => {
      flow = createPoll(needs);
      return begin();
    },
    steps: () => flow,
    epoch: () => epoch,
    events: () => [...store.tables.events.values()],
    messages: (dest: string) =>
      [...store.tables.messages.values()].filter((message) => message.dest === dest),
  };
}

/** An index of so many papers and issues, all of them as they should be. */
export const indexOf = (papers: number, issues: number): Record<string, Record<string, string>> =>
  Object.fromEntries([
    ...Array.from({ length: papers }, (_, n) => entry(`P${String(n + 1).padStart(4, '0')}R0`)),
    ...Array.from({ length: issues }, (_, n) => entry(`LWG${n + 1}`)),
  ]);

const entry = (key: string) =>
  [
    key,
    {
      type: key.startsWith('P') ? 'paper' : 'issue',
      title: `About ${key}`,
      link: `https://wg21.link/${key}`,
    },
  ] as const;
