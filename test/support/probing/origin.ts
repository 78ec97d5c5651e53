import { createHash } from 'node:crypto';
import {
  missing,
  type ProbeAnswer,
  type ReadAnswer,
  type Reply,
} from '../../../src/domain/papers/probe/answer.ts';
import type { DraftProbe, Look, ReadFile } from '../../../src/ports/drafts.ts';
import { status } from './answers.ts';

/** A file that lies on the server. */
export interface OriginFile {
  readonly body: string;
  readonly etag?: string;
  /** In ms since the epoch; null: the server does not say. */
  readonly modifiedAt: number | null;
}

/** A request as the server saw it. */
export interface Asked {
  readonly at: number;
  readonly name: string;
  readonly method: 'HEAD' | 'GET';
}

/** What goes wrong with a request; null: nothing. */
export type Trouble = (name: string, method: 'HEAD' | 'GET', n: number) => ProbeAnswer | null;

/** Time that passes only when something takes it. */
export interface TestTime {
  at: number;
}

/** A server of drafts without a network; each request takes the time that the pace leaves it. */
export class Origin implements DraftProbe {
  readonly files = new Map<string, OriginFile>();
  readonly asked: Asked[] = [];
  trouble: Trouble = () => null;
  readonly #time: TestTime;

  constructor(time: TestTime) {
    this.#time = time;
  }

  async look(look: Look, signal: AbortSignal): Promise<void> {
    for (const [index, url] of look.urls.entries()) {
      signal.throwIfAborted();
      if (!look.mayGoOn()) return;
      look.onAnswer(index, this.#answer(url, look.method, look.ratePerSecond));
      if (index % 50 === 49) await Promise.resolve(); // reads get their turn
    }
  }

  async read({ url, maxBytes, ratePerSecond }: ReadFile, signal: AbortSignal): Promise<ReadAnswer> {
    signal.throwIfAborted();
    const answer = this.#answer(url, 'GET', ratePerSecond);
    if (answer.type !== 'reply') return answer;
    const text = this.files.get(nameOf(url))?.body ?? notFound;
    const body = Buffer.from(text, 'latin1').subarray(0, maxBytes);
    return { ...answer, body, sha256: createHash('sha256').update(body).digest('hex') };
  }

  /** How often a file was asked for. */
  count(name: string, method?: 'HEAD' | 'GET'): number {
    return this.asked.filter(
      (one) => one.name === name && (method === undefined || one.method === method),
    ).length;
  }

  #answer(url: string, method: 'HEAD' | 'GET', rate: number): ProbeAnswer {
    if (rate > 0) this.#time.at += 1_000 / rate;
    const name = nameOf(url);
    this.asked.push({ at: this.#time.at, name, method });
    return this.trouble(name, method, this.asked.length) ?? this.#reply(name);
  }

  #reply(name: string): Reply {
    const file = this.files.get(name);
    if (file === undefined) return missing;
    const { modifiedAt, body, etag = null } = file;
    const lastModified = modifiedAt === null ? null : new Date(modifiedAt).toUTCString();
    const date = new Date(this.#time.at).toUTCString();
    return status(200, { etag, lastModified, date, length: body.length });
  }
}

const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

/** What this server sends where nothing lies. */
export const notFound =
  '<html><head><title>Standard C++</title></head><body>Nothing here</body></html>';
