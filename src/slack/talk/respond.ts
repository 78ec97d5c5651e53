/** Answers to commands and clicks, posted to the URL that Slack gave with them. */

import { Failure } from '../../domain/health/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AnswerOptions, Respond, Responded } from '../../ports/talk/answers.ts';
import { type Layout, layoutOf } from '../blocks.ts';
import {
  type Call,
  verdictOf,
  verdictOfBreak,
  verdictOfLimit,
  verdictOfStatus,
} from '../errors.ts';
import { type RawAnswer, type RawFetch, Redirected } from '../guard.ts';

/** What answering needs. Main gives it all. */
export interface RespondNeeds {
  readonly fetch: RawFetch;
  /** Answers go to `hooks.slack.com`, or to this server. */
  readonly apiUrl: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Takes secrets out of texts that others wrote. */
  readonly redact: (text: string) => string;
  /** Whole time of one post; 5 s. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
/** Slack allows 30 minutes and five uses; what is in between is for clocks and repetitions. */
const LIFETIME_MS = 25 * 60_000;
const USES = 4;
const MOST_REMEMBERED = 5_000;

const operation = 'slack.response_url';

/** Makes the one function; it counts how often each URL was used. */
export function responder(needs: RespondNeeds): Respond {
  const uses = new Map<string, number>();
  const take = (url: string): boolean => {
    const used = uses.get(url) ?? 0;
    if (used >= USES) return false;
    uses.delete(url); // the ones used last stay longest
    uses.set(url, used + 1);
    for (const oldest of uses.keys()) {
      if (uses.size <= MOST_REMEMBERED) break;
      uses.delete(oldest);
    }
    return true;
  };
  return async ({ responseUrl, at }, content, options) => {
    if (!isSlacks(responseUrl, needs.apiUrl)) return { type: 'refused', failure: foreign() };
    if (needs.clock.now() - at > LIFETIME_MS || !take(responseUrl)) return { type: 'late' };
    return post(needs, responseUrl, bodyOf(layoutOf(content), options));
  };
}

const foreign = (): Failure =>
  new Failure({
    category: 'UPSTREAM_CHANGED',
    reason: 'foreign_host',
    operation,
    message: 'a response URL that is not of hooks.slack.com',
  });

function isSlacks(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  const own = new URL(apiUrl);
  if (host === own.host && protocol === own.protocol) return true;
  return host === 'hooks.slack.com' && protocol === 'https:';
}

const bodyOf = (
  { text, blocks, attachments }: Layout,
  { ephemeral, replace }: AnswerOptions,
): string =>
  JSON.stringify({
    text,
    response_type: ephemeral ? 'ephemeral' : 'in_channel',
    replace_original: replace,
    ...(blocks !== null && { blocks }),
    ...(attachments !== null && { attachments }),
    unfurl_links: false,
    unfurl_media: false,
  });

async function post(needs: RespondNeeds, url: string, body: string): Promise<Responded> {
  const secret = new URL(url).pathname;
  const redact = (text: string): string => needs.redact(text.replaceAll(secret, '[redacted]'));
  const call: Call = { method: 'response_url', kind: 'post', toChannel: false, redact };
  try {
    const answer = await needs.fetch(url, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      signal: AbortSignal.timeout(needs.timeoutMs ?? TIMEOUT_MS),
    });
    const said = await shortBody(answer.body);
    return judged(answer, said, call);
  } catch (thrown) {
    const isOurs = !(thrown instanceof Error);
    return refused(isOurs ? verdictOf(thrown, call) : verdictOfBreak(thrown, call));
  }
}

function judged({ status, headers }: RawAnswer, body: string, call: Call): Responded {
  if (status === 200) return { type: 'sent' };
  if (status === 429) return refused(verdictOfLimit(Number(headers.get('retry-after')) || 0, call));
  if (status >= 300 && status < 400)
    return refused(verdictOfBreak(new Redirected(`HTTP ${status} redirects`), call));
  return refused(verdictOfStatus({ statusCode: status, body }, call));
}

function refused(verdict: ReturnType<typeof verdictOf>): Responded {
  return 'failure' in verdict ? { type: 'refused', failure: verdict.failure } : { type: 'sent' };
}

const LONGEST_CHARACTERS = 200;

/** Reads to the end, so that the connection can be used again; keeps the beginning. */
async function shortBody(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body ?? [])
    if (text.length < LONGEST_CHARACTERS) text += decoder.decode(chunk, { stream: true });
  return text.slice(0, LONGEST_CHARACTERS);
}
