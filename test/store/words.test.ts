import { globSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('words of the store');

/** What hangs or loses rows in the driver, needs a session, or breaks when a column is added. */
const refused = [
  [/\.begin\(|\.savepoint\(/, 'a transaction over several calls'],
  [/\.reserve\(/, 'a reserved connection'],
  [/\.listen\(|\.subscribe\(/, 'a session that listens'],
  [/\.cancel\(\)/, 'a cancelled query'],
  [/select \*|returning \*/i, 'columns that are not named'],
  [/\bmerge into\b|nulls not distinct|json_table|uuidv7\(/i, 'words newer than PostgreSQL 14'],
] as const;

for (const file of globSync(['src/store/**/*.ts', 'src/store/**/*.sql']).sort())
  test(file, () => {
    const text = readFileSync(file, 'utf8');
    for (const [word, what] of refused) assert.not.match(text, word, what);
  });

test('only migrations and what prepares a server run text that is made', () => {
  const unsafe = globSync('src/store/**/*.ts').filter((file) =>
    readFileSync(file, 'utf8').includes('.unsafe('),
  );
  const allowed = /^src\/store\/(migrate|migration|embedded|single)\b/;
  assert.equal(
    unsafe.filter((file) => !allowed.test(file)),
    [],
  );
});

test.run();
