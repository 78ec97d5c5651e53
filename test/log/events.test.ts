import { globSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { events } from '../../src/log/events.ts';

const sources = globSync(['src/**/*.ts', 'machines/**/*.ts'])
  .filter((file) => !file.endsWith('log/events.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

const test = suite('log events');

for (const name of Object.keys(events)) {
  test(`${name} is written somewhere`, () => {
    assert.ok(
      sources.includes(`'${name}'`),
      'no code says this event: remove it from the registry',
    );
  });
}

test('every event has a level and a sentence without a full stop', () => {
  for (const [name, [, sentence]] of Object.entries(events)) assert.match(sentence, /[^.]$/, name);
});

test.run();
