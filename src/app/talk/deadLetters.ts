import { laneName } from '../../domain/delivery/lanes.ts';
import { ago, many } from '../../domain/talk/replies/time.ts';
import { hashedPerson } from '../../log/facts.ts';
import type { DeadLetter } from '../../ports/delivery.ts';

/** Rows that were given up or set aside, a line each; people are named by a hash. */
export function deadLettersInWords(rows: readonly DeadLetter[], now: number): string {
  if (rows.length === 0) return 'No message was given up or set aside.';
  const lines = rows.map(
    ({ id, dest, lane, state, reason, attempts, at }) =>
      `• \`${id}\` ${state} ${reason} · ${laneName(lane)} to ${hashedPerson(dest)} · ${many(attempts, 'attempt')}, last ${ago(at, now)}`,
  );
  return [
    ...lines,
    '`ops dead-letters replay <id>` tries one again, `replay all` all of them.',
  ].join('\n');
}
