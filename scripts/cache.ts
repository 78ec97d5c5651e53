/**
 * Preloaded by `npm start` (`--import`): keeps what Node made of the sources, stripped and compiled,
 * for the next start. Where the folder cannot be written, Node goes on without it.
 */

import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/paperscout', import.meta.url)));
