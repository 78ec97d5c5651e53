/** Writes the pages of docs/ that are made from code; a test compares them. */

import { writeFileSync } from 'node:fs';
import { commandsPage } from './docs/commands.ts';
import { configurationPage } from './docs/configuration.ts';
import { machinesPage } from './docs/machines.ts';

const folder = new URL('../docs/', import.meta.url);
writeFileSync(new URL('commands.md', folder), commandsPage());
writeFileSync(new URL('configuration.md', folder), configurationPage());
writeFileSync(new URL('machines.md', folder), await machinesPage());
