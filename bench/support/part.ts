/** One part in a process of its own: what others leave in memory and in the compiler changes what is measured. */

import { parts } from '../parts.ts';

const [name = ''] = process.argv.slice(2);
const run = parts[name];
if (run === undefined) throw new Error(`no part ${name}`);
const rows = await run();
process.send?.(rows, () => process.disconnect());
