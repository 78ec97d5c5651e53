import { globSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('store/rules');

/** Code and comments apart: prose may name what code must not use. */
const codeOf = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

/** Migrations are many statements in one text, with limits of their own. */
const isMigration = (file: string): boolean => /^src\/store\/migrat(?:e\.ts|ion\/)/.test(file);

const files = globSync('src/store/**/*.ts')
  .filter((file) => !isMigration(file))
  .sort();

const forbidden: readonly (readonly [string, RegExp])[] = [
  ['a transaction of the driver', /\.begin\b|\bsavepoint\b/],
  ['a reserved connection', /\.reserve\b/],
  ['LISTEN or NOTIFY', /\.(?:listen|notify|subscribe)\b|`\s*(?:listen|notify)\s|\bpg_notify\b/i],
  ['a text as it is', /\.unsafe\b/],
  ['select *', /\bselect\s+\*/i],
  ['a transaction in SQL', /`\s*(?:begin|commit|rollback|start transaction|set)\b/i],
  [
    'words newer than PostgreSQL 14',
    /\bmerge\s+into\b|\bnulls\s+not\s+distinct\b|\bjson_table\b|\buuidv7\b|\breturning\s+(?:with\s*\(|old\b|new\b)|\bany_value\b|\bis\s+json\b|\bjson_(?:scalar|serialize|exists|query|value|array|object)\s*\(/i,
  ],
];

for (const [what, pattern] of forbidden)
  test(`no file of the store uses ${what}`, () => {
    const using = files.filter((file) => pattern.test(codeOf(readFileSync(file, 'utf8'))));
    assert.equal(using, []);
  });

test('migrations hold nothing that must not stand in a transaction, nor what another release reads', () => {
  for (const file of globSync('src/store/migrations/*.sql')) {
    const text = readFileSync(file, 'utf8').replace(/--.*$/gm, '');
    assert.not.match(text, /\b(?:commit|concurrently)\b|^\s*begin\s*;|create\s+extension/im, file);
  }
});

test.run();
