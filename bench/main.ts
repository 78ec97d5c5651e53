/**
 * `npm run bench`: all parts, or those that are named, and one table of what they came to. What is
 * known so far is said on stderr, since all of it takes the better part of an hour.
 */

import { onlyNamed, parts } from './parts.ts';
import type { BenchRow } from './row.ts';
import { runAlone } from './support/alone.ts';
import { table } from './support/table.ts';

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => name !== 'all' && !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  const names = ['all', ...Object.keys(parts)].join(', ');
  console.error(`no such part: ${unknown.join(', ')}; there are ${names}`);
  process.exit(1);
}
const isMeant = (name: string): boolean =>
  asked.includes('all') || (asked.length > 0 ? asked.includes(name) : !onlyNamed.includes(name));

const rows: BenchRow[] = [];
const failed: string[] = [];
for (const name of Object.keys(parts)) {
  if (!isMeant(name)) continue;
  const begin = performance.now();
  try {
    const found = await runAlone(name);
    rows.push(...found);
    console.error(`\n${name}, ${Math.round((performance.now() - begin) / 1_000)} s\n`);
    console.error(table(found));
  } catch (thrown) {
    failed.push(name); // the others have their say all the same
    console.error(`\n${name} failed:`, thrown);
  }
}
console.log(`\n${table(rows)}`);
const missed = rows.filter(({ met }) => !met).length;
console.log(`\n${rows.length} lines, ${rows.length - missed} met, ${missed} not met`);
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
