/** `npm run bundle`: makes `dist/`, which the image runs. See docs/adr for why the image bundles. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle/files.ts';
import { environment, flags, warmUp } from './bundle/start.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, process.argv[2] ?? 'dist');

for (const file of await bundle(root, out))
  console.log(`${file}: ${Math.round(statSync(join(out, file)).size / 1024)} kB`);
await warmUp(out);
const set = Object.entries(environment(out)).map(([name, value]) => `${name}=${value}`);
console.log(`start it: ${set.join(' ')} node ${flags.join(' ')} ${out}/src/main.js`);
