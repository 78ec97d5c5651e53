/** Looking for entries, for those who ask. */

import type { Library, LibraryEntry, Probe } from '../../ports/library.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { jsonIn } from '../pool/rows.ts';

/** Folded names without apostrophes, as the words of a name are compared. */
const names = (sql: Sql): Statement<object> => sql`translate(e.author_fold::text, ${"'’‘ʼ`´"}, '')`;

function wanted(sql: Sql, probe: Probe): Statement<object> {
  switch (probe.by) {
    case 'name': {
      const found = sql`(
        select count(*) from json_array_elements_text(${jsonIn(probe.words)}::text::json) w(word)
        where position(w.word in ${names(sql)}) > 0
      )`;
      return sql`${found} >= ${probe.all ? probe.words.length : 1}::int`;
    }
    case 'phrase':
      return sql`position(${probe.phrase}::text in e.title_fold) > 0`;
    case 'numbers':
      return sql`e.prefix = 'P' and e.number between ${probe.from}::int and ${probe.to}::int`;
    case 'key':
      return sql`e.key = ${probe.key}`;
    case 'group':
      return sql`e.groups @> jsonb_build_array(${probe.group}::text)`;
  }
}

/** The library in PostgreSQL. Throws DB failures. */
export const createLibrary = (db: Db): Library => ({
  async find(probe) {
    const rows = await db.run(
      { name: 'library.find', repeatable: true },
      (sql) => sql<{ entry: LibraryEntry }>`
        select jsonb_build_object(
          'key', e.key, 'prefix', e.prefix, 'number', e.number, 'revision', e.revision,
          'date', e.date_iso, 'title', e.title, 'titleFold', e.title_fold,
          'authors', e.authors, 'authorFold', e.author_fold, 'groups', e.groups
        ) as entry
        from entries e where ${wanted(sql, probe)}`,
    );
    return rows.map(({ entry }) => entry);
  },
});
