/** `npm run bench`: all parts, or those that are named. */

import { onlyNamed, parts } from './parts.ts';
import { table } from './support/table.ts';

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
  process.exit(1);
}
for (const [name, run] of Object.entries(parts)) {
  const isMeant = asked.length > 0 ? asked.includes(name) : !onlyNamed.includes(name);
  if (!isMeant) continue;
  const begin = performance.now();
  const rows = await run();
  const seconds = Math.round((performance.now() - begin) / 1_000);
  console.log(`\n${name}, ${seconds} s\n\n${table(rows)}`);
}
