import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commandsPage } from '../../scripts/docs/commands.ts';
import { configurationPage } from '../../scripts/docs/configuration.ts';
import { machinesPage } from '../../scripts/docs/machines.ts';

const page = (name: string): string =>
  readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

const test = suite('made pages');

test('docs/commands.md is what `npm run docs` makes', () => {
  assert.is(page('commands.md'), commandsPage());
});

test('docs/configuration.md is what `npm run docs` makes', () => {
  assert.is(page('configuration.md'), configurationPage());
});

test('docs/machines.md is what `npm run docs` makes', async () => {
  assert.is(page('machines.md'), await machinesPage());
});

test.run();
