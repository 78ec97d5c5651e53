import type { OnRequest } from '../ports/operators/measured.ts';

/** Makes a request and tells how long it took; without an answer its status is null. */
export async function measured<T extends { readonly status: number }>(
  onRequest: OnRequest | undefined,
  what: string,
  request: () => Promise<T>,
): Promise<T> {
  if (onRequest === undefined) return await request();
  const begun = performance.now();
  let status: number | null = null;
  try {
    const answer = await request();
    ({ status } = answer);
    return answer;
  } finally {
    onRequest({ what, status, ms: performance.now() - begun });
  }
}
