/** Ten thousand watches, as people might have them. */

import { nameTokens } from '../../src/domain/papers/match/author.ts';
import { words } from '../../src/domain/papers/match/phrase.ts';
import { noFilters, type WatchDraft } from '../../src/domain/papers/match/watch.ts';
import type { Follower } from '../../src/domain/papers/tell/audience.ts';
import { defaultSettings } from '../../src/domain/people/settings.ts';
import type { Db } from '../../src/store/pool/db.ts';
import { rowsIn } from '../../src/store/pool/rows.ts';
import { dice, pick } from '../../test/domain/supervision/random.ts';
import { knownEntries } from '../../test/support/papers/known.ts';
import { assembled } from '../../test/support/papers/wg21.ts';

const USERS = 200;
const EACH = 50;

const draft = (kind: WatchDraft['kind'], value: string): WatchDraft => ({
  kind,
  value,
  filters: noFilters,
  delivery: null,
});

/** 200 people with 50 watches each: names and words of the index, numbers, ranges, groups. */
export function crowd(): readonly Follower[] {
  const random = dice(1);
  const papers = knownEntries(assembled()).filter(({ prefix }) => prefix === 'P');
  const names = papers.flatMap(({ authorFold }) => authorFold.map(nameTokens));
  const titles = papers.flatMap(({ titleFold }) => words(titleFold ?? ''));
  const number = (): number => 1 + Math.floor(random() * 4_400);
  const four = (n: number): string => `P${String(n).padStart(4, '0')}`;
  const kinds = [
    () => draft('author', pick(random, names).join(' ')),
    () => draft('author', pick(random, names).at(-1) ?? 'li'),
    () => draft('keyword', pick(random, titles)),
    () => draft('paper', four(number())),
    () => {
      const from = number();
      return draft('paper', `${four(from)}-${four(from + 100)}`);
    },
    () => draft('subgroup', pick(random, ['SG9', 'LEWG', 'EWG', 'SG1'])),
  ];
  return Array.from({ length: USERS }, (_, user) => ({
    id: String(user + 1),
    slackId: `U${user + 1}`,
    kind: 'user',
    settings: defaultSettings,
    watches: Array.from({ length: EACH }, (__, n) => ({
      ...pick(random, kinds)(),
      id: `${user * EACH + n}`,
      createdSeq: '0',
    })),
  }));
}

/** Writes them into a database. How many watches there are then: the same one twice is one. */
export async function settle(db: Db, followers: readonly Follower[]): Promise<number> {
  const rows = followers.flatMap(({ slackId, watches }) =>
    watches.map(({ kind, value }) => ({ slack_id: slackId, kind, value })),
  );
  const people = followers.map(({ slackId }) => ({ slack_id: slackId }));
  const call = { name: 'bench', repeatable: true };
  await db.run(
    call,
    (sql) => sql`
      insert into recipients (slack_id, kind, delivery, previews)
      select slack_id, 'user', 'now', false
      from json_to_recordset(${rowsIn(people)}::text::json) as x(slack_id text)`,
  );
  const written = await db.run(
    call,
    (sql) => sql`
      insert into watches (recipient, kind, value, filters, delivery, created_seq, created_at)
      select r.id, x.kind, x.value, '{"kinds":[],"groups":[],"without":[]}'::jsonb, null, 0, now()
      from json_to_recordset(${rowsIn(rows)}::text::json) as x(slack_id text, kind text, value text)
      join recipients r on r.slack_id = x.slack_id
      on conflict do nothing`,
  );
  return written.count;
}
