/** `npm run bundle`: makes `dist/`, which the image runs. See docs/adr for why the image bundles. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle/files.ts';
import { flags, warmUp } from './bundle/start.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, process.argv[2] ?? 'dist');

for (const file of await bundle(root, out))
  console.log(`${file}: ${Math.round(statSync(join(out, file)).size / 1024)} kB`);
await warmUp(out);
console.log(`start it: NODE_COMPILE_CACHE=${out}/cache node ${flags.join(' ')} ${out}/src/main.js`);
