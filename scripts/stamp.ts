/** `npm run stamp`: writes `build.json`, by which an image knows from which commit it was made. */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: fileURLToPath(root), encoding: 'utf8' }).trim();

const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const changed = git('status', '--porcelain') === '' ? '' : '+changed';
const revision = `${git('rev-parse', '--short=12', 'HEAD')}${changed}`;
writeFileSync(new URL('build.json', root), `${JSON.stringify({ version, revision })}\n`);
console.log(`build.json: ${version}, ${revision}`);
