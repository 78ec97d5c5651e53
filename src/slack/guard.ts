/**
 * A fetch for the Slack SDK that leaves no failure outside the request. The SDK reads the body
 * after its own error handling; here it is read before, so that a cut body, a page of HTML and a
 * timeout in the middle of the body all fail the call itself and can be classified.
 */

import type { FetchFunction } from '@slack/web-api';

type Init = NonNullable<Parameters<FetchFunction>[1]>;

/** What the SDK wants of an answer. */
export type Answer = Awaited<ReturnType<FetchFunction>>;

/** An answer as it comes from the network; undici's `Response` is one. */
export type RawAnswer = Pick<Answer, 'status' | 'statusText' | 'url' | 'headers'> & {
  readonly body: AsyncIterable<Uint8Array> | null;
};

/** A fetch that follows no redirect when told `redirect: 'manual'`, but gives the 3xx back. */
export type RawFetch = (url: string, init: Init) => Promise<RawAnswer>;

/** HTTP 200 with something else than a JSON object that says `ok`. */
export class BadBody extends Error {
  override readonly name = 'BadBody';
}

/** The connection or its decoding failed after the headers; the cause says how. */
export class BrokenBody extends Error {
  override readonly name = 'BrokenBody';
}

/** The workspace takes no more messages for now; the SDK would lose this word of the body. */
export class MessageLimit extends Error {
  override readonly name = 'MessageLimit';
}

/** The server wants us to ask another host. A token does not travel there. */
export class Redirected extends Error {
  override readonly name = 'Redirected';
}

const LARGEST_BYTES = 4 * 1024 * 1024;
const KEPT_CHARACTERS = 200;
const SILENCE_SECONDS = 30; // after a 429 that does not say how long

/** Options of the guard. */
export interface GuardOptions {
  /** The W3C trace of the turn that makes the call; null or absent where there is none. */
  readonly traceparent?: () => string | null;
}

/** Wraps `raw` for one client. Rejects with one of the classes above, or as `raw` does. */
export function guardedFetch(raw: RawFetch, options: GuardOptions = {}): FetchFunction {
  return async (url, init = {}) => {
    const traceparent = options.traceparent?.() ?? null;
    const traced = traceparent === null ? {} : { traceparent };
    const headers = { ...init.headers, ...traced };
    const answer = await raw(String(url), { ...init, headers, redirect: 'manual' });
    return judged(answer, await wholeBody(answer));
  };
}

function judged(answer: RawAnswer, body: string): Answer {
  const { status } = answer;
  if (status === 200) return read(answer, checked(body));
  if (status === 429) return limited(answer, body);
  if (status >= 300 && status < 400) throw new Redirected(`HTTP ${status} redirects`);
  return read(answer, body.slice(0, KEPT_CHARACTERS));
}

/** The body as text; a longer one than 4 MiB is none of Slack's. */
async function wholeBody({ body }: RawAnswer): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of unbroken(body)) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_BYTES) throw new BadBody('longer than 4 MiB');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The chunks; says of an error that it came after the headers. A deadline stays what it is. */
async function* unbroken(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (error instanceof DOMException) throw error;
    throw new BrokenBody('the body broke off', { cause: error });
  }
}

function checked(body: string): string {
  const found = parsed(body);
  if (typeof found !== 'object' || found === null) throw new BadBody('no JSON object');
  if (Array.isArray(found)) throw new BadBody('a JSON array');
  if (!('ok' in found) || typeof found.ok !== 'boolean') throw new BadBody('no word about "ok"');
  return body;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new BadBody('not JSON', { cause: error });
  }
}

/** How long a 429 of Slack asks to wait: whole seconds; whatever else stands there is half a minute. */
export function waitSeconds({ headers }: Pick<RawAnswer, 'headers'>): number {
  const asked = headers.get('retry-after')?.trim() ?? '';
  return /^\d+$/.test(asked) ? Math.max(1, Number(asked)) : SILENCE_SECONDS;
}

/** The SDK understands whole seconds only. */
function limited(answer: RawAnswer, body: string): Answer {
  if (/message_limit_exceeded/.test(body)) throw new MessageLimit('message_limit_exceeded');
  const seconds = waitSeconds(answer);
  return read(answer, body.slice(0, KEPT_CHARACTERS), { 'retry-after': String(seconds) });
}

/** The answer with a body that is already there. */
function read(answer: RawAnswer, body: string, instead: Record<string, string> = {}): Answer {
  const headers = new Headers([...answer.headers.entries()]);
  for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  for (const [name, value] of Object.entries(instead)) headers.set(name, value);
  const { status, statusText, url } = answer;
  return {
    ok: status === 200,
    status,
    statusText,
    url,
    headers,
    text: async () => body,
    json: async (): Promise<unknown> => JSON.parse(body),
    arrayBuffer: async () => new TextEncoder().encode(body).buffer,
  };
}
