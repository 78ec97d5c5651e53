/**
 * `npm run probe -- P1234…`: looks once for drafts, and prints what was asked, what was answered and
 * what it means. Exit code 0 when each answer is clear, 1 for wrong words or variables, else 2.
 */

import { identify } from '../app/identity.ts';
import { readEnv } from '../config/env.ts';
import { keys } from '../config/keys.ts';
import { Failure } from '../domain/health/failure.ts';
import { fileName, missingCanary } from '../domain/papers/probe/file.ts';
import type { Clock } from '../ports/clock.ts';
import { createDraftProbe } from '../sources/draftProbe.ts';
import { createHttp } from '../sources/http.ts';
import { createPaperIndex } from '../sources/paperIndex.ts';
import { latestRevisions } from './probe/latest.ts';
import { isClear, line } from './probe/lines.ts';
import { lookAt } from './probe/look.ts';
import { filesOf, help, readWords, urlsOf, type Wish } from './probe/words.ts';

const { ISO_PAPERS_URL, WG21_INDEX_URL, PROBE_CONCURRENCY, PROBE_RATE, HTTP_TIMEOUT } = keys;
const ours = { ISO_PAPERS_URL, WG21_INDEX_URL, PROBE_CONCURRENCY, PROBE_RATE, HTTP_TIMEOUT };

const clock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };
const { userAgent } = identify(process.env);
const asked = new AbortController();
process.once('SIGINT', () => asked.abort(new Error('stopped')));

const end = (code: 0 | 1 | 2, text: string): void => {
  (code === 0 ? console.log : console.error)(text);
  process.exitCode = code;
};

/** The URLs of all wishes; for those without a revision the index is asked. */
async function wanted(wishes: readonly Wish[], base: string, index: string) {
  const isNext = wishes.some(({ type }) => type === 'next');
  const latest = isNext ? await fromIndex(index) : new Map<number, number>();
  const files = wishes.flatMap((wish) => {
    if (wish.type === 'files') return wish.files;
    const last = latest.get(wish.number);
    const name = `P${String(wish.number).padStart(4, '0')}`;
    console.log(
      last === undefined
        ? `${name} is not in the index: R0 is looked for.`
        : `The latest ${name} in the index is R${last}: R${last + 1} is looked for.`,
    );
    return filesOf(wish.number, last === undefined ? 0 : last + 1);
  });
  return urlsOf(base, files);
}

async function fromIndex(url: string): Promise<ReadonlyMap<number, number>> {
  const http = createHttp({ clock, userAgent });
  try {
    return await latestRevisions(createPaperIndex({ http, url }), asked.signal);
  } finally {
    await http.close();
  }
}

async function work(wishes: readonly Wish[]): Promise<void> {
  const { values, problems } = readEnv(ours, process.env);
  if (problems.length > 0) return end(1, problems.join('\n'));
  const base = values.ISO_PAPERS_URL.replace(/\/*$/, '/');
  const urls = await wanted(wishes, base, values.WG21_INDEX_URL);
  const limits = {
    concurrency: values.PROBE_CONCURRENCY,
    ratePerSecond: values.PROBE_RATE,
    timeoutMs: values.HTTP_TIMEOUT,
  };
  const pool = { connections: limits.concurrency, connectMs: limits.timeoutMs };
  const probe = createDraftProbe({ clock, userAgent, url: base, ...pool });
  try {
    const canary = base + fileName(missingCanary);
    const outcomes = await lookAt({ probe, limits, canary }, urls, asked.signal);
    for (const [n, outcome] of outcomes.entries()) console.log(line(outcome, n === 0));
    process.exitCode = outcomes.every(isClear) ? 0 : 2;
  } finally {
    await probe.close();
  }
}

const words = readWords(process.argv.slice(2));
switch (words.type) {
  case 'help':
    end(0, help);
    break;
  case 'wrong':
    end(1, `${words.problem} (npm run probe -- --help)`);
    break;
  case 'wishes':
    await work(words.wishes).catch((thrown: unknown) => {
      if (asked.signal.aborted) return end(2, 'Stopped.');
      if (!(thrown instanceof Failure)) throw thrown;
      const why = `${thrown.category}/${thrown.reason}: ${thrown.message}`;
      end(2, `The index cannot be had (${why}); name a revision, as in P1234R5.`);
    });
}
