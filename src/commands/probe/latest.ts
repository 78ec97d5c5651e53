/** The latest revisions of papers, from the index. */

import { Failure } from '../../domain/health/failure.ts';
import { indexId } from '../../domain/papers/id/id.ts';
import type { IndexSource } from '../../ports/papers.ts';
import { decompress } from '../../sources/index/decompress.ts';

/**
 * The highest regular revision by number. Throws a Failure when the index cannot be had or read.
 * Its gates are the daemon's: here a wrong index costs one look at the wrong revision.
 */
export async function latestRevisions(
  source: IndexSource,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  const body = await source.fetch(null, signal);
  if (body.type !== 'body') throw unreadable('it is said not to have changed');
  const bytes = decompress(body);
  if (bytes === null) throw unreadable('it is too large');
  const latest = new Map<number, number>();
  for (const key of keysOf(new TextDecoder().decode(bytes))) {
    const id = indexId(key);
    if (id?.prefix !== 'P' || !id.regular || id.revision === null) continue;
    latest.set(id.number, Math.max(id.revision, latest.get(id.number) ?? 0));
  }
  return latest;
}

function keysOf(text: string): readonly string[] {
  let index: unknown;
  try {
    index = JSON.parse(text);
  } catch (cause) {
    throw new Failure({ ...notJson, operation: 'index.read', message: 'it is no JSON', cause });
  }
  if (typeof index !== 'object' || index === null) throw unreadable('it is no JSON object');
  return Object.keys(index);
}

const notJson = { category: 'DATA_INVALID', reason: 'not_json' } as const;

const unreadable = (message: string): Failure =>
  new Failure({ category: 'DATA_INVALID', reason: 'not_object', operation: 'index.read', message });
