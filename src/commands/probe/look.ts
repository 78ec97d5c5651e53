/** One look at a few URLs, and what came of each. */

import type { ProbeAnswer } from '../../domain/papers/probe/answer.ts';
import { type DraftFile, fileAt } from '../../domain/papers/probe/file.ts';
import { type Meaning, meaningOf } from '../../domain/papers/probe/meaning.ts';
import {
  type NotFoundPage,
  VERIFY_BYTES,
  type Verified,
  verify,
} from '../../domain/papers/probe/verify/verify.ts';
import type { DraftProbe, ProbeLimits } from '../../ports/drafts.ts';

/** What one URL came to. `asked` is null for one that was not asked any more. */
export interface Outcome {
  readonly url: string;
  readonly asked: { readonly method: 'HEAD' | 'GET'; readonly answer: ProbeAnswer } | null;
  readonly meaning: Meaning | { readonly type: 'not_asked' };
  /** What lies there, if it is a draft. */
  readonly draft: Verified | null;
}

export interface LookNeeds {
  readonly probe: DraftProbe;
  readonly limits: ProbeLimits;
  /** The URL that must be missing. */
  readonly canary: string;
}

type Asked = NonNullable<Outcome['asked']>;

/** Looks at all URLs, where HEAD is refused by GET; stops when the server says so. */
async function askAll(
  { probe, limits }: LookNeeds,
  urls: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Asked>> {
  const answers = new Map<string, Asked>();
  let isOver = false;
  const ask = (method: 'HEAD' | 'GET', some: readonly string[]): Promise<void> =>
    probe.look(
      {
        ...limits,
        method,
        urls: some,
        mayGoOn: () => !isOver,
        onAnswer: (index, answer) => {
          answers.set(some[index] ?? '', { method, answer });
          const { type } = meaningOf(answer);
          isOver ||= type === 'blocked' || type === 'limited';
        },
      },
      signal,
    );
  await ask('HEAD', urls);
  const refused = urls.filter((url) => {
    const asked = answers.get(url);
    return asked !== undefined && meaningOf(asked.answer).type === 'head_refused';
  });
  if (refused.length > 0) await ask('GET', refused);
  return answers;
}

/** What lies at a URL that answered: a draft, something else, or a reading that failed. */
async function read(
  { probe, limits, canary }: LookNeeds,
  file: DraftFile,
  url: string,
  signal: AbortSignal,
): Promise<Pick<Outcome, 'meaning' | 'draft'>> {
  const begin = (one: string) =>
    probe.read({ ...limits, url: one, maxBytes: VERIFY_BYTES }, signal);
  const reply = await begin(url);
  const meaning = meaningOf(reply);
  if (reply.type !== 'reply' || meaning.type !== 'hit') return { meaning, draft: null };
  const nothing = file.extension === 'html' ? await begin(canary) : null;
  const page: NotFoundPage | null = nothing?.type === 'reply' ? nothing : null;
  return { meaning, draft: verify(file.extension, reply, page) };
}

/** Looks at the canary and at all URLs; the canary's outcome comes first. */
export async function lookAt(
  needs: LookNeeds,
  urls: readonly string[],
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const all = [needs.canary, ...urls];
  const answers = await askAll(needs, all, signal);
  const outcomes: Outcome[] = [];
  for (const url of all) {
    const asked = answers.get(url) ?? null;
    const meaning = asked === null ? ({ type: 'not_asked' } as const) : meaningOf(asked.answer);
    const file = fileAt(url);
    const isToRead = meaning.type === 'hit' && file !== null && url !== needs.canary;
    const found = isToRead ? await read(needs, file, url, signal) : { meaning, draft: null };
    outcomes.push({ url, asked, ...found });
  }
  return outcomes;
}
