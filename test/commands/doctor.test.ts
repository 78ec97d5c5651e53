import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type IndexWorld, startIndexWorld } from '../../src/commands/world/index/server.ts';
import { openSlackWorld, type SlackWorld } from '../../src/commands/world/slack/world.ts';
import { sightOfEmbedded } from '../../src/store/sight/embedded.ts';
import { databaseSuite, emptyDatabase, type TestDatabase } from '../support/database.ts';
import { type Ran, runScript } from '../support/process.ts';

const test = databaseSuite('npm run doctor');

const script = new URL('../../src/commands/doctor.ts', import.meta.url).pathname;

let folder = '';
let index: IndexWorld;
let slack: SlackWorld;
let database: TestDatabase | null = null;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  index = await startIndexWorld({});
  slack = await openSlackWorld({ paced: false });
  database = await emptyDatabase();
});

test.after(async () => {
  await Promise.all([index.close(), slack.close(), database?.close()]);
  await rm(folder, { recursive: true, force: true });
});

const env = (): Record<string, string> => ({
  DATA_DIR: folder,
  DATABASE_URL: database?.url ?? '',
  WG21_INDEX_URL: index.url,
  ISO_PAPERS_URL: index.url,
  SLACK_API_URL: slack.url,
  SLACK_BOT_TOKEN: slack.tokens.bot,
  SLACK_APP_TOKEN: slack.tokens.app,
  NOTIFICATION_CHANNEL: 'C0PAPERS',
  OPS_ALERT_CHANNEL: 'C0OPS',
});

const run = (changed: Record<string, string> = {}): Promise<Ran> =>
  runScript(script, [], { env: { ...env(), ...changed } });

/** What it says of one thing: `ok`, `note` or `bad`, and the words. */
const said = ({ output }: Ran, about: string): string => {
  const found = output.split('\n').find((line) => line.slice(5).startsWith(`${about} `));
  return (found ?? 'nothing').replace(/ +/g, ' ');
};

test('all is well: exit code 0, a line for each thing', async () => {
  const ran = await run();
  assert.is(ran.code, 0, ran.output);
  assert.match(said(ran, 'SLACK_BOT_TOKEN'), /^ok SLACK_BOT_TOKEN user U0PAPERBOT in Example/);
  assert.match(said(ran, 'SLACK_APP_TOKEN'), /^ok .* may open sockets/);
  assert.match(said(ran, 'OPS_ALERT_CHANNEL'), /^ok .* the bot may post/);
  assert.match(said(ran, 'rights'), /^note rights without channels:history/);
  assert.match(said(ran, 'database'), /^ok database PostgreSQL 1\d\.\d+, .* no tables yet/);
  assert.match(said(ran, 'WG21_INDEX_URL'), /^ok .* answers in \d+ ms/);
  assert.match(said(ran, 'clock'), /^ok clock \d+\.\d s (ahead|behind)/);
  assert.match(said(ran, 'disk'), /free for DATA_DIR/);
  assert.equal(slack.messages(), []);
});

test('what is wrong at Slack is said with what to do, and no token is shown', async () => {
  slack.change.takeScope('users:read');
  slack.change.archive('C0OPS');
  slack.change.removeBot('C0PAPERS');
  const ran = await run({ SLACK_APP_TOKEN: 'xapp-not-known' });
  assert.is(ran.code, 1);
  assert.match(said(ran, 'Slack scopes'), /^bad .*users:read.* install the app again/);
  assert.match(said(ran, 'OPS_ALERT_CHANNEL'), /^bad .* archived: unarchive it/);
  assert.match(said(ran, 'NOTIFICATION_CHANNEL'), /^bad .* \/invite @paperscout/);
  assert.match(
    said(ran, 'SLACK_APP_TOKEN'),
    /^bad .* refused \(invalid_auth\): make an app-level token/,
  );
  assert.not.match(ran.output, 'xapp-not-known');
  assert.not.match(ran.output, slack.tokens.bot);
});

test('a revoked token, a database that is not there, a host that does not answer', async () => {
  slack.change.revokeToken();
  const gone = 'http://127.0.0.1:1/';
  const ran = await run({ WG21_INDEX_URL: gone, DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' });
  assert.is(ran.code, 1);
  assert.match(said(ran, 'SLACK_BOT_TOKEN'), /^bad .* refused \(token_revoked\): copy it again/);
  assert.match(
    said(ran, 'database'),
    /^bad database 127\.0\.0\.1:1, database z: .*\(DB\/refused\)/,
  );
  assert.match(said(ran, 'WG21_INDEX_URL'), /^bad .* does not answer/);
  slack.change.restoreToken();
});

test('a wrong configuration: every problem, nothing else, exit code 1', async () => {
  const ran = await run({ SLACK_APP_TOKEN: '', OPS_ALERT_CHANNEL: '#ops' });
  assert.is(ran.code, 1);
  const lines = ran.output.trim().split('\n');
  assert.equal(
    lines.map((line) => line.slice(0, 18)),
    ['bad  configuration', 'bad  configuration'],
  );
});

test('without tokens and without DATABASE_URL it says what that means', async () => {
  const ran = await run({ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '', DATABASE_URL: '' });
  assert.is(ran.code, 0, ran.output);
  assert.match(said(ran, 'tokens'), /^note tokens none: a dry run/);
  assert.match(said(ran, 'database'), /^ok database embedded: is made in .*pg at the first start/);
});

test('an embedded database that does not run is found where it lies, and measured', async () => {
  await mkdir(join(folder, 'pg', 'base'), { recursive: true });
  await writeFile(join(folder, 'pg', 'PG_VERSION'), '18\n');
  await writeFile(join(folder, 'pg', 'base', 'file'), 'x'.repeat(1_000));
  const { exists, running, bytes } = await sightOfEmbedded(folder);
  assert.equal({ exists, running, bytes }, { exists: true, running: null, bytes: 1_003 });
  const ran = await run({ DATABASE_URL: '' });
  assert.match(said(ran, 'database'), /^ok database embedded in .*, 1 kB; does not run now/);
});

test.run();
