import type { Migration } from './files.ts';

/** The code that the script raises when somebody else migrated meanwhile. */
export const MOVED = 'PS001';

/** Many statements in one text, and where each file stands in it. */
export interface Script {
  readonly text: string;
  /** `file:line` for a position as the server gives it (from 1, in characters); null outside and for NaN. */
  readonly where: (position: number) => string | null;
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const opening = (last: string | null): string => `
set local lock_timeout = '30s';
set local statement_timeout = 0;
select pg_advisory_xact_lock(80, 2);
create table if not exists schema_migration (
  name text primary key, sha256 text not null, applied_at timestamptz not null default now());
do $$ begin
  if (select max(name) from schema_migration) is distinct from ${last === null ? 'null::text' : literal(last)}
  then raise exception 'somebody else migrated' using errcode = '${MOVED}'; end if;
end $$;
`;

const closing = ({ name, sha256 }: Migration): string =>
  `\n;insert into schema_migration (name, sha256) values (${literal(name)}, ${literal(sha256)});\n`;

/**
 * All pending files as one simple query: the server makes one transaction of it, without `begin`,
 * so it is all or nothing behind a pooler too. It starts with the lock and ends with the rows.
 */
export const scriptOf = (pending: readonly Migration[], last: string | null): Script => {
  const parts: { readonly name: string; readonly from: number; readonly text: string }[] = [];
  let text = opening(last);
  for (const migration of pending) {
    // The server counts characters, JavaScript UTF-16 units.
    parts.push({ name: migration.name, from: [...text].length, text: migration.text });
    text += migration.text + closing(migration);
  }
  const where = (position: number): string | null => {
    for (const part of parts) {
      const characters = [...part.text];
      const inside = position - 1 - part.from;
      if (!(inside >= 0 && inside <= characters.length)) continue;
      const line = characters.slice(0, inside).filter((c) => c === '\n').length + 1;
      return `${part.name}.sql:${line}`;
    }
    return null;
  };
  return { text, where };
};
