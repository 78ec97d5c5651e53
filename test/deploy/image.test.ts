import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { environment, flags } from '../../scripts/bundle/start.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

/** The instructions of the Dockerfile, comments and continued lines out of the way. */
const steps = read('Dockerfile')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({ word: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));

const last = steps.slice(steps.findLastIndex(({ word }) => word === 'FROM'));
const ignored = new Set(read('.dockerignore').split('\n'));

const test = suite('the image');

test('has two stages on the same Node, of the version that we need, with glibc', () => {
  const bases = steps.filter(({ word }) => word === 'FROM').map(({ rest }) => rest);
  assert.equal(bases, ['node:24-slim AS build', 'node:24-slim']);
});

test('starts Node itself, as nobody special, so that signals arrive and PostgreSQL is not refused', () => {
  const command: string[] = JSON.parse(last.at(-1)?.rest ?? '');
  assert.is(last.at(-1)?.word, 'CMD');
  assert.equal(command, ['node', ...flags, 'dist/src/main.js']);
  assert.is(last.filter(({ word }) => word === 'USER').at(-1)?.rest, 'node');
});

test('runs with the environment for which its compile cache was made', () => {
  const set = last.find(({ word }) => word === 'ENV')?.rest.split(' ') ?? [];
  const wanted = Object.entries(environment('/app/dist')).map(
    ([name, value]) => `${name}=${value}`,
  );
  assert.equal(set, wanted);
});

test('has no development packages and no embedded database', () => {
  const install = last.find(({ rest }) => rest.startsWith('npm ci'))?.rest ?? '';
  assert.match(install, 'npm ci --omit=dev --omit=optional');
});

test('copies what exists and is not kept out', () => {
  const sources = last
    .filter(({ word, rest }) => word === 'COPY' && !rest.includes('--from='))
    .flatMap(({ rest }) =>
      rest
        .split(' ')
        .filter((one) => !one.startsWith('--'))
        .slice(0, -1),
    )
    .filter((one) => !one.includes('*'));
  assert.ok(sources.includes('src') && sources.includes('machines'));
  for (const file of sources) {
    assert.ok(existsSync(new URL(file, root)), file);
    assert.not.ok(ignored.has(file), file);
  }
});

test('no secret, no history and no data get into the build', () => {
  for (const name of ['.git', 'node_modules', '.paperscout', '.env', 'test', 'bench'])
    assert.ok(ignored.has(name), name);
});

test.run();
