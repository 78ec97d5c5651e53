/**
 * Plays recorded scenarios of OTP's supervisor on ours and compares with what OTP's did.
 *
 *   npm run otp                              the ones of the test fixtures
 *   npm run otp -- SCENARIOS.json TRACE.txt  others of the same format; .gz is read too
 *   npm run otp -- --faults                  how many differ with each of fifteen wrong rules in the policy
 *
 * Ends with 0 when all agree, 1 when some differ, 2 when the input cannot be played.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { OtpInputError, readScenarios, readTrace } from '../test/support/otp/scenario.ts';
import { playAll } from '../test/support/otp.ts';
import { faults } from './otp/faults.ts';
import { differing } from './otp/planted.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../test/fixtures/otp/${name}`, import.meta.url));

const [scenarioPath = fixture('scenarios.json.gz'), tracePath = fixture('trace.txt.gz')] =
  process.argv.slice(2);

function read(path: string): string {
  try {
    const bytes = readFileSync(path);
    return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (thrown) {
    throw new OtpInputError(`${path} cannot be read: ${String(thrown)}`);
  }
}

/** Ends with 1 when a fault goes by unseen. */
async function tryFaults(): Promise<void> {
  for (const { name, edits } of faults) {
    const failed = await differing(edits);
    console.log(`${name}: ${failed} differ`);
    if (failed === 0) process.exitCode = 1;
  }
}

async function playFiles(): Promise<void> {
  const { passed, differences } = await playAll(
    readScenarios(read(scenarioPath)),
    readTrace(read(tracePath)),
  );
  for (const { name, line, expected, got } of differences)
    console.log(`${name}: line ${line}: expected ${expected}, got ${got}`);
  console.log(`${passed} passed, ${differences.length} failed`);
  process.exitCode = differences.length === 0 ? 0 : 1;
}

try {
  await (scenarioPath === '--faults' ? tryFaults() : playFiles());
} catch (thrown) {
  if (!(thrown instanceof OtpInputError)) throw thrown;
  console.error(thrown.message);
  process.exitCode = 2;
}
