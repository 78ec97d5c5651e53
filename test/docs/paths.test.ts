import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('paths in pages');

const root = new URL('../../', import.meta.url);
const pages = ['README.md', 'ARCHITECTURE.md', 'docs/tour.md'];
const path = /(?<![\w./-])(?:src|machines|test|bench|docs|scripts)\/[\w./-]*\w\/?/g;

test('every file and folder that the pages for newcomers name is there', () => {
  const named = pages.flatMap((page) => {
    const text = readFileSync(new URL(page, root), 'utf8');
    return [...text.matchAll(path)].map(([found]) => ({ page, found }));
  });
  assert.ok(named.length > 60, 'the pattern finds them');
  const lost = named.filter(({ found }) => !existsSync(new URL(found, root)));
  assert.equal(lost, []);
});

test.run();
