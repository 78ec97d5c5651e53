import type { FailureCategory } from '../../domain/health/failure.ts';
import type { ReadAnswer, ReadReply, Reply } from '../../domain/papers/probe/answer.ts';
import { mayHaveChanged } from '../../domain/papers/probe/draft/age.ts';
import { fileAt, fileName, missingCanary } from '../../domain/papers/probe/file.ts';
import { meaningOf } from '../../domain/papers/probe/meaning.ts';
import type { Target } from '../../domain/papers/probe/plan/rows.ts';
import {
  type NotFoundPage,
  VERIFY_BYTES,
  verify,
} from '../../domain/papers/probe/verify/verify.ts';
import { type CycleRun, mayGoOn, type ProbeNeeds, roomLeft } from './run.ts';

/** What became of a hit: as before, a draft, an answer that is none, or nothing that anybody knows. */
export type Verdict =
  | { readonly type: 'unchanged' | 'verified' | 'suspicious' | 'missing' | 'unread' }
  | { readonly type: 'error'; readonly category: FailureCategory; readonly reason: string };

const refused = { type: 'error', category: 'UPSTREAM_CHANGED', reason: 'http_4xx' } as const;

/** Says of hits whether they are drafts; reads go on while others are looked at. */
export interface Verifier {
  /** `unread`: there was no room for another request, or the cycle was stopped. */
  verdict(target: Target, reply: Reply): Promise<Verdict>;
}

/** Verifies for one cycle: the page of what is missing is read once, when a page must be compared. */
export function createVerifier(needs: ProbeNeeds, run: CycleRun, signal: AbortSignal): Verifier {
  let notFound: Promise<NotFoundPage | null> | null = null;

  async function read(url: string): Promise<ReadAnswer | null> {
    if (roomLeft(run) === 0 || !mayGoOn(needs, run)) return null;
    run.reading += 1;
    try {
      const file = { ...run.limits, url, maxBytes: VERIFY_BYTES };
      const answer = await needs.probe.read(file, signal);
      run.tally.requests += answer.requests;
      return answer;
    } finally {
      run.reading -= 1;
    }
  }

  async function readNotFound(): Promise<NotFoundPage | null> {
    const answer = await read(needs.base + fileName(missingCanary));
    if (answer === null || answer.type !== 'reply') return null;
    stopIfTold(answer);
    return answer;
  }

  const notFoundPage = (): Promise<NotFoundPage | null> => {
    notFound ??= readNotFound();
    return notFound;
  };

  function stopIfTold(answer: ReadAnswer): boolean {
    const meaning = meaningOf(answer);
    if (meaning.type !== 'blocked' && meaning.type !== 'limited') return false;
    run.stop ??= meaning;
    return true;
  }

  async function verifyFile(target: Target): Promise<Verdict> {
    const answer = await read(target.url);
    if (answer === null || stopIfTold(answer)) return { type: 'unread' };
    const meaning = meaningOf(answer);
    switch (meaning.type) {
      case 'miss':
        return { type: 'missing' };
      case 'hit':
        return answer.type === 'reply' ? verifyBody(target, answer) : { type: 'suspicious' };
      case 'head_refused':
        return refused;
      case 'blocked':
      case 'limited':
        return { type: 'unread' };
      case 'suspicious':
      case 'error':
        return meaning;
    }
  }

  async function verifyBody(target: Target, reply: ReadReply): Promise<Verdict> {
    const { url, missed: missedBefore, firstPlan } = target;
    const file = fileAt(url);
    if (file === null) throw new Error(`no draft lies at ${url}`);
    const page = file.extension === 'html' ? await notFoundPage() : null;
    const verified = verify(file.extension, reply, page);
    if (verified === null) return { type: 'suspicious' };
    const { kind, number, revision } = file;
    const place = { url, kind, number, revision };
    run.seen.push({ ...place, verified, date: reply.date, missedBefore, firstPlan });
    return { type: 'verified' };
  }

  async function verdict(target: Target, reply: Reply): Promise<Verdict> {
    const known = run.files.get(target.url);
    if (known === undefined || mayHaveChanged(known, reply)) return verifyFile(target);
    run.unchanged.push(target.url);
    return { type: 'unchanged' };
  }

  return { verdict };
}
