import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readLastExit } from '../../../src/app/lastWords/record.ts';
import {
  type LastExit,
  type LastTargets,
  lastRequests,
} from '../../../src/app/lastWords/requests.ts';
import { firstThatTakes, sayLastWords, sendNow } from '../../../src/app/lastWords/say.ts';
import { type Inbox, openInbox } from '../../support/operators/inbox.ts';

const test = suite('last words');

const MINUTE = 60_000;

let slack: Inbox;
let others: Inbox;
let dataDir = '';

test.before.each(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'paperscout-last-'));
  [slack, others] = await Promise.all([openInbox(), openInbox()]);
});

test.after.each(async () => {
  await Promise.all([slack.close(), others.close()]);
  rmSync(dataDir, { recursive: true, force: true });
});

const targets = (): LastTargets => ({
  slack: { apiUrl: `${slack.url}/api/`, token: 'xoxb-planted', channel: 'C0OPS' },
  ntfy: `${others.url}/topic`,
  discord: `${others.url}/discord`,
  webhook: { url: `${others.url}/hook`, secret: 'planted-secret' },
  service: 'fly:paperscout:ams:1857abc',
});

const exit = (at = 0, change: Partial<LastExit> = {}): LastExit => ({
  code: 3,
  reason: 'the root gave up',
  at,
  version: '1.2.3',
  instance: 'i-1',
  ...change,
});

const say = (one: LastExit, to = targets()) =>
  sayLastWords(one, { targets: to, dataDir, send: sendNow });

test('Slack is told in the ops channel, nobody else, and the exit is remembered', async () => {
  assert.equal(await say(exit(5)), ['slack']);
  const [letter] = slack.letters;
  assert.equal(
    [letter?.path, letter?.headers.authorization],
    ['/api/chat.postMessage', 'Bearer xoxb-planted'],
  );
  assert.equal(JSON.parse(letter?.body ?? ''), {
    channel: 'C0OPS',
    text: '🔴 PaperScout has ended with exit code 3: it gave up (the root gave up). Its host should start it again.',
  });
  assert.is(others.letters.length, 0);
  assert.equal(readLastExit(dataDir), {
    at: '1970-01-01T00:00:00.005Z',
    code: 3,
    reason: 'the root gave up',
    version: '1.2.3',
    instance: 'i-1',
    told: { '3 the root gave up': '1970-01-01T00:00:00.005Z' },
  });
});

test('when Slack does not take it, all other ways get it, the webhook signed', async () => {
  slack.answer(200, '{"ok":false,"error":"invalid_auth"}');
  assert.equal(await say(exit()), ['ntfy', 'discord', 'webhook']);
  const at = (path: string) => others.letters.find((one) => one.path === path);
  assert.is(at('/topic')?.headers['priority'], '5');
  assert.equal(JSON.parse(at('/discord')?.body ?? '').allowed_mentions, { parse: [] });
  const hook = at('/hook');
  const signature = createHmac('sha256', 'planted-secret')
    .update(hook?.body ?? '')
    .digest('hex');
  assert.is(hook?.headers['x-paperscout-signature'], `sha256=${signature}`);
  for (const path of ['/topic', '/discord']) assert.not.match(at(path)?.body ?? '', /fly:|i-1/);
});

test('once in ten minutes for each code and reason, over restarts', async () => {
  await say(exit(0));
  assert.is(await say(exit(10 * MINUTE - 1)), null);
  assert.is(slack.letters.length, 1);
  assert.equal(await say(exit(10 * MINUTE - 1, { code: 2, reason: 'DB/auth' })), ['slack']);
  assert.equal(await say(exit(10 * MINUTE)), ['slack']);
});

test('what nobody took is tried again by the next process', async () => {
  slack.answer(500);
  others.answer(302);
  assert.equal(await say(exit(0)), []);
  slack.answer(200);
  assert.equal(await say(exit(1_000)), ['slack']);
});

test('nobody is set up: nothing is sent, and the exit is remembered all the same', async () => {
  const nobody = { slack: null, ntfy: null, discord: null, webhook: null, service: 'local' };
  assert.is(await say(exit(), nobody), null);
  assert.is(readLastExit(dataDir)?.code, 3);
});

test('half a file of the last exit is none', async () => {
  writeFileSync(join(dataDir, 'last-exit.json'), '{"code":3,');
  assert.is(readLastExit(dataDir), null);
  assert.equal(await say(exit()), ['slack']);
  assert.match(readFileSync(join(dataDir, 'last-exit.json'), 'utf8'), '"code":3');
});

test('from the watch thread: the first way that takes it, Slack last', async () => {
  const requests = lastRequests(targets(), exit());
  assert.is(await firstThatTakes(requests, sendNow, 2_000), true);
  assert.equal(
    others.letters.map(({ path }) => path),
    ['/topic'],
  );
  others.answer(500);
  assert.is(await firstThatTakes(requests, sendNow, 2_000), true);
  assert.is(slack.letters.length, 1);
});

test('a way that does not answer does not hold the end', async () => {
  others.answer(0);
  const requests = [{ channel: 'ntfy', url: others.url, headers: {}, body: 'x' }] as const;
  const begun = performance.now();
  assert.is(await firstThatTakes(requests, sendNow, 100), false);
  assert.ok(performance.now() - begun < 5_000);
});

test.run();
