import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isClear, line } from '../../src/commands/probe/lines.ts';
import { lookAt } from '../../src/commands/probe/look.ts';
import { readWords } from '../../src/commands/probe/words.ts';
import { htmlBody, loginPage, pdfBody } from '../../src/commands/world/drafts/bodies.ts';
import type { DraftFault } from '../../src/commands/world/drafts/fault.ts';
import { type DraftsWorld, startDraftsWorld } from '../../src/commands/world/drafts/server.ts';
import { startIndexWorld } from '../../src/commands/world/index/server.ts';
import { createDraftProbe } from '../../src/sources/draftProbe.ts';
import { type Ran, runScript } from '../support/process.ts';

const test = suite('npm run probe');

const script = new URL('../../src/commands/probe.ts', import.meta.url).pathname;
const AT = Date.UTC(2026, 7, 22, 11);

let world: DraftsWorld;

test.before.each(async () => {
  world = await startDraftsWorld();
});

test.after.each(async () => {
  await world.close();
});

const env = () => ({
  ISO_PAPERS_URL: world.url,
  WG21_INDEX_URL: 'http://127.0.0.1:1/index.json',
  PROBE_RATE: '0',
  HTTP_TIMEOUT: '400ms',
});

const run = (words: readonly string[], own: Record<string, string> = {}): Promise<Ran> =>
  runScript(script, words, { env: { ...env(), ...own } });

/** The lines of a run without the address of the server. */
const linesOf = ({ output }: Ran): readonly string[] =>
  output.trim().replaceAll(world.url, '').split('\n');

test('says what was asked, what was answered and what it means', async () => {
  world.put('D4000R1.pdf', pdfBody('On drafts', 70_000), { modifiedAt: AT });
  world.put('P4000R1.html', htmlBody('On papers'), { modifiedAt: null });
  const ran = await run(['p4000r1']);
  assert.equal(linesOf(ran), [
    'HEAD D0001R99.pdf: 404: missing, as it must be',
    'HEAD D4000R1.pdf: 200: a draft: "On drafts", 70,000 bytes, last modified Sat, 22 Aug 2026 11:00:00 GMT',
    'HEAD D4000R1.html: 404: no draft there',
    'HEAD P4000R1.pdf: 404: no draft there',
    'HEAD P4000R1.html: 200: a draft: "On papers", 1,194 bytes',
  ]);
  assert.is(ran.code, 0);
});

test('without a revision the one after the latest of the index is looked for, or R0', async () => {
  const index = await startIndexWorld({ P4000R0: {}, P4000R2: {}, P4000R10: {}, P4000R11x: {} });
  const own = { WG21_INDEX_URL: index.url, PROBE_CONCURRENCY: '1' };
  const ran = await run(['P4000', 'D4001'], own);
  await index.close();
  assert.equal(linesOf(ran).slice(0, 2), [
    'The latest P4000 in the index is R10: R11 is looked for.',
    'P4001 is not in the index: R0 is looked for.',
  ]);
  assert.equal(
    world.requests.map(({ file }) => file),
    [
      'D0001R99.pdf',
      'D4000R11.pdf',
      'D4000R11.html',
      'P4000R11.pdf',
      'P4000R11.html',
      'D4001R0.pdf',
      'D4001R0.html',
      'P4001R0.pdf',
      'P4001R0.html',
    ],
  );
  assert.is(ran.code, 0);
});

test('an index that cannot be had is said, with what helps', async () => {
  const ran = await run(['P4000']);
  assert.match(ran.output, /^The index cannot be had \(NETWORK\/refused: .+\); name a revision/);
  assert.equal([ran.code, world.requests.length], [2, 0]);
});

const faults: readonly (readonly [fault: DraftFault, words: string])[] = [
  [
    { type: 'page', page: 'login' },
    'unclear HEAD D4000R1.pdf: 200: something lies there, but no draft: a login page, an error page or an empty file',
  ],
  [
    { type: 'empty' },
    'unclear HEAD D4000R1.pdf: 200: something lies there, but no draft: a login page, an error page or an empty file',
  ],
  [
    { type: 'login' },
    'unclear HEAD D4000R1.pdf: strayed: leads elsewhere, perhaps to a login: not a draft',
  ],
  [
    { type: 'status', status: 403 },
    'unclear HEAD D4000R1.pdf: 403: we are not wanted here: nothing more was asked',
  ],
  [
    { type: 'status', status: 429, headers: { 'retry-after': '120' } },
    'unclear HEAD D4000R1.pdf: 429: too fast, come back in 120 s: nothing more was asked',
  ],
  [
    { type: 'status', status: 503 },
    'unclear HEAD D4000R1.pdf: 503: too fast, come back in 300 s: nothing more was asked',
  ],
  [
    { type: 'status', status: 500 },
    'unclear HEAD D4000R1.pdf: 500: no usable answer (NETWORK/http_5xx): says nothing',
  ],
  [
    { type: 'reset', where: 'headers' },
    'unclear HEAD D4000R1.pdf: failed: no usable answer (NETWORK/reset): says nothing',
  ],
  [
    { type: 'hang', where: 'headers' },
    'unclear HEAD D4000R1.pdf: failed: no usable answer (TIMEOUT/headers_timeout): says nothing',
  ],
  [
    { type: 'redirect', to: 'd4000r1.pdf' },
    'clear HEAD D4000R1.pdf: 404 after 1 redirect: no draft there',
  ],
];

/** What a look at these files is told as, without a process of its own. */
async function told(files: readonly string[], concurrency = 4): Promise<readonly string[]> {
  const clock = { now: () => AT, elapsed: () => performance.now() };
  const pool = { connections: 4, connectMs: 400 };
  const probe = createDraftProbe({ clock, userAgent: 'test', url: world.url, ...pool });
  const limits = { concurrency, ratePerSecond: 0, timeoutMs: 400 };
  const needs = { probe, limits, canary: `${world.url}D0001R99.pdf` };
  const { signal } = new AbortController();
  const outcomes = await lookAt(
    needs,
    files.map((file) => world.url + file),
    signal,
  );
  await probe.close();
  return outcomes.map(
    (outcome, n) =>
      `${isClear(outcome) ? 'clear' : 'unclear'} ${line(outcome, n === 0).replace(world.url, '')}`,
  );
}

for (const [fault, words] of faults) {
  test(`a server that does this is told as it is: ${Object.values(fault).slice(0, 2).join(' ')}`, async () => {
    world.fail(fault, { file: 'D4000R1.pdf' });
    assert.is((await told(['D4000R1.pdf']))[1], words);
  });
}

test('a reading that fails is no "no draft"', async () => {
  world.put('D4000R1.pdf', pdfBody('On drafts'));
  world.fail({ type: 'reset', where: 'body' }, { method: 'GET' });
  const [, words = ''] = await told(['D4000R1.pdf']);
  assert.match(words, /^unclear .+ no usable answer \(NETWORK\/body_cut\): says nothing/);
});

test('a server that has everything is not believed', async () => {
  world.fail({ type: 'page', page: 'notFound' });
  const [canary = '', words = ''] = await told(['D4000R1.html']);
  assert.match(canary, /^unclear HEAD D0001R99\.pdf: 200: cannot be there/);
  assert.match(words, /^unclear .+ something lies there, but no draft/);
});

test('a page that asks for a login is none, though it is long enough', async () => {
  world.put('D4000R1.html', loginPage);
  const [, words = ''] = await told(['D4000R1.html']);
  assert.match(words, /^unclear .+ something lies there, but no draft/);
});

test('where HEAD is refused a GET finds the draft', async () => {
  world.fail({ type: 'no_head', status: 405 });
  world.put('D4000R1.pdf', pdfBody('On drafts'));
  const [, words = ''] = await told(['D4000R1.pdf']);
  assert.match(words, /^clear GET D4000R1\.pdf: 206: a draft: "On drafts"/);
});

test('after a 403 nothing more is asked, and that is said', async () => {
  world.fail({ type: 'status', status: 403 });
  const all = await told(['D4000R1.pdf', 'D4001R1.pdf', 'D4002R1.pdf'], 1);
  assert.is(world.requests.length, 1);
  assert.is(all.filter((one) => one.endsWith('did not want more')).length, 3);
});

const wrong: readonly (readonly [words: readonly string[], problem: string])[] = [
  [[], 'expected papers such as P1234, P1234R5 or D1234R5.pdf'],
  [['P12'], 'not "P12"'],
  [['N4950'], 'not "N4950"'],
  [['P1234R05'], 'not "P1234R05"'],
  [['P1234R100'], 'not "P1234R100"'],
  [['P1234.pdf'], 'not "P1234.pdf"'],
  [['P0000'], 'not "P0000"'],
  [['P1234R5', '../etc/passwd'], 'not "../etc/passwd"'],
  [['P1234\u001b[31m'], 'not "P1234[31m"'],
  [Array(21).fill('P1234R5'), 'expected at most 20 papers, not 21'],
];

for (const [words, problem] of wrong) {
  test(`bad words are refused: ${problem}`, () => {
    const read = readWords(words);
    assert.is(read.type, 'wrong');
    assert.ok(read.type === 'wrong' && read.problem.endsWith(problem));
  });
}

test('one bad word: one line, exit code 1, and nothing is asked', async () => {
  const ran = await run(['P1234R5', 'P12']);
  assert.is(
    ran.output,
    'expected papers such as P1234, P1234R5 or D1234R5.pdf, not "P12" (npm run probe -- --help)\n',
  );
  assert.equal([ran.code, world.requests.length], [1, 0]);
});

test('an answer that is not clear: exit code 2', async () => {
  world.fail({ type: 'status', status: 500 });
  assert.is((await run(['D4000R1.pdf'])).code, 2);
});

test('wrong variables are named', async () => {
  const ran = await run(['P4000R1'], { PROBE_RATE: 'fast', HTTP_TIMEOUT: '0s' });
  assert.match(ran.output, /PROBE_RATE/);
  assert.match(ran.output, /HTTP_TIMEOUT/);
  assert.is(ran.code, 1);
});

test('--help says how it is used and what the exit codes mean', async () => {
  const ran = await run(['--help']);
  assert.match(ran.output, /npm run probe -- PAPER/);
  assert.match(ran.output, /Exit code 0/);
  assert.is(ran.code, 0);
});

test.run();
